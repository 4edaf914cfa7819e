"""The XLSX writer: one sheet per table, real numbers with their formats, contents first, notes last.

Nothing that a cell holds is read as a formula or an address, whatever a name begins with.
"""

from __future__ import annotations

import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from rccrm_lib.core.words import Words
from rccrm_lib.reports.document import (
    WORDS,
    Chart,
    Document,
    KeyFigure,
    Note,
    NotSupplied,
    Paragraph,
    Points,
    Section,
    Table,
    cell_id,
    key_figures,
    tables,
)
from rccrm_lib.reports.formats import FEN_PER_WAN, Formats
from rccrm_lib.reports.palette import ACCENT, LINE, MUTED
from rccrm_lib.reports.shown import change_text, column_digits, facts_of, running_head

MADE_AT = datetime(2000, 1, 1)  # a workbook says when it was made; the same inputs must give the same bytes
SCALES = {"fen": FEN_PER_WAN, "fen_each": 100, "points": 0.01}
PERCENT_UNITS = ("share",)
MAX_NAME = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
HEAD_ROW = 3  # caption, section, empty line, then the head of the table
WIDEST = 60


def write_xlsx(document: Document, path: Path, *, words: Words) -> Path:
    """Write the report's workbook and return its path; the same document gives the same bytes."""
    path.write_bytes(render_xlsx(document, words=words))
    return path


def render_xlsx(document: Document, *, words: Words) -> bytes:
    """The bytes of the workbook; `words` in the document's language. Opens in any spreadsheet program."""
    buffer = io.BytesIO()
    book = _Book(document, words, buffer)
    book.write()
    return buffer.getvalue()


def sheet_names(document: Document, words: Words) -> list[str]:
    """One legal, unique name per table, in reading order: its number and as much of its caption as fits."""
    return [f"{number:02d} {FORBIDDEN.sub(' ', table.caption)}"[:MAX_NAME].rstrip()
            for number, table in enumerate(tables(document), start=1)]


