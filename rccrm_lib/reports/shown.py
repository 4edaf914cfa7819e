"""What a reader sees of a document's values: the same text in every writer."""

from __future__ import annotations

from typing import Any

from rccrm_lib.core.words import Words
from rccrm_lib.reports.document import WORDS, Column, Document, KeyFigure, Table
from rccrm_lib.reports.formats import Formats

LANG = {"zh": "zh-CN", "en": "en"}
COLON = {"zh": "：", "en": ": "}


def facts_of(document: Document, words: Words) -> list[tuple[str, str]]:
    """The header's small print, enough to find the run again."""
    edition = [(words("report.frame.edition"), str(document.edition))] if document.edition > 1 else []
    return [(words("report.frame.member"), document.member_id), (words("report.frame.month"), document.month), *edition,
            (words("report.frame.version"), document.version), (words("report.frame.hash"), document.short_hash),
            *([(words("report.frame.quality"), document.quality)] if document.quality else [])]


def running_head(document: Document) -> str:
    """What stands above every page but the first."""
    return f"{document.member} · {document.title} · {document.month}"


def tone_of(key: KeyFigure) -> str:
    """Whether a change is good, bad or neither."""
    return "flat" if key.change_is_good is None else "good" if key.change_is_good else "bad"


def change_text(key: KeyFigure, words: Words, formats: Formats) -> str:
    """The change in words: an arrow besides the colour, so that it reads in greyscale."""
    if key.change is None:
        return words("report.frame.no_previous")
    arrow = "▲" if key.change > 0 else "▼" if key.change < 0 else "■"
    beside = key.value if key.change_unit == key.unit else None
    return f"{arrow} {formats.signed_text(key.change, key.change_unit, beside=beside)} {words('report.frame.change')}"


def column_digits(table: Table, formats: Formats) -> list[int]:
    """The decimals of each column: the same for all columns of a unit, so that a row can be compared too."""
    values: dict[str, list[Any]] = {}
    for row in table.rows:
        for value, column in zip(row, table.columns, strict=True):
            values.setdefault(column.unit, []).append(value)
    return [0 if column.unit in WORDS else formats.digits(values.get(column.unit, []), column.unit)
            for column in table.columns]


def cell_text(value: Any, column: Column, formats: Formats, digits: int) -> str:
    """A cell: columns named change carry their sign."""
    show = formats.signed if column.source == "change" else formats.value
    return show(value, column.unit, digits=digits)
