"""Loading one month: delivered files -> typed tables in the warehouse, all or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.engine import open_engine, write_frame, write_parquet
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.lineage import canonical_json
from rccrm_lib.core.publish import staged_folder
from rccrm_lib.core.settings import Settings
from rccrm_lib.core.words import Words
from rccrm_lib.facts.calendar import month_end, parse_month
from rccrm_lib.ingest.balances import can_derive, derive_balances
from rccrm_lib.ingest.checking import empty_sql
from rccrm_lib.ingest.corrections import frame_of
from rccrm_lib.ingest.delivery import Delivery, check_complete, find_delivery
from rccrm_lib.ingest.quarantine import ORDER, create_quarantine
from rccrm_lib.ingest.result import IngestResult
from rccrm_lib.ingest.rules import quote
from rccrm_lib.ingest.tables import LoadedTable, TableLoader
from rccrm_lib.ingest.warehouse import RESULT, month_folder, stored_result

Progress = Callable[[int, str], None]
SCHEMA = "rccrm_ingest"


def load_month(
    *,
    settings: Settings,
    member_id: str,
    month: str,
    con: duckdb.DuckDBPyConnection | None = None,
    progress: Progress | None = None,
) -> IngestResult:
    """Load one member's month into the warehouse; nothing is done where the same inputs were loaded already.

    Raises MonthRefused where the month cannot be used; what was loaded before stays as it was.
    """
    try:
        as_of = month_end(parse_month(month))
    except ValueError as error:
        raise RccrmError(str(error), "a month such as 2026-09", "correct --month") from None
    delivery = find_delivery(settings, member_id=member_id, month=month)
    final = month_folder(settings, member_id=member_id, month=month)
    before = stored_result(final)
    if before and before.fingerprint == delivery.fingerprint:
        return before
    check_complete(delivery)
    with workspace(settings, con) as (work, folder), staged_folder(final) as staging:
        loader = TableLoader(work, delivery, folder, as_of, settings.ingest)
        return _load(loader, delivery, staging, final, progress=progress)


@contextmanager
def workspace(
    settings: Settings, con: duckdb.DuckDBPyConnection | None
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A schema of its own in the engine, and a folder for decoded files; both are gone afterwards."""
    settings.paths.warehouse.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".decoding-", dir=settings.paths.warehouse) as name:
        folder = Path(name)
        engine = con or open_engine(threads=settings.run.threads, memory=settings.run.memory, temp_dir=folder / "spill")
        work = engine.cursor()
        try:
            work.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
            work.execute(f"CREATE SCHEMA {SCHEMA}")
            work.execute(f"USE {SCHEMA}")
            work.execute("SET preserve_insertion_order = true")  # a row's position is its place in the file
            yield work, folder
        finally:
            work.execute("USE main")
            work.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
            work.close()
            if con is None:
                engine.close()


def _load(
    loader: TableLoader, delivery: Delivery, staging: Path, final: Path, *, progress: Progress | None
) -> IngestResult:
    con = loader.con
    create_quarantine(con)
    loader.open_files()
    supplied: dict[str, list[str]] = {}
    reports, notes, movements = [], loader.notes, None
    for name, contract in load_contracts().items():
        loaded = loader.load(contract)
        write_parquet(con, loaded.query if loaded else empty_sql(contract), staging / f"{name}.parquet",
                      order_by=[quote(key) for key in contract.key])
        if loaded:
            supplied[name] = loaded.checked.supplied
            reports.append(loaded.report)
            movements = loaded if name == "txn" else movements
            if name != "txn":
                loader.forget(loaded)
        if progress:
            progress(1, name)
    derived = _derive(con, delivery, movements, staging, supplied=supplied, notes=notes, as_of=loader.as_of)
    write_parquet(con, "SELECT * FROM quarantine", staging / "quarantine.parquet", order_by=ORDER)
    write_frame(con, frame_of(delivery.corrections_that_hold()), staging / "corrections.parquet", order_by=["file", "line"])
    notes += delivery.notes_on_unknown_files()
    result = IngestResult(
        delivery.member_id, delivery.month, final, delivery.fingerprint, tuple(reports), supplied, derived,
        delivery.hashes, delivery.marker is not None, tuple(_in_words(note) for note in notes),
    )
    (staging / RESULT).write_text(canonical_json(result.to_json()), encoding="utf-8")
    return result


def _derive(
    con: duckdb.DuckDBPyConnection, delivery: Delivery, movements: LoadedTable | None, staging: Path, *,
    supplied: dict[str, list[str]], notes: list[dict[str, Any]], as_of: date,
) -> dict[str, str]:
    """Write bal_month from the movements where the bank does not deliver it; {derived table: its source}."""
    if "bal_month" in supplied or movements is None:
        return {}
    if not can_derive(movements.checked):
        notes.append({"key": "not_derived", "table": "bal_month"})
        return {}
    contract = load_contracts()["bal_month"]
    query, columns = derive_balances(
        con, movements.checked, movements.repeats, member_id=delivery.member_id, as_of=as_of
    )
    write_parquet(con, query, staging / "bal_month.parquet", order_by=[quote(key) for key in contract.key])
    supplied["bal_month"] = columns
    notes.append({"key": "derived", "table": "bal_month", "source": "txn"})
    return {"bal_month": "txn"}


def _in_words(note: dict[str, Any]) -> dict[str, Any]:
    """A note with its English text; its key and values say it in any language (ingest.note.<key>)."""
    values = {name: value for name, value in note.items() if name != "key"}
    return {**note, "text": Words("en")(f"ingest.note.{note['key']}", **values)}
