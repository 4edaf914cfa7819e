"""Reading the warehouse: one folder per member and month, one Parquet file per contract table."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pandas as pd

from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.engine import create_view, quote_path
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.settings import Settings
from rccrm_lib.facts.calendar import parse_month
from rccrm_lib.ingest.result import IngestResult

RESULT = "ingest.json"


def month_folder(settings: Settings, *, member_id: str, month: str) -> Path:
    """Where the typed tables of a month lie."""
    return settings.paths.warehouse / settings.member(member_id).id / parse_month(month)


def stored_result(folder: Path) -> IngestResult | None:
    """The result of the last loading, if the folder is whole."""
    tables = [*load_contracts(), "quarantine"]
    if not (folder / RESULT).is_file() or not all((folder / f"{name}.parquet").is_file() for name in tables):
        return None
    try:
        return IngestResult.from_json(json.loads((folder / RESULT).read_text(encoding="utf-8")), folder)
    except (json.JSONDecodeError, KeyError, TypeError):  # written by another version: load again
        return None


def _loaded(settings: Settings, *, member_id: str, month: str) -> IngestResult:
    result = stored_result(month_folder(settings, member_id=member_id, month=month))
    if result is None:
        raise RccrmError(f"{member_id} {month} is not in the warehouse", "a month that was loaded",
                         f"run: rccrm ingest --member {member_id} --month {month}")
    return result


def read_warehouse(con: duckdb.DuckDBPyConnection, *, settings: Settings, member_id: str, month: str) -> IngestResult:
    """Make views named after the contract tables, `quarantine`, and `supplied` (one row per supplied column)."""
    result = _loaded(settings, member_id=member_id, month=month)
    for name in [*load_contracts(), "quarantine"]:
        create_view(con, name, result.folder / f"{name}.parquet")
    rows = [(table, column, table in result.derived)
            for table, columns in result.supplied.items() for column in columns]
    frame = pd.DataFrame(rows, columns=["table_name", "column_name", "is_derived"])
    con.register("supplied_frame", frame)
    con.execute("CREATE OR REPLACE TABLE supplied AS SELECT table_name::VARCHAR AS table_name, "
                "column_name::VARCHAR AS column_name, is_derived::BOOLEAN AS is_derived FROM supplied_frame")
    con.unregister("supplied_frame")
    return result


def history_view(
    con: duckdb.DuckDBPyConnection, table: str, *, settings: Settings, member_id: str, months: list[str]
) -> None:
    """Make the view `<table>_history`: the rows of the given months, with a column `month` in front."""
    if not months or table not in load_contracts():
        raise RccrmError(f"history of {table!r} over {len(months)} month(s)",
                         f"at least one month and a table of {', '.join(load_contracts())}", "correct the call")
    parts = []
    for month in sorted(set(months)):
        folder = _loaded(settings, member_id=member_id, month=month).folder
        parts.append(f"SELECT '{month}' AS month, * FROM read_parquet({quote_path(folder / f'{table}.parquet')})")
    con.execute(f"CREATE OR REPLACE VIEW {table}_history AS {' UNION ALL '.join(parts)}")
