"""Declared tables: what one room hands to another, through flow.

A table is declared once: its grain, key and columns with Chinese and English names. The same declaration
checks frames and DuckDB relations, and feeds the documentation.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from rccrm_lib.core.errors import SchemaError

DTYPES = ("text", "int", "fen", "float", "bool", "date")
_DUCKDB = {
    "text": ("VARCHAR",),
    "int": ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"),
    "fen": ("BIGINT",),
    "float": ("DOUBLE", "FLOAT", "DECIMAL"),
    "bool": ("BOOLEAN",),
    "date": ("DATE",),
}


@dataclass(frozen=True)
class Column:
    """One column of a table; dtype is one of DTYPES, fen means integer money."""

    name: str
    dtype: str
    zh: str
    en: str
    unit: str = ""
    sensitivity: str = "C1"
    nullable: bool = True


@dataclass(frozen=True)
class Table:
    """A table: name, grain in one sentence, key and columns."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The column names in order."""
        return [column.name for column in self.columns]


def _refuse(table: Table, what: str) -> None:
    raise SchemaError(f"table {table.name}: {what}", f"{table.grain} Columns: {', '.join(table.names)}",
                      "mend the stage that makes this table")


def _has_kind(series: pd.Series, dtype: str) -> bool:
    present = series.dropna()
    if present.empty:
        return True
    kinds = pd.api.types
    if dtype in ("int", "fen"):
        return kinds.is_integer_dtype(series.dtype) or (
            kinds.is_float_dtype(series.dtype) and bool((present % 1 == 0).all())
        )
    if dtype == "float":
        return kinds.is_numeric_dtype(series.dtype)
    if dtype == "bool":
        return kinds.is_bool_dtype(series.dtype) or bool(present.isin([True, False]).all())
    if dtype == "date":
        return kinds.is_datetime64_any_dtype(series.dtype) or kinds.is_object_dtype(series.dtype)
    dtype_of_texts = series.dtype.categories.dtype if isinstance(series.dtype, pd.CategoricalDtype) else series.dtype
    return kinds.is_object_dtype(dtype_of_texts) or kinds.is_string_dtype(dtype_of_texts)


def check_frame(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The same frame, after its columns, kinds, missing values and key were checked."""
    missing = [name for name in table.names if name not in frame.columns]
    if missing:
        _refuse(table, f"columns missing: {', '.join(missing)}")
    for column in table.columns:
        if not column.nullable and frame[column.name].isna().any():
            _refuse(table, f"column {column.name} holds missing values")
        if not _has_kind(frame[column.name], column.dtype):
            _refuse(table, f"column {column.name} is {frame[column.name].dtype}, not {column.dtype}")
    if table.key and frame.duplicated(list(table.key)).any():
        _refuse(table, f"key {', '.join(table.key)} is not unique")
    return frame


def check_relation(con: duckdb.DuckDBPyConnection, relation: str, table: Table) -> None:
    """Check a DuckDB table or view in place: columns, types, missing values, key."""
    found = {row[0]: row[1] for row in con.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}
    for column in table.columns:
        if column.name not in found:
            _refuse(table, f"column {column.name} is missing from {relation}")
        if not found[column.name].startswith(_DUCKDB[column.dtype]):
            _refuse(table, f"column {column.name} is {found[column.name]}, not {column.dtype}")
    required = [column.name for column in table.columns if not column.nullable]
    for name in required:
        if con.execute(f"SELECT count(*) FROM {relation} WHERE {name} IS NULL").fetchall()[0][0]:
            _refuse(table, f"column {name} holds missing values")
    if table.key:
        keys = ", ".join(table.key)
        # a number is grouped much faster than texts; two keys of one hash are told apart by the second query
        by_hash, by_key = (f"SELECT 1 FROM {relation} GROUP BY {one} HAVING count(*) > 1 LIMIT 1"
                           for one in (f"hash({keys})", keys))
        if con.execute(by_hash).fetchall() and con.execute(by_key).fetchall():
            _refuse(table, f"key {keys} is not unique")
