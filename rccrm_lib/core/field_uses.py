"""The register of field usefulness: where the code reads each field of the extracts, so that what nobody needs can go.

A room, page or report section reads a field when its SQL or Python names the field, and the table or a table made of
it. The register therefore errs towards "used"; a field that it calls unused is named nowhere.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

import pandas as pd

from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.roles import FIELDS, RoleSettings

WORD = re.compile(r"[a-z_][a-z0-9_]*")
MODELS = ("ecif", "acrm.view", "acrm.value", "acrm.segments", "acrm.churn", "acrm.campaign", "ocrm", "flow")
#: A column under which a part of the customer is known to roles (settings/roles.toml).
ROLE_FIELD = {"birth_on": "birth", "lunar_birthday": "birth", "death_on": "alerts", "balance_fen": "assets",
              "farm_flag": "household"}
COLUMNS = ["table", "column", "name_zh", "sensitivity", "models", "pages", "reports", "roles", "is_used", "is_flagged"]


def list_field_uses(roles: RoleSettings) -> pd.DataFrame:
    """One row per field of an extract: models, pages and report sections that read it, roles that see it.

    `is_flagged`: sensitive (C2), and nothing reads it: leave the column out of the mapping, or ask the source to.
    """
    readers = _readers()
    rows = []
    for contract in load_contracts().values():
        for column in contract.columns.values():
            models = [user for user in MODELS if {contract.name, column.name} <= readers.get(user, frozenset())]
            shown = {kind: _shown(readers, kind, column.name) if models else [] for kind in ("page", "report")}
            seen = _seen_by(roles, column.name) if shown["page"] else []
            flag = column.sensitivity == "C2" and not models
            rows.append((contract.name, column.name, column.zh, column.sensitivity, models, shown["page"], shown["report"], seen,
                         bool(models), flag))
    return pd.DataFrame(rows, columns=COLUMNS)


def _shown(readers: dict[str, frozenset[str]], kind: str, column: str) -> list[str]:
    """Pages or sections that name a column which a model hands on."""
    return sorted(user.removeprefix(f"{kind} ") for user, words in readers.items()
                  if user.startswith(f"{kind} ") and column in words)


def _seen_by(roles: RoleSettings, column: str) -> list[str]:
    """Roles to which the field is shown, masked or whole."""
    field = ROLE_FIELD.get(column, column)
    return [code for code, role in roles.roles.items() if field in FIELDS and role.level(field) != "hidden"]


@cache
def _readers() -> dict[str, frozenset[str]]:
    """Model, page or section -> every word of its sources."""
    words: dict[str, set[str]] = {}
    for path, text in _sources(resources.files("rccrm_lib"), ""):
        user = _user_of(path)
        if user:
            words.setdefault(user, set()).update(WORD.findall(text.lower()))
    return {user: frozenset(found) for user, found in words.items()}


def _sources(folder: Traversable, prefix: str) -> list[tuple[str, str]]:
    """Path below the package and text of every SQL and Python file."""
    found = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        path = f"{prefix}{entry.name}"
        if entry.is_dir():
            found += _sources(entry, f"{path}/")
        elif path.endswith((".py", ".sql")):
            found.append((path, entry.read_text(encoding="utf-8")))
    return found


def _user_of(path: str) -> str:
    """Who reads what a file names; nobody for the ground, the intake and the simulator, which use no field."""
    room, _, rest = path.partition("/")
    if room == "acrm":
        return f"acrm.{rest.partition('/')[0]}"
    if room == "apps":
        return {"card": "page customer_card", "customers": "page customers"}.get(rest.split("_")[0].removesuffix(".py"), "")
    if room == "reports":
        return f"report {rest.removeprefix('section_').removesuffix('.py')}" if rest.startswith("section_") else ""
    return room if room in MODELS else ""
