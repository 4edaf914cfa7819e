"""A sheet of a workbook as a delimited text file: every cell as the exact text that it shows, no number bent.

A spreadsheet keeps 15 digits of a number. Longer ones are damaged for good: they come out in exponents, so that the rule for
damaged numbers finds them; they are never made to look whole.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from rccrm_lib.core.errors import MonthRefused

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
WHOLE_DIGITS = 10**15  # larger numbers have lost their last digits in the spreadsheet


def is_workbook(path: Path) -> bool:
    """Whether a delivered file is a workbook."""
    return path.suffix.lower() in SUFFIXES


def sheet_names(path: Path) -> list[str]:
    """The sheets of a workbook."""
    return list(_open(path).sheet_names)


def sheet_rows(path: Path, *, sheet: str, header_row: int) -> Iterator[list[str]]:
    """The rows of a sheet as texts, the header first; without `sheet` the only one. Empty rows stay: rows keep their number.

    Cells beyond the header are kept: a row with more fields than the header is set apart, not cut.
    """
    book = _open(path)
    names = list(book.sheet_names)
    if not sheet and len(names) != 1:
        raise MonthRefused(f"{path.name}: {len(names)} sheets: {', '.join(names)}", "the sheet to read",
                           "name it in the mapping: sheet = \"...\"")
    if sheet and sheet not in names:
        raise MonthRefused(f"{path.name}: no sheet {sheet!r}; there are: {', '.join(names)}", "a sheet of the workbook",
                           "correct `sheet` of the file in the mapping")
    rows = book.get_sheet_by_name(sheet or names[0]).to_python(skip_empty_area=False)
    if len(rows) < header_row:
        raise MonthRefused(f"{path.name}: {len(rows)} rows, the header should stand in row {header_row}", "a header and rows",
                           "correct `header_row` in the mapping, or have the workbook delivered again")
    header = _trimmed([cell_text(cell) for cell in rows[header_row - 1]])
    yield header
    for row in rows[header_row:]:
        texts = _trimmed([cell_text(cell) for cell in row])
        yield texts + [""] * (len(header) - len(texts)) if texts else []


def _open(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as error:
        raise MonthRefused(f"{path.name}: the workbook cannot be opened ({type(error).__name__})", "a workbook that opens",
                           "remove a password, save it again as .xlsx, or have it delivered again") from None


def _trimmed(texts: list[str]) -> list[str]:
    while texts and not texts[-1]:
        texts.pop()
    return texts


def cell_text(cell: Any) -> str:
    """A cell as text: whole numbers without a point, dates as yyyy-mm-dd, truth as 1 and 0, line breaks as blanks."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, int | float):
        return _number_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return " ".join(str(cell).split())


def _number_text(number: int | float) -> str:
    if abs(number) >= WHOLE_DIGITS:
        return f"{number:.14E}"
    if isinstance(number, int) or number.is_integer():
        return str(int(number))
    return format(Decimal(repr(number)), "f")


def write_csv(source: Path, target: Path, *, sheet: str, header_row: int, delimiter: str) -> int:
    """Write a sheet as UTF-8 text with line feeds; returns the number of lines. Line n is row n + header_row - 1 of the sheet."""
    lines = 0
    with open(target, "w", encoding="utf-8", newline="") as out:
        for row in sheet_rows(source, sheet=sheet, header_row=header_row):
            text = io.StringIO()
            if row:
                csv.writer(text, delimiter=delimiter[0], lineterminator="\n").writerow(row)
            out.write(text.getvalue() or "\n")
            lines += 1
    return lines
