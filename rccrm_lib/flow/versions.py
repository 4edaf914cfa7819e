"""A month that is published again with other figures is a new version: what changed is told, the last one is kept.

The first version of a month is 1. Run again with the same inputs, or with others that change no table and no figure, it
stays what it is. Else the version rises by one; the version before is kept whole beside the month, for ever.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from rccrm_lib.core.engine import open_engine, quote_path
from rccrm_lib.core.errors import RccrmError

KEPT = ".versions"
MANIFEST, FIGURES = "manifest.json", "figures.json"
TOP_CUSTOMERS = 10
OWN = ("figure_differences", "table_differences", "customer_differences")  # what this module writes itself
CUSTOMER_CHANGES = """
SELECT customer_id, old.aum_avg_fen AS old_fen, new.aum_avg_fen AS new_fen
FROM read_parquet({old}) old FULL JOIN read_parquet({new}) new USING (customer_id)
WHERE old.aum_avg_fen IS DISTINCT FROM new.aum_avg_fen
ORDER BY abs(coalesce(new.aum_avg_fen, 0) - coalesce(old.aum_avg_fen, 0)) DESC, customer_id LIMIT {limit}
"""


@dataclass(frozen=True)
class Version:
    """Which version of the month this is; of a first one nothing else is known."""

    number: int = 1
    replaces: int = 0
    replaces_hash: str = ""
    changed_inputs: tuple[str, ...] = ()
    figures: pd.DataFrame | None = None  # figure, label_zh, label_en, unit, old, new
    tables: pd.DataFrame | None = None  # table, rows_before, rows_after, added, removed
    customers: pd.DataFrame | None = None  # customer_id, old_fen, new_fen

    def to_manifest(self) -> dict[str, Any]:
        """What the manifest says of the version."""
        body: dict[str, Any] = {"version": self.number}
        if self.replaces:
            body["replaces"] = {"version": self.replaces, "input_hash": self.replaces_hash}
            body["changed_inputs"] = list(self.changed_inputs)
        return body


def judge_version(final: Path, staging: Path, *, inputs: Mapping[str, Any], figures: Mapping[str, list[dict]]) -> Version:
    """The version that `staging` will be when it takes the place of `final`.

    `inputs` is the manifest of what goes in, with its `input_hash`; `figures` are those of the new report, by language.
    """
    last = _read(final / MANIFEST)
    if last is None:
        return Version()
    number = int(last.get("version", 1))
    if last["input_hash"] != inputs["input_hash"]:
        found = _compare(final, staging, last, inputs, figures, number=number + 1)
        if found is not None:
            return found
    if number == 1:
        return Version()
    before = kept_folder(final, number - 1)
    last_before = _read(before / MANIFEST)
    if last_before is None:
        raise RccrmError(f"version {number - 1} of {final.name} is not in {KEPT}", "every earlier version of a month",
                         "restore it from the backup: what the present version replaced must stay readable")
    return _compare(before, staging, last_before, inputs, figures, number=number) or Version(number)


def kept_folder(final: Path, number: int) -> Path:
    """Where an earlier version of a month is kept."""
    return final.parent / KEPT / final.name / f"v{number}"


def keep_version(final: Path, version: Version) -> None:
    """Copy the published month aside before a new version takes its place; whole or not at all."""
    last = _read(final / MANIFEST)
    if last is None or int(last.get("version", 1)) >= version.number:
        return
    target = kept_folder(final, int(last.get("version", 1)))
    unfinished = target.with_name(f".{target.name}.copying")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(final, unfinished)
    shutil.rmtree(target, ignore_errors=True)
    os.replace(unfinished, target)


def _read(path: Path) -> dict[str, Any] | None:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _compare(
    old: Path, new: Path, last: Mapping[str, Any], inputs: Mapping[str, Any], figures: Mapping[str, list[dict]], *, number: int
) -> Version | None:
    """The new version with its differences; None where no table and no figure differs."""
    changed_figures = compare_figures(_read(old / FIGURES) or {}, figures)
    with open_engine(threads=1) as con:
        changed_tables = compare_tables(con, old / "tables", new / "tables")
        if changed_figures.empty and changed_tables.empty:
            return None
        customers = _compare_customers(con, old / "tables", new / "tables")
    return Version(number, int(last.get("version", 1)), last["input_hash"], tuple(changed_inputs(last, inputs)),
                   changed_figures, changed_tables, customers)


def compare_figures(old: Mapping[str, list[dict]], new: Mapping[str, list[dict]]) -> pd.DataFrame:
    """One row per figure whose value is another, new or gone: figure, label_zh, label_en, unit, old, new; key figures first.

    The figures of the section on differences itself are left out.
    """
    labels = {language: {figure["id"]: figure["label"] for figure in [*old.get(language, []), *listed]}
              for language, listed in new.items()}
    before, after = ({figure["id"]: figure for figure in listed.get("zh", []) if not figure["id"].startswith("versions.")}
                     for listed in (old, new))
    rows = []
    for name in [*after, *(name for name in before if name not in after)]:
        one = after.get(name) or before[name]
        values = (before.get(name, {}).get("value"), after.get(name, {}).get("value"))
        if values[0] != values[1]:
            rows.append((name, labels["zh"].get(name, name), labels["en"].get(name, name), one["unit"], *values))
    columns = ["figure", "label_zh", "label_en", "unit", "old", "new"]
    return pd.DataFrame(rows, columns=columns).astype({"old": "float64", "new": "float64"})


def compare_tables(con: duckdb.DuckDBPyConnection, old: Path, new: Path) -> pd.DataFrame:
    """One row per table that differs: rows before and after, rows only in the new one (added) and only in the old (removed)."""
    rows = []
    names = sorted({path.stem for folder in (old, new) for path in folder.glob("*.parquet")} - set(OWN))
    for name in names:
        before, after = (_rows(con, folder / f"{name}.parquet") for folder in (old, new))
        added, removed = (_only_in(con, one, other, name) for one, other in ((new, old), (old, new)))
        if added or removed:
            rows.append((name, before, after, added, removed))
    frame = pd.DataFrame(rows, columns=["table", "rows_before", "rows_after", "added", "removed"])
    return frame.astype(dict.fromkeys(frame.columns[1:], "int64"))


def _rows(con: duckdb.DuckDBPyConnection, path: Path) -> int:
    return con.execute(f"SELECT count(*) FROM read_parquet({quote_path(path)})").fetchall()[0][0] if path.exists() else 0


def _only_in(con: duckdb.DuckDBPyConnection, folder: Path, other: Path, name: str) -> int:
    """How many rows of a table have no equal in the other folder; all of them where its columns are others."""
    one, two = folder / f"{name}.parquet", other / f"{name}.parquet"
    if not one.exists():
        return 0
    if not two.exists() or _columns(con, one) != _columns(con, two):
        return _rows(con, one)
    return con.execute(f"SELECT count(*) FROM (FROM read_parquet({quote_path(one)}) EXCEPT ALL "
                       f"FROM read_parquet({quote_path(two)}))").fetchall()[0][0]


def _columns(con: duckdb.DuckDBPyConnection, path: Path) -> list[tuple[str, str]]:
    return [row[:2] for row in con.execute(f"DESCRIBE SELECT * FROM read_parquet({quote_path(path)})").fetchall()]


def _compare_customers(con: duckdb.DuckDBPyConnection, old: Path, new: Path) -> pd.DataFrame:
    """The customers whose average assets changed most: customer_id, old_fen, new_fen."""
    paths = [folder / "customer_months.parquet" for folder in (old, new)]
    if not all(path.exists() for path in paths):
        return pd.DataFrame(columns=["customer_id", "old_fen", "new_fen"])
    query = CUSTOMER_CHANGES.format(old=quote_path(paths[0]), new=quote_path(paths[1]), limit=TOP_CUSTOMERS)
    return con.execute(query).df().astype({"old_fen": "Int64", "new_fen": "Int64"})


def changed_inputs(last: Mapping[str, Any], inputs: Mapping[str, Any]) -> Iterable[str]:
    """What went in otherwise: files as 'month/path', and 'settings', 'code', 'links', 'households', 'decisions', 'assignments',
    'recusals', 'answers', 'service' where those changed."""
    old, new = (_flat(body.get("inputs", {})) for body in (last, inputs))
    yield from sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    for key, word in (("settings_sha256", "settings"), ("code_version", "code"), ("previous_links_sha256", "links"),
                      ("previous_households_sha256", "households"), ("decisions_sha256", "decisions"),
                      ("assignments_sha256", "assignments"), ("recusals_sha256", "recusals"), ("carried_sha256", "carried"),
                      ("answers_sha256", "answers"), ("service_sha256", "service")):
        if last.get(key) != inputs.get(key):
            yield word


def _flat(months: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {f"{month}/{Path(path).name}": digest for month, files in months.items() for path, digest in files.items()}
