"""The document model: what a report says, free of HTML, so that every writer shows the same figures.

Values stay raw (fen, counts, shares); a writer formats them by their unit. Units: count, fen (money, shown in 10k),
fen_each (fen per customer, shown in whole currency units), share (0 to 1, shown as percent), points (difference of
shares, shown as percentage points), months, ratio (two decimals), p (a p-value), text, code (hashes, file names).
None: "not supplied".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

UNITS = ("count", "fen", "fen_each", "share", "points", "months", "ratio", "p", "text", "code")
WORDS = ("text", "code")


@dataclass(frozen=True)
class Column:
    """A column of a shown table; `source` names the column of the frame behind it."""

    source: str
    label: str
    unit: str = "text"

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"unit {self.unit!r} of column {self.source!r}: expected one of {UNITS}")


@dataclass(frozen=True)
class Table:
    """Rows as shown, raw values; `keys` names each row in figure ids: <id>.<key>.<column>."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    keys: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(set(self.keys)) != len(self.rows):
            raise ValueError(f"table {self.id}: one key a row, none twice; got {list(self.keys)}")


@dataclass(frozen=True, eq=False)
class Chart:
    """A picture of `data` of one `kind`; the table that says the same in figures is part of it, always."""

    id: str
    kind: str
    title: str
    unit: str
    source: str
    alt: str
    data: pd.DataFrame
    table: Table
    value_unit: str = "count"
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class KeyFigure:
    """One figure with its change since last month and its meaning in a sentence."""

    id: str
    label: str
    value: Any
    unit: str
    meaning: str
    change: Any = None
    change_unit: str = "count"
    change_is_good: bool | None = None
    display: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Words; style is 'text', 'finding' (the answer in bold) or 'lead'."""

    text: str
    style: str = "text"


@dataclass(frozen=True)
class Note:
    """A remark on the data or a definition, in small print."""

    text: str


@dataclass(frozen=True)
class NotSupplied:
    """What cannot be answered, and what the bank would have to supply."""

    what: str
    remedy: str


@dataclass(frozen=True)
class Points:
    """A short titled list; tone is 'good', 'worry', 'decision' or 'plain'."""

    title: str
    items: tuple[str, ...]
    tone: str = "plain"
    remark: str = ""


@dataclass(frozen=True)
class KeyFigures:
    """A panel of key figures."""

    figures: tuple[KeyFigure, ...]


Block = Paragraph | Note | NotSupplied | Points | KeyFigures | Table | Chart


@dataclass(frozen=True)
class Section:
    """One question and its answer."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A report: what stands in its header, and its sections in order."""

    title: str
    member: str
    member_id: str
    month: str
    language: str
    currency: str
    simulated: bool
    version: str
    short_hash: str
    sections: tuple[Section, ...]
    quality: str = ""
    edition: int = 1  # of the month: 2 is the first correction


def plain(value: Any) -> Any:
    """A value of a frame as a plain Python value; every kind of missing becomes None."""
    if value is None or value is pd.NA or (not isinstance(value, str) and pd.isna(value)):
        return None
    return value.item() if hasattr(value, "item") else value


def make_table(
    frame: pd.DataFrame, *, id: str, caption: str, columns: list[Column], key: list[str],
) -> Table:
    """A Table with one row per row of the frame; `key` names the columns that identify a row.

    A column of counts or money comes back as integers even where pandas keeps it as floats for missing values.
    """
    shown = []
    for record in frame[[column.source for column in columns]].itertuples(index=False, name=None):
        shown.append(tuple(_typed(plain(v), c.unit) for v, c in zip(record, columns, strict=True)))
    names = [".".join(str(part) for part in parts) for parts in frame[key].itertuples(index=False, name=None)]
    return Table(id, caption, tuple(columns), tuple(shown), tuple(names))


def _typed(value: Any, unit: str) -> Any:
    if unit in ("count", "fen", "months") and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def tables(document: Document) -> Iterator[Table]:
    """Every table, those behind charts included, in reading order."""
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                yield block
            elif isinstance(block, Chart):
                yield block.table


def key_figures(document: Document) -> Iterator[KeyFigure]:
    """Every key figure in reading order."""
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, KeyFigures):
                yield from block.figures


def figures(document: Document) -> list[dict[str, Any]]:
    """One entry per figure of the report: id, value (raw), unit, label; ids are unique.

    Key figures come first, then every numeric cell of every table. fen means 1/100 of the member's currency.
    """
    found = [{"id": f.id, "value": f.value, "unit": f.unit, "label": f.label} for f in key_figures(document)]
    for table in tables(document):
        for key, row in zip(table.keys, table.rows, strict=True):
            for column, value in zip(table.columns, row, strict=True):
                if column.unit not in WORDS:
                    label = f"{table.caption} / {key} / {column.label}"
                    found.append({"id": cell_id(table, key, column), "value": value,
                                  "unit": column.unit.removesuffix("_each"), "label": label})
    seen: set[str] = set()
    for entry in found:
        if entry["id"] in seen:
            raise ValueError(f"figure id {entry['id']} is used twice: ids name one figure each")
        seen.add(entry["id"])
    return found


def cell_id(table: Table, key: str, column: Column) -> str:
    """The figure id of a cell."""
    return f"{table.id}.{key}.{column.source}"
