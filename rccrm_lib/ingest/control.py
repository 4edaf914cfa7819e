"""The control file: what the source says it delivered. Any disagreement refuses the month."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from rccrm_lib.core.errors import MonthRefused
from rccrm_lib.ingest.checking import CheckedTable
from rccrm_lib.ingest.decoder import decode_file
from rccrm_lib.ingest.rules import quote

HEADER = ["文件", "行数", "合计列", "合计值", "SHA256"]
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
AGAIN = "have the file delivered again together with its control file"


@dataclass(frozen=True)
class ControlEntry:
    """What the control file says about one file."""

    file: str
    n_rows: int
    sum_column: str
    sum_text: str
    sha256: str


def read_control(source: Path, folder: Path) -> dict[str, ControlEntry]:
    """File name -> its entry; refuses a control file that cannot be read."""
    decoded = decode_file(source, folder / "control.csv", keep_cut_line=True)
    with open(decoded.path, encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    if [cell.strip() for cell in rows[0]] != HEADER:
        raise MonthRefused(f"{source.name}: the header has {_known_cells(rows[0])}", ",".join(HEADER),
                           "correct the control file at the source")
    entries = {}
    for line, row in enumerate(rows[1:], start=2):
        entry = _entry(source.name, line, [cell.strip() for cell in row]) if row else None
        if entry:
            entries[entry.file] = entry
    return entries


def _known_cells(row: list[str]) -> str:
    """Only names of this header are repeated: another file in its place would show a customer's values."""
    found = [cell.strip() for cell in row if cell.strip() in HEADER]
    return ",".join(found) if found else f"{len(row)} columns, none of them known"


def _entry(name: str, line: int, row: list[str]) -> ControlEntry:
    sound = (
        len(row) == len(HEADER) and row[0] and re.fullmatch("[0-9]+", row[1])
        and bool(row[2]) == bool(row[3]) and (not row[3] or NUMBER.fullmatch(row[3]))
        and re.fullmatch("[0-9a-fA-F]{64}", row[4])
    )
    if not sound:
        raise MonthRefused(f"{name}, line {line}: not an entry of a control file",
                           "file, rows, sum column and sum (both or neither), SHA-256 of 64 hexadecimal digits",
                           "correct the control file at the source")
    return ControlEntry(row[0], int(row[1]), row[2], row[3], row[4].lower())


def check_presence(entries: dict[str, ControlEntry], delivered: set[str], control: str) -> None:
    """Refuse a month whose control file lists files that did not arrive."""
    missing = sorted(set(entries) - delivered)
    if missing:
        raise MonthRefused(f"{control} lists files that are not there: {', '.join(missing)}",
                           "all files that the control file lists",
                           "wait until the delivery is complete, then run again")


def check_hash(entry: ControlEntry, sha256: str) -> None:
    """Refuse a file whose bytes are not those that the source wrote."""
    if entry.sha256 != sha256:
        raise MonthRefused(f"{entry.file}: SHA-256 is {sha256}, the control file says {entry.sha256}",
                           "the bytes that the source system wrote", AGAIN)


def check_rows(entry: ControlEntry, n_rows: int) -> None:
    """Refuse a file with more or fewer rows than the source counted."""
    if entry.n_rows != n_rows:
        raise MonthRefused(f"{entry.file}: {n_rows} rows, the control file says {entry.n_rows}",
                           "as many rows as the source counted", AGAIN)


def check_sum(con: duckdb.DuckDBPyConnection, entry: ControlEntry, checked: CheckedTable) -> bool:
    """Refuse a file whose sum differs; False where rows that cannot be read make the sum impossible."""
    columns = {rule.source: rule for rule in checked.rules}
    if not entry.sum_column:
        return True
    if entry.sum_column not in columns:
        raise MonthRefused(f"{entry.file}: no column {entry.sum_column}, which the control file sums",
                           f"one of {', '.join(columns)}", AGAIN)
    rule = columns[entry.sum_column]
    position, name = checked.rules.index(rule) + 1, quote(rule.column.name)
    total, unread = con.execute(
        f"SELECT coalesce(sum({name}), 0), count(*) FILTER ({name} IS NULL AND texts[{position}] IS NOT NULL) "
        f"FROM {checked.name}"
    ).fetchall()[0]
    if unread or checked.staged.broken:
        return False
    found = Decimal(int(total)).scaleb(-2) if rule.column.type in ("money", "money_day") else Decimal(total)
    if found != Decimal(entry.sum_text):
        raise MonthRefused(f"{entry.file}: the sum of {entry.sum_column} is {found}, "
                           f"the control file says {entry.sum_text}",
                           "the sum that the source made", AGAIN)
    return True
