"""Rows of an append-only table: numbered in the order in which they were written, the same key written once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from rccrm_lib.core.errors import StoreError


def append_rows(con: Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> int:
    """Write the rows behind those that are there; returns the number of the first. The caller holds the write lock."""
    first = int(con.execute(text(f"SELECT coalesce(max(seq), 0) + 1 FROM {table}")).scalar_one())
    numbered = [{"seq": first + n, **row} for n, row in enumerate(rows)]
    names = list(numbered[0])
    con.execute(text(f"INSERT INTO {table} ({', '.join(names)}) VALUES (:{', :'.join(names)})"), numbered)
    return first


def rows_of_key(con: Connection, table: str, key: str) -> list[dict[str, Any]]:
    """What was written with a key, in its order: a page may send the same thing twice."""
    query = text(f"SELECT * FROM {table} WHERE key = :key ORDER BY seq")
    return [dict(row) for row in con.execute(query, {"key": key}).mappings()]


def same_again(known: Sequence[Mapping[str, Any]], asked: Sequence[Mapping[str, Any]]) -> None:
    """Raise StoreError when a key stands for something else than what is asked now; `at` and `seq` may differ."""
    def content(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [{name: value for name, value in row.items() if name not in ("at", "seq")} for row in rows]

    if content(known) != content(asked):
        raise StoreError("this key belongs to something else that was written", "a new key for something new",
                         "open the page again")
