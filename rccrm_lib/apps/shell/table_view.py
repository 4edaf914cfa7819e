"""What a table shows: the texts of one page in one language, and nothing of the rows that are not on it."""

from __future__ import annotations

from typing import Any

from rccrm_lib.apps.shell.table_state import PAGE_ROWS, Column, TablePage, TableState, last_page
from rccrm_lib.core.words import Words
from rccrm_lib.facts.money import divide_half_even

Tree = dict[str, Any]
LABELS = ("filter", "all", "clear", "first", "previous", "next", "last", "keys", "select", "at_least")


def table_view(state: TableState, page: TablePage, *, columns: tuple[Column, ...], title: str, words: Words) -> Tree:
    """The table as a tree of texts; `number` lets the browser say which page an event is about."""
    filters = dict(state.filters)
    first = state.page * PAGE_ROWS + 1 if page.total else 0
    return {
        "number": state.number,
        "title": title,
        "columns": [_head(column, state, filters, words) for column in columns],
        "rows": [
            {"cells": [cell_text(row[c.name], c, words) for c in columns], "selected": key in state.selected}
            for row, key in zip(page.rows, page.keys, strict=True)
        ],
        "first": first,
        "total": page.total,
        "page": state.page,
        "last_page": last_page(page.total),
        "count": words("table.count", first=first, last=first + len(page.rows) - 1 if page.total else 0,
                       total=f"{page.total:,}"),
        "chosen": words("table.chosen", n=len(state.selected)) if state.selected else "",
        "empty": "" if page.total else words("table.empty_filtered" if filters else "table.empty"),
        "words": {key: words(f"table.{key}") for key in LABELS},
    }


def _head(column: Column, state: TableState, filters: dict[str, str], words: Words) -> Tree:
    direction = ("descending" if state.descending else "ascending") if column.name == state.sort else "none"
    return {
        "name": column.name,
        "title": words(column.title),
        "kind": column.kind,
        "sort": direction,
        "filter": filters.get(column.name, "") if column.can_filter else None,
        "choices": [[value, _choice(value, column, words)] for value in column.choices],
    }


def _choice(value: str, column: Column, words: Words) -> str:
    said = column.choices.get(value, {"zh": value, "en": value})
    return words(said) if isinstance(said, str) else words.pick(said["zh"], said["en"])


def cell_text(value: Any, column: Column, words: Words) -> str:
    """One value as it is read: amounts in whole yuan with thousands, what was not supplied in words."""
    if value is None or value != value or (column.empty and value == ""):
        return words(column.empty or "table.not_supplied")
    if column.kind == "choice":
        return _choice(str(value), column, words)
    if column.kind == "money":
        return f"{divide_half_even(int(value), 100):,}"
    return f"{int(value):,}" if column.kind == "number" else str(value)
