"""A list as a workbook: the rows that the page shows, as that person sees them, with who took it and when on every sheet."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import xlsxwriter

from rccrm_lib.apps.shell.table_state import Column
from rccrm_lib.apps.shell.table_view import cell_text
from rccrm_lib.core.words import Words
from rccrm_lib.facts.money import FEN_PER_YUAN, divide_half_even

FORMULA_STARTS = ("=", "+", "-", "@")
HEAD_ROW = 3
WIDTHS = {"text": 12, "choice": 14, "number": 12, "money": 22, "date": 12}
CELL_MOST = 32_767  # characters; a longer text would be left out
WIDEST = 48  # longer texts go on below
HEADER_MOST = 230  # a spreadsheet drops a header of more than 255 characters, and who took it with it
NUMBERS = ("number", "money")


@dataclass(frozen=True)
class Listing:
    """What a page lists now: title, columns and rows in order, how many rows there are in all, in words how it is filtered."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[dict[str, Any], ...]
    total: int
    filtered: str = ""


def write_book(listing: Listing, *, mark: str, author: str, words: Words) -> bytes:
    """The workbook's bytes. `mark`: who took it, when and from where; it stands on the sheet, on each printed page, in the file.

    Whatever a cell begins with, it is text: a name such as "=1+1" stays one when the file is edited or saved as another kind.
    """
    listing = replace(listing, title=clean(listing.title), filtered=clean(listing.filtered))
    mark, buffer = clean(mark), io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": listing.title, "author": author, "comments": mark})
        sheet = book.add_worksheet(words("export.sheet"))
        _print_on_a4(sheet, mark)
        sheet.write_string(0, 0, listing.title, book.add_format({"bold": True, "font_size": 14}))
        sheet.write_string(1, 0, " ".join(part for part in (_how_many(listing, words), listing.filtered, mark) if part))
        _write_head(sheet, book, listing, words)
        _write_rows(sheet, book, listing, words)
        sheet.write_string(HEAD_ROW + len(listing.rows) + 2, 0, mark, book.add_format({"font_color": "#808080"}))
    return buffer.getvalue()


def _how_many(listing: Listing, words: Words) -> str:
    n = len(listing.rows)
    key = "export.part" if listing.total > n else "export.all"
    return words(key, n=f"{n:,}", total=f"{listing.total:,}")


def _print_on_a4(sheet: Any, mark: str) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    plain = mark[:HEADER_MOST].replace("&", "＆")  # the other one begins a code of the header, and counts twice when doubled
    sheet.set_header(f"&C{plain}")
    sheet.set_footer(f"&L{plain}&R&P / &N")
    sheet.repeat_rows(HEAD_ROW)


def _write_head(sheet: Any, book: Any, listing: Listing, words: Words) -> None:
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for place, column in enumerate(listing.columns):
        sheet.write_string(HEAD_ROW, place, words(column.title), head)
        sheet.set_column(place, place, _width(column, listing))
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + max(len(listing.rows), 1), len(listing.columns) - 1)


def _width(column: Column, listing: Listing) -> int:
    """Wide enough for its kind and its longest text; a Chinese character takes two places."""
    if column.kind != "text":
        return WIDTHS[column.kind]
    longest = max((_places(str(row[column.name] or "")) for row in listing.rows), default=0)
    return min(max(WIDTHS["text"], longest + 2), WIDEST)


def _places(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _write_rows(sheet: Any, book: Any, listing: Listing, words: Words) -> None:
    whole = book.add_format({"num_format": "#,##0", "valign": "top"})  # yuan, as the page shows them
    formats = {"money": whole, "number": whole, "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})}
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    for line, row in enumerate(listing.rows, start=HEAD_ROW + 1):
        for place, column in enumerate(listing.columns):
            value = row[column.name]
            if value is None or value != value:
                sheet.write_blank(line, place, None)
            elif column.kind in NUMBERS:
                shown = divide_half_even(int(value), FEN_PER_YUAN) if column.kind == "money" else int(value)
                sheet.write_number(line, place, shown, formats[column.kind])
            elif column.kind == "date" and isinstance(value, date):
                sheet.write_datetime(line, place, value, formats["date"])
            else:
                text = clean(cell_text(value, column, words))[:CELL_MOST]
                sheet.write_string(line, place, text, quoted if text.startswith(FORMULA_STARTS) else plain)


def clean(text: str) -> str:
    """The text in one line, without characters of control and halves of a pair; private use stays, because names have it."""
    plain = "".join(" " if unicodedata.category(one) in ("Cc", "Cs") else one for one in text)
    return " ".join(plain.split())
