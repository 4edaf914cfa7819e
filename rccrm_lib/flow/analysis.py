"""Tables for analysts: a published month with tokens for customers, households and villages, and nothing that names anybody.

The tokens' key is thrown away when the tables are written: within one delivery they join, two deliveries cannot be compared,
and nobody can go back from a token to a customer.
"""

from __future__ import annotations

import secrets
import time
from pathlib import Path

import duckdb

from rccrm_lib.core import engine
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.org.columns import FIELD_COLUMNS
from rccrm_lib.core.people import People, Person
from rccrm_lib.core.privacy.tokens import KEY_BYTES, token_sql
from rccrm_lib.core.publish import staged_folder
from rccrm_lib.core.settings import Settings, load_settings
from rccrm_lib.flow.manifest import MANIFEST
from rccrm_lib.flow.run import check_month_text, only_member

TASK = "build_models"
TOKENS = ("customer_id", "household_id", "village_id")
#: Table -> its columns as they are; of the birthday the decade, of days of opening the year. Names and numbers are in none.
PLAIN = {
    "customers": ("party_kind", "nature", "sex", "is_farm", "branch_id", "completeness", "refuses_marketing"),
    "customer_months": tuple(c for columns in FIELD_COLUMNS["customer_months"].values() for c in columns),
    "customer_history": tuple(c for columns in FIELD_COLUMNS["customer_history"].values() for c in columns),
    "tiers": tuple(c for columns in FIELD_COLUMNS["tiers"].values() for c in columns),
    "churn_spells": ("spell_no", "entry", "exit", "event", "cause", "tier_at_entry", "entry_month", "exit_month",
                     "reference_fen"),
}
ORDER = {"customers": [], "customer_months": [], "customer_history": ["month"], "tiers": ["month"], "churn_spells": ["spell_no"]}
COARSE = {"birth_on": ("birth_decade", "(year({x}) // 10 * 10)::INTEGER"),
          "first_open_on": ("first_open_year", "year({x})::INTEGER")}


def write_analysis_tables(config: str | Path, *, month: str, out: Path, person_id: str, reason: str, member: str = "") -> Path:
    """Write one Parquet file per table of PLAIN into a new folder, for an account with the task `build_models`; on record."""
    settings, checked = load_settings(config), check_month_text(month)
    member_id = settings.member(member or only_member(settings)).id
    people = People(settings.paths.store, settings=settings.apps)
    person = _check_person(people, settings, person_id, member_id)
    folder = settings.paths.outputs / member_id / checked
    if not (folder / MANIFEST).is_file():
        raise RccrmError(f"{checked} of {member_id} is not published", "a published month", f"rccrm run --month {checked}")
    if out.exists() or out.resolve().is_relative_to(settings.paths.outputs.resolve()):
        raise RccrmError(f"{out.name} exists, or lies within the outputs", "a new folder elsewhere", "name another --out")
    if not reason.strip():
        raise RccrmError("no reason was given", "what the tables are for", "--reason in a few words")
    people.note(now=time.time(), person_id=person.person_id, role=person.role, action="analysis tables", subject=checked,
                reason=reason)
    with engine.open_engine(threads=settings.run.threads, memory=settings.run.memory) as con, staged_folder(out) as staging:
        key = secrets.token_bytes(KEY_BYTES)
        for table in PLAIN:
            _write_table(con, table, folder / "tables" / f"{table}.parquet", staging, key)
    return out


def _check_person(people: People, settings: Settings, person_id: str, member_id: str) -> Person:
    person = people.find_person(person_id)
    if person is None or person.member_id != member_id or TASK not in settings.roles.role(person.role).tasks:
        raise RccrmError(f"{person_id} may not have tables for analysis", f"an open account of the member with the task {TASK}",
                         "rccrm people list; settings/roles.toml")
    return person


def _write_table(con: duckdb.DuckDBPyConnection, table: str, source: Path, staging: Path, key: bytes) -> None:
    there = {row[0] for row in con.execute(f"DESCRIBE SELECT * FROM read_parquet({engine.quote_path(source)})").fetchall()}
    chosen, values = [], []
    for name in (name for name in TOKENS if name in there):
        token, pads = token_sql(f"'{name}|' || {name}", key=key)
        chosen.append(f"{token} AS {name.removesuffix('_id')}_token")
        values += pads
    chosen += [f"{form.format(x=name)} AS {new}" for name, (new, form) in COARSE.items() if name in there]
    chosen += [name for name in dict.fromkeys(PLAIN[table]) if name in there and name not in (*TOKENS, *COARSE)]
    con.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT {', '.join(chosen)} "
                f"FROM read_parquet({engine.quote_path(source)})", values)
    # in the order of the tokens: that of the customers' numbers would say which token is whose
    engine.write_parquet(con, f"SELECT * FROM {table}", staging / f"{table}.parquet", order_by=["customer_token", *ORDER[table]])
