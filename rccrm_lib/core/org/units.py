"""Units of the organisation and posts of its people as a month's extracts give them, each with the days it holds.

Days are half-open: a unit or post holds from `valid_from` on, and no longer on `valid_to`. No first day means "since ever",
no last day "until further notice".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from rccrm_lib.core.engine import quote_path
from rccrm_lib.facts.calendar import is_forever_date

UNIT_COLUMNS = ("org_id", "name", "parent_id", "level", "valid_from_on", "valid_to_on", "merged_into_id")
POST_COLUMNS = ("manager_id", "name", "branch_id", "line", "post", "valid_from_on", "valid_to_on")
MEMBER_LEVEL = "2"  # code list org_level


@dataclass(frozen=True)
class Held:
    """Something that holds for a while."""

    valid_from: date | None
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    def overlaps(self, other: Held) -> bool:
        """Whether there is a day on which both hold."""
        begins = [d for d in (self.valid_from, other.valid_from) if d]
        ends = [d for d in (self.valid_to, other.valid_to) if d]
        return not begins or not ends or max(begins) < min(ends)


@dataclass(frozen=True)
class Unit(Held):
    """One unit for as long as nothing about it changes; a code that is used again is another row."""

    org_id: str
    name: str
    parent_id: str
    level: str
    merged_into_id: str = ""

    def __str__(self) -> str:
        return f"{self.org_id} from {self.valid_from or 'the beginning'}"


@dataclass(frozen=True)
class Post(Held):
    """What one person is, and at which unit, for as long as that does not change."""

    manager_id: str
    name: str
    branch_id: str
    line: str
    post: str

    def __str__(self) -> str:
        return f"{self.manager_id} from {self.valid_from or 'the beginning'}"


def read_units(con: duckdb.DuckDBPyConnection, source: str) -> tuple[Unit, ...]:
    """One unit per row of a relation like the contract `org`, by code and day."""
    return tuple(Unit(valid_from=row["valid_from_on"], valid_to=row["valid_to_on"], org_id=row["org_id"], name=row["name"],
                      parent_id=row["parent_id"], level=row["level"], merged_into_id=row["merged_into_id"])
                 for row in _rows(con, source, UNIT_COLUMNS))


def read_posts(con: duckdb.DuckDBPyConnection, source: str) -> tuple[Post, ...]:
    """One post per row of a relation like the contract `manager`, by number and day."""
    return tuple(Post(valid_from=row["valid_from_on"], valid_to=row["valid_to_on"], manager_id=row["manager_id"],
                      name=row["name"], branch_id=row["branch_id"], line=row["line"], post=row["post"])
                 for row in _rows(con, source, POST_COLUMNS))


def read_file(folder: Path, table: str) -> str:
    """A published master as a relation, or nothing where the bank does not supply it."""
    path = folder / f"{table}.parquet"
    return f"read_parquet({quote_path(path)})" if path.is_file() else ""


def _rows(con: duckdb.DuckDBPyConnection, source: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    """Rows with every column; one that the relation lacks (a month published long ago, a plain master) is empty."""
    there = {row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    chosen = ", ".join(name if name in there else f"NULL AS {name}" for name in columns)
    rows = con.execute(f"SELECT {chosen} FROM {source} ORDER BY {columns[0]}, valid_from_on NULLS FIRST, {columns[2]}").fetchall()
    return [{name: _day(value) if name.endswith("_on") else str(value or "")
             for name, value in zip(columns, row, strict=True)} for row in rows]


def _day(value: Any) -> date | None:
    return None if value is None or is_forever_date(value) else value
