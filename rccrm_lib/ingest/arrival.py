"""Which months have arrived whole: files found, and how far a cumulative file of movements reaches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from rccrm_lib.core.errors import MonthRefused
from rccrm_lib.facts.calendar import month_of, month_range
from rccrm_lib.ingest.checking import CheckedTable
from rccrm_lib.ingest.mapping import SourceFile
from rccrm_lib.ingest.rules import quote


@dataclass(frozen=True)
class Reach:
    """From when to when the movements of a cumulative file go; `last_on` is the date of the last whole row."""

    first_on: date
    last_on: date
    is_cut: bool
    is_sorted: bool


def find_file(extracts: Path, file: SourceFile, *, member_id: str, month: str) -> Path | None:
    """The delivered file, plain or packed (.gz); None where there is none."""
    pattern = file.path.format(member=member_id, month=month, yyyymm=month.replace("-", ""))
    names = [pattern] if pattern.endswith(".gz") else [pattern, pattern + ".gz"]
    found = [path for name in names for path in sorted(extracts.glob(name)) if path.is_file()]
    if len(found) > 1:
        raise MonthRefused(f"several files for one table: {', '.join(path.name for path in found)}",
                           f"one file {pattern}", "leave only the right one in the folder")
    return found[0] if found else None


def months_of_files(extracts: Path, file: SourceFile, *, member_id: str) -> set[str]:
    """The months for which a file of a monthly pattern exists."""
    pattern = file.path.format(member=member_id, month="*", yyyymm="*")
    parts = re.escape(file.path.replace("{member}", member_id)).replace(r"\*", "[^/]*")
    regex = re.compile(
        parts.replace(r"\{month\}", r"(?P<month>[12][0-9]{3}-(?:0[1-9]|1[0-2]))", 1)
        .replace(r"\{month\}", "(?P=month)")
        .replace(r"\{yyyymm\}", r"(?P<yyyymm>[12][0-9]{3}(?:0[1-9]|1[0-2]))", 1)
        .replace(r"\{yyyymm\}", "(?P=yyyymm)") + r"(?:\.gz)?"
    )
    months = set()
    for path in [*extracts.glob(pattern), *extracts.glob(pattern + ".gz")]:
        match = regex.fullmatch(path.relative_to(extracts).as_posix())
        if match:
            found = match.groupdict()
            months.add(found.get("month") or f"{found['yyyymm'][:4]}-{found['yyyymm'][4:]}")
    return months


def measure_reach(con: duckdb.DuckDBPyConnection, checked: CheckedTable, column: str) -> Reach | None:
    """How far the movements of a file reach; None where no row has a date."""
    day = quote(column)
    first, last_max, last_row, falls = con.execute(
        f"SELECT min({day}), max({day}), arg_max({day}, position), count(*) FILTER ({day} < before) FROM "
        f"(SELECT {day}, position, lag({day}) OVER (ORDER BY position) AS before FROM {checked.name} "
        f"WHERE {day} IS NOT NULL)"
    ).fetchall()[0]
    if first is None:
        return None
    is_cut = checked.staged.cut_row is not None
    return Reach(first, last_row if is_cut else last_max, is_cut, falls == 0)


def check_reach(reach: Reach | None, file: str, line: int, month: str) -> None:
    """Refuse a month that a cumulative file of movements does not hold whole.

    A file that is cut off is complete only for the months before that of its last whole row, and only if its
    rows are in the order of their dates.
    """
    if reach is None:
        raise MonthRefused(f"{file}: no row has a date", "movements with dates", "deliver the file again")
    if reach.is_cut and not reach.is_sorted:
        raise MonthRefused(f"{file}: line {line} is cut off and the rows are not in the order of their dates, "
                           "so that rows of any month may be missing", "a whole file", "deliver the whole file again")
    if reach.is_cut and month >= month_of(reach.last_on):
        raise MonthRefused(
            f"{file}: half arrived: line {line} is cut off, the last whole row is of {reach.last_on}; {month} "
            "cannot be known to be complete",
            f"a file that holds {month} to its end; months before {month_of(reach.last_on)} can be loaded",
            "deliver the whole file again, then run this month again",
        )
    if month > month_of(reach.last_on) or month < month_of(reach.first_on):
        raise MonthRefused(f"{file}: no movements of {month}: the file goes from {reach.first_on} to {reach.last_on}",
                           "a file that holds the month", "deliver the file of this month, or choose another month")


def whole_months(reach: Reach) -> list[str]:
    """The months, in order, that a cumulative file holds whole."""
    if reach.is_cut and not reach.is_sorted:
        return []
    months = month_range(month_of(reach.first_on), month_of(reach.last_on))
    return months[:-1] if reach.is_cut else months
