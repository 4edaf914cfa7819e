"""What a month's delivery would load as: what is there, what is missing and who owes it, ten rows a table. Loads nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import duckdb
import pandas as pd

from rccrm_lib.core.contracts import Contract, load_contracts
from rccrm_lib.core.errors import MonthRefused, RccrmError, SettingsError
from rccrm_lib.core.settings import Settings
from rccrm_lib.facts.calendar import add_months, month_end, parse_month
from rccrm_lib.ingest.delivery import Delivery, check_complete, find_delivery
from rccrm_lib.ingest.header import unknown_columns
from rccrm_lib.ingest.month import workspace
from rccrm_lib.ingest.quarantine import create_quarantine, mask_column_sql
from rccrm_lib.ingest.rules import quote
from rccrm_lib.ingest.tables import LoadedTable, TableLoader

SHOWN_ROWS = 10
SHOWN_VALUES = 5


@dataclass(frozen=True)
class FilePreview:
    """One file that the mapping names: `name` is empty where it has not arrived; `unread` are columns that no table reads."""

    alias: str
    pattern: str
    name: str
    owner: str
    due_on: date | None
    columns: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    n_rows: int = 0
    encoding: str = ""


@dataclass(frozen=True)
class TablePreview:
    """One contract table as it would load; `problem` says why it would not."""

    table: str
    contract: Contract
    file: str
    missing: tuple[str, ...] = ()
    problem: str = ""
    n_accepted: int = 0
    n_quarantined: int = 0
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    faults: pd.DataFrame = field(default_factory=pd.DataFrame)  # reason, column, n, values (of codes only)


@dataclass(frozen=True)
class MonthPreview:
    """A month before it is loaded; `problems` are what would refuse it."""

    member_id: str
    month: str
    files: tuple[FilePreview, ...]
    tables: tuple[TablePreview, ...]
    problems: tuple[str, ...]

    @property
    def can_load(self) -> bool:
        """Whether `rccrm ingest` would load the month."""
        return not self.problems

    @property
    def absent(self) -> tuple[FilePreview, ...]:
        """The files that have not arrived."""
        return tuple(file for file in self.files if not file.name)


def preview_month(settings: Settings, *, member_id: str, month: str) -> MonthPreview:
    """Look at a month's files without loading them: nothing is written, earlier results stay as they are."""
    as_of = month_end(parse_month(month))
    delivery = find_delivery(settings, member_id=member_id, month=month)
    problems, tables = [], []
    try:
        check_complete(delivery)
    except MonthRefused as error:
        problems.append(str(error))
    with workspace(settings, None) as (con, folder):
        create_quarantine(con)
        loader = TableLoader(con, delivery, folder, as_of, settings.ingest)
        try:
            loader.open_files()
        except RccrmError as error:
            problems.append(str(error))
        for name, contract in load_contracts().items():
            if name in delivery.mapping.tables:
                tables.append(_preview_table(con, loader, contract))
        files = tuple(_preview_file(loader, alias, month) for alias in delivery.mapping.files)
    problems += [table.problem for table in tables if table.problem and table.problem not in problems]
    return MonthPreview(member_id, month, files, tuple(tables), tuple(problems))


def _preview_table(con: duckdb.DuckDBPyConnection, loader: TableLoader, contract: Contract) -> TablePreview:
    mapping = loader.delivery.mapping.tables[contract.name]
    name = loader.delivery.files[mapping.file].name if mapping.file in loader.delivery.files else ""
    missing = tuple(column for column in contract.columns if column not in mapping.columns)
    if not name:
        return TablePreview(contract.name, contract, "", missing)
    try:
        loaded = loader.load(contract)
    except (MonthRefused, SettingsError) as error:
        return TablePreview(contract.name, contract, name, missing, problem=str(error), faults=_faults(con, contract.name))
    assert loaded is not None
    missing = tuple(column for column in contract.columns if column not in loaded.checked.supplied)
    return TablePreview(contract.name, contract, name, missing, "", loaded.report.rows_accepted,
                        loaded.report.rows_quarantined, _rows(con, loaded), _faults(con, contract.name))


def _rows(con: duckdb.DuckDBPyConnection, loaded: LoadedTable) -> pd.DataFrame:
    """The first rows as they would load, masked as in the quarantine."""
    parts = []
    for rule in loaded.checked.rules:
        text = f"CAST({quote(rule.column.name)} AS VARCHAR)"
        shown = mask_column_sql(text, rule.column) if rule.column.sensitivity == "C2" else text
        parts.append(f"{shown} AS {quote(rule.column.name)}")
    return con.execute(f"SELECT {', '.join(parts)} FROM {loaded.checked.name} WHERE fault IS NULL AND NOT is_other_month "
                       f"ORDER BY position LIMIT {SHOWN_ROWS}").df()


def _faults(con: duckdb.DuckDBPyConnection, table: str) -> pd.DataFrame:
    """Why rows would be set apart; codes that no list knows are shown, they are nobody's data."""
    return con.execute(
        'SELECT reason, "column", count(*)::BIGINT AS n, CASE WHEN reason = \'bad_code\' THEN '
        f"array_to_string(list_sort(list_distinct(list(value)))[:{SHOWN_VALUES}], ', ') ELSE '' END AS \"values\" "
        'FROM quarantine WHERE table_name = ? GROUP BY reason, "column" ORDER BY n DESC, reason, "column"', [table],
    ).df()


def _preview_file(loader: TableLoader, alias: str, month: str) -> FilePreview:
    delivery, source = loader.delivery, loader.delivery.mapping.files[alias]
    pattern = source.path.format(member=delivery.member_id, month=month, yyyymm=month.replace("-", ""))
    if alias not in delivery.files:
        return FilePreview(alias, pattern, "", _owner(delivery, alias), _due(source.due_day, month))
    known = FilePreview(alias, pattern, delivery.files[alias].name, _owner(delivery, alias), _due(source.due_day, month))
    staged = loader.staged.get(alias) or loader.seen.get(alias)
    if staged is None:
        return known
    tables = [table for table in delivery.mapping.tables.values() if table.file == alias]
    unread = unknown_columns(staged.columns, tables) if tables else []
    return FilePreview(known.alias, known.pattern, known.name, known.owner, known.due_on, staged.columns, tuple(unread),
                       staged.n_rows + len(staged.broken), staged.decoded.encoding)


def _owner(delivery: Delivery, alias: str) -> str:
    """Who delivers a file: as the mapping says, else the owner of the contract that reads it."""
    if delivery.mapping.files[alias].owner:
        return delivery.mapping.files[alias].owner
    owners = {load_contracts()[name].owner for name, table in delivery.mapping.tables.items() if table.file == alias}
    return ", ".join(sorted(owners))


def _due(day: int, month: str) -> date | None:
    """The day of the following month by which the file should be there."""
    if not day:
        return None
    last = month_end(add_months(month, 1))
    return last.replace(day=min(day, last.day))

