"""The state of a table, apart from its rows and its look: sort, filters, page, what is selected.

Events come from a browser and are treated as hostile: a column that is not there, a wrong type or a row that
is not on the page changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeGuard

PAGE_ROWS = 20  # what a branch computer shows without scrolling
MAX_FILTER = 60
Kind = Literal["text", "choice", "number", "money", "date"]


@dataclass(frozen=True)
class Column:
    """One column: its name in the data, the key of its title, its kind, and how it may be filtered.

    text is searched within, a choice is one of its values (with `choices`: value -> word key), a number, an amount
    in fen or a date is compared from below. A choice that came with the data is given as its texts by language.
    `empty`: the key of what stands where there is no value, other than that it was not supplied.
    """

    name: str
    title: str
    kind: Kind = "text"
    choices: Mapping[str, str | Mapping[str, str]] = field(default_factory=dict)
    can_filter: bool = True
    empty: str = ""


@dataclass(frozen=True)
class TableState:
    """One moment of a table. `number` counts the states, so that an event about an older page is known as late."""

    sort: str = ""
    descending: bool = False
    filters: tuple[tuple[str, str], ...] = ()
    page: int = 0
    selected: frozenset[str] = frozenset()
    number: int = 0


@dataclass(frozen=True)
class TablePage:
    """The rows of one page as they are shown, their keys, and how many rows there are in all."""

    rows: tuple[Mapping[str, Any], ...]
    keys: tuple[str, ...]
    total: int


def last_page(total: int) -> int:
    """The number of the last page, the first being 0."""
    return max(0, math.ceil(total / PAGE_ROWS) - 1)


def apply_table_event(state: TableState, event: Any, *, columns: tuple[Column, ...], shown: TablePage) -> TableState:
    """The state after one event: sort (a column), filter (a column, a text), page (a number), select (a row), clear,
    restore (sort, descending, filters, page as the browser kept them)."""
    if not isinstance(event, Mapping):
        return state
    kind, names = event.get("kind"), {column.name for column in columns}
    column = event.get("column")
    known = isinstance(column, str) and column in names
    after = state
    if kind == "sort" and known:
        after = replace(state, sort=str(column), descending=state.sort == column and not state.descending, page=0)
    elif kind == "filter" and known and isinstance(event.get("text"), str):
        after = replace(state, filters=_filters(state, str(column), event["text"].strip()[:MAX_FILTER]), page=0)
    elif kind == "page" and _is_whole(event.get("to")):
        after = replace(state, page=min(max(0, event["to"]), last_page(shown.total)))
    elif kind == "select" and event.get("number") == state.number:
        after = _select(state, event.get("row"), shown)
    elif kind == "restore":
        after = _restored(event, names)
    elif kind == "clear":
        after = replace(state, filters=(), selected=frozenset(), page=0)
    return replace(after, number=state.number + 1) if replace(after, number=state.number) != state else state


def _restored(event: Mapping[str, Any], names: set[str]) -> TableState:
    """The table as somebody left it; whatever does not fit is left out. A page past the last one is cut when it is read."""
    told, page = event.get("filters"), event.get("page")
    pairs = told.items() if isinstance(told, Mapping) else ()
    filters = [(str(name), text.strip()[:MAX_FILTER]) for name, text in pairs
               if name in names and isinstance(text, str) and text.strip()]
    sort = event.get("sort")
    return TableState(
        sort=sort if isinstance(sort, str) and sort in names else "", descending=event.get("descending") is True,
        filters=tuple(filters), page=max(0, page) if _is_whole(page) else 0,
    )


def row_key(state: TableState, event: Mapping[str, Any], shown: TablePage) -> str:
    """The key of the row that an event names, or an empty text: only of a row that the browser was just shown."""
    row = event.get("row")
    late = event.get("number") != state.number
    return "" if late or not _is_on(row, shown) else shown.keys[row]


def _is_whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_on(row: Any, shown: TablePage) -> TypeGuard[int]:
    return _is_whole(row) and 0 <= row < len(shown.keys)


def _filters(state: TableState, column: str, text: str) -> tuple[tuple[str, str], ...]:
    kept = [(name, value) for name, value in state.filters if name != column]
    return (*kept, (column, text)) if text else tuple(kept)


def _select(state: TableState, row: Any, shown: TablePage) -> TableState:
    if not _is_on(row, shown):
        return state
    return replace(state, selected=state.selected ^ {shown.keys[row]})