def text_width(text: str) -> int:
    """The width of a text in a spreadsheet's columns; a Chinese character takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


class _Book:
    """A workbook while it is written: its formats and where the next line goes."""

    def __init__(self, document: Document, words: Words, buffer: io.BytesIO) -> None:
        self.document, self.words = document, words
        self.formats = Formats(words, document.currency)
        self.book = xlsxwriter.Workbook(buffer, {
            "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
        self.book.set_properties({"title": running_head(document), "author": document.member, "created": MADE_AT})
        self.styles: dict[tuple, Any] = {}
        self.names = sheet_names(document, words)

    def write(self) -> None:
        """Contents, page one, a sheet per table, notes."""
        contents = self.book.add_worksheet(self.word("contents"))
        first = self.book.add_worksheet(self.word("page_one"))
        sections = [(section, table) for section in self.document.sections for table in section_tables(section)]
        for name, (section, table) in zip(self.names, sections, strict=True):
            self._write_table(self.book.add_worksheet(name), section, table)
        self._write_notes(self.book.add_worksheet(self.word("notes")))
        self._write_contents(contents, sections)
        self._write_first(first)
        self.book.close()

    def word(self, key: str) -> str:
        """A word of the workbook."""
        return self.words(f"report.sheet.{key}")

    def style(self, **properties: Any) -> Any:
        """A cell format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.styles:
            self.styles[key] = self.book.add_format({"font_size": 10, "valign": "top", **properties})
        return self.styles[key]

    def _caption(self, sheet: Worksheet, text: str) -> None:
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, text, self.style(bold=True, font_size=14))

    def _link_back(self, sheet: Worksheet, row: int) -> None:
        sheet.write_url(row, 0, f"internal:'{self.word('contents')}'!A1", self.style(font_color=ACCENT, underline=1),
                        self.word("back"))

    def _print(self, sheet: Worksheet, *, repeat: int | None = None) -> None:
        """A4, as wide as the page, the head on every page, page numbers."""
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.7)
        head, mark = running_head(self.document).replace("&", "&&"), self.document.short_hash.replace("&", "&&")
        sheet.set_header(f"&L&8{head}&R&8{mark}")
        sheet.set_footer("&R&8&P / &N")
        if repeat is not None:
            sheet.repeat_rows(repeat)

    def _write_table(self, sheet: Worksheet, section: Section, table: Table) -> None:
        """Caption, section and way back; the head; real numbers; beside each row the id of its figures."""
        self._caption(sheet, table.caption)
        sheet.write_string(1, 0, section.title, self.style(font_color=MUTED))
        self._link_back(sheet, 2)
        labels = [*(self._label(column.label, column.unit) for column in table.columns), self.word("figure_id")]
        for at, label in enumerate(labels):
            is_number = at < len(table.columns) and table.columns[at].unit not in WORDS
            sheet.write_string(HEAD_ROW, at, label, self.style(
                bold=True, bottom=2, bottom_color=ACCENT, text_wrap=True, align="right" if is_number else "left"))
        digits = column_digits(table, self.formats)
        for row, (key, values) in enumerate(zip(table.keys, table.rows, strict=True), start=HEAD_ROW + 1):
            for at, (value, column) in enumerate(zip(values, table.columns, strict=True)):
                self._write_cell(sheet, row, at, value, column.unit, digits[at])
            named = next((column for column in table.columns if column.unit not in WORDS), None)
            shown = cell_id(table, key, named).rsplit(".", 1)[0] if named else ""
            sheet.write_string(row, len(table.columns), shown,
                               self.style(font_color=MUTED, indent=1, bottom=4, bottom_color=LINE))
        sheet.freeze_panes(HEAD_ROW + 1, 1)
        if table.rows:
            sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + len(table.rows), len(labels) - 1)
        self._fit(sheet, table, labels)
        self._print(sheet, repeat=HEAD_ROW)

    def _label(self, label: str, unit: str) -> str:
        """A column's head with its unit; percent stands in the cells themselves."""
        shown = "" if unit in PERCENT_UNITS else self.formats.unit(unit)
        return f"{label} ({shown})" if shown else label

    def _write_cell(self, sheet: Worksheet, row: int, at: int, value: Any, unit: str, digits: int) -> None:
        edge = {"bottom": 4, "bottom_color": LINE}
        if value is None:
            sheet.write_string(row, at, self.words("report.state.not_supplied"),
                               self.style(font_color=MUTED, italic=True, align="right" if unit not in WORDS else "left", **edge))
        elif unit in WORDS:
            sheet.write_string(row, at, str(value), self.style(**edge))
        else:
            sheet.write_number(row, at, value / SCALES.get(unit, 1), self.style(num_format=number_format(unit, digits), **edge))

    def _fit(self, sheet: Worksheet, table: Table, labels: list[str]) -> None:
        """Columns as wide as their longest text, within reason."""
        for at, label in enumerate(labels):
            cells = [self.formats.value(row[at], table.columns[at].unit) for row in table.rows] if at < len(table.columns) \
                else [f"{table.id}.{key}" for key in table.keys]
            wanted = max([text_width(cell) for cell in cells] + [min(text_width(label), 24)], default=8)
            sheet.set_column(at, at, min(wanted + 3, WIDEST))

    def _write_contents(self, sheet: Worksheet, sections: list[tuple[Section, Table]]) -> None:
        """What the workbook is, and a link to each of its sheets."""
        document = self.document
        self._caption(sheet, f"{document.title}  {self.formats.month(document.month)}")
        sheet.write_string(1, 0, document.member, self.style(font_color=MUTED))
        row = 2
        if document.simulated:
            sheet.write_string(row, 0, self.words("report.frame.simulated"), self.style(bg_color="#FFF1CF"))
            row += 1
        for label, value in facts_of(document, self.words):
            sheet.write_string(row, 0, label, self.style(font_color=MUTED))
            sheet.write_string(row, 1, value, self.style())
            row += 1
        row += 1
        for at, key in enumerate(("section", "table", "rows")):
            sheet.write_string(row, at, self.word(key), self.style(bold=True, bottom=2, bottom_color=ACCENT))
        listed = [(self.word("page_one"), self.word("page_one"), self.word("page_one"), len(list(key_figures(document))))]
        listed += [(section.title, table.caption, name, len(table.rows))
                   for name, (section, table) in zip(self.names, sections, strict=True)]
        listed.append((self.word("notes"), self.word("notes"), self.word("notes"), len(_notes(document))))
        for section_title, caption, name, n_rows in listed:
            row += 1
            sheet.write_string(row, 0, section_title, self.style())
            sheet.write_url(row, 1, f"internal:'{name}'!A1", self.style(font_color=ACCENT, underline=1), caption)
            sheet.write_number(row, 2, n_rows, self.style(num_format="#,##0"))
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 46)
        sheet.set_column(2, 2, 10)
        self._print(sheet)
        sheet.activate()

    def _write_first(self, sheet: Worksheet) -> None:
        """Page one: the key figures, then the good things, worries and decisions."""
        self._caption(sheet, self.word("page_one"))
        self._link_back(sheet, 2)
        heads = [self.word(key) for key in ("figure", "value", "unit", "change", "meaning", "figure_id")]
        for at, label in enumerate(heads):
            sheet.write_string(HEAD_ROW, at, label, self.style(bold=True, bottom=2, bottom_color=ACCENT))
        row = HEAD_ROW
        for row, key in enumerate(key_figures(self.document), start=HEAD_ROW + 1):
            self._write_key(sheet, row, key)
        for block in (block for section in self.document.sections[:1] for block in section.blocks):
            if isinstance(block, Points):
                row += 2
                sheet.write_string(row, 0, block.title, self.style(bold=True, font_color=ACCENT))
                for item in [*block.items, *([block.remark] if block.remark else [])]:
                    row += 1
                    sheet.write_string(row, 0, item, self.style())
        for at, width in enumerate((24, 14, 12, 28, 60, 24)):
            sheet.set_column(at, at, width)
        sheet.freeze_panes(HEAD_ROW + 1, 1)
        sheet.set_landscape()
        self._print(sheet, repeat=HEAD_ROW)

    def _write_key(self, sheet: Worksheet, row: int, key: KeyFigure) -> None:
        sheet.write_string(row, 0, key.label, self.style())
        digits = self.formats.digits([key.value], key.unit) if key.value is not None else 0
        self._write_cell(sheet, row, 1, key.value, key.unit, digits)
        sheet.write_string(row, 2, "" if key.unit in PERCENT_UNITS else key.display or self.formats.unit(key.unit), self.style())
        change = change_text(key, self.words, self.formats) if key.change_unit != "none" else ""
        sheet.write_string(row, 3, change, self.style())
        sheet.write_string(row, 4, key.meaning, self.style(text_wrap=True))
        sheet.write_string(row, 5, key.id, self.style(font_color=MUTED))

    def _write_notes(self, sheet: Worksheet) -> None:
        """Findings, definitions, remarks on the data, and what was not supplied, by section."""
        self._caption(sheet, self.word("notes"))
        self._link_back(sheet, 2)
        for at, key in enumerate(("section", "note")):
            sheet.write_string(HEAD_ROW, at, self.word(key), self.style(bold=True, bottom=2, bottom_color=ACCENT))
        for row, (title, text) in enumerate(_notes(self.document), start=HEAD_ROW + 1):
            sheet.write_string(row, 0, title, self.style(font_color=MUTED))
            sheet.write_string(row, 1, text, self.style(text_wrap=True))
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 110)
        sheet.freeze_panes(HEAD_ROW + 1, 0)
        self._print(sheet, repeat=HEAD_ROW)


def section_tables(section: Section) -> list[Table]:
    """The tables of a section, those behind charts included, in reading order."""
    return [block.table if isinstance(block, Chart) else block for block in section.blocks if isinstance(block, Chart | Table)]


def number_format(unit: str, digits: int) -> str:
    """The format of a column of numbers, with thousands and as many decimals as the report shows."""
    decimals = "." + "0" * digits if digits else ""
    if unit in PERCENT_UNITS:
        return f"0{decimals}%"
    return f"#,##0{decimals}"


def _notes(document: Document) -> list[tuple[str, str]]:
    """The words of the report by section: (section, text)."""
    found = []
    for section in document.sections:
        for block in section.blocks:
            match block:
                case Paragraph() | Note():
                    found.append((section.title, block.text))
                case NotSupplied():
                    found.append((section.title, f"{block.what} — {block.remedy}"))
                case Points(tone="plain"):
                    found += [(section.title, item) for item in block.items]
    return found
