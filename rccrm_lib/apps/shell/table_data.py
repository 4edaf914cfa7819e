"""The rows of a table: DuckDB sorts, filters and cuts out the page, so the browser gets 20 rows of 100,000."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from rccrm_lib.apps.shell.table_state import PAGE_ROWS, Column, TablePage, TableState
from rccrm_lib.facts.money import FEN_PER_YUAN

NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,2})?\Z")


class TableData:
    """A handle on one relation of an engine: its name, its columns and the column that is the key of a row."""

    def __init__(self, engine: Any, relation: str, columns: tuple[Column, ...], *, key: str) -> None:
        if not relation.isidentifier() or not all(c.name.isidentifier() for c in columns) or not key.isidentifier():
            raise ValueError("names of a table are plain identifiers; they become SQL")
        self._engine, self._relation, self._key = engine, relation, key
        self._columns = {column.name: column for column in columns}

    def read(self, state: TableState) -> TablePage:
        """The page of a state; rows with the same sort value stand in the order of their keys. Empty past the last page."""
        return self._read(state, PAGE_ROWS, state.page * PAGE_ROWS)

    def _read(self, state: TableState, most: int, skipped: int) -> TablePage:
        where, values = self._where(state)
        total = self._engine.execute(f"SELECT count(*) FROM {self._relation} WHERE {where}", values).fetchone()[0]
        names = ", ".join(f'"{name}"' for name in (self._key, *self._columns))
        order = f'"{state.sort}" {"DESC" if state.descending else "ASC"} NULLS LAST, ' if state.sort else ""
        rows = self._engine.execute(
            f'SELECT {names} FROM {self._relation} WHERE {where} ORDER BY {order}"{self._key}" LIMIT ? OFFSET ?',
            [*values, most, skipped],
        ).fetchall()
        shown = tuple(dict(zip(self._columns, row[1:], strict=True)) for row in rows)
        return TablePage(shown, tuple(str(row[0]) for row in rows), int(total))

    def read_first(self, state: TableState, most: int) -> TablePage:
        """The first rows of all pages of a state, at most so many, in its order."""
        return self._read(state, most, 0)

    def _where(self, state: TableState) -> tuple[str, list[Any]]:
        clauses, values = ["TRUE"], []
        for name, text in state.filters:
            clause, value = _clause(self._columns[name], text)
            clauses.append(clause)
            values += value
        return " AND ".join(clauses), values


def _clause(column: Column, text: str) -> tuple[str, list[Any]]:
    """One filter as SQL with its value; a text that is no number or no date meets nothing."""
    if column.kind == "text":
        return f'contains(lower("{column.name}"), ?)', [text.lower()]
    if column.kind == "choice":
        return f'"{column.name}" = ?', [text]
    value = _day(text) if column.kind == "date" else _number(text, FEN_PER_YUAN if column.kind == "money" else 1)
    return (f'"{column.name}" >= ?', [value]) if value is not None else ("FALSE", [])


def _number(text: str, factor: int) -> Decimal | None:
    plain = text.replace(",", "").replace("，", "")
    return Decimal(plain) * factor if NUMBER.match(plain) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
