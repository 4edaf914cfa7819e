"""The workbook: real numbers with formats, a sheet per table, nothing read as a formula, the same bytes twice."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from rccrm_lib.core.words import Words
from rccrm_lib.reports import compose_month, render_xlsx, write_xlsx
from rccrm_lib.reports.document import tables
from rccrm_lib.reports.xlsx import HEAD_ROW, SCALES, sheet_names, text_width

FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "http://example.org", "=HYPERLINK(1)", "007")


@pytest.fixture(scope="module")
def data(document):
    return render_xlsx(document, words=Words(document.language))


@pytest.fixture(scope="module")
def book(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_the_same_document_gives_the_same_bytes(document, data, tmp_path):
    path = write_xlsx(document, tmp_path / "report.xlsx", words=Words(document.language))
    assert path.read_bytes() == data
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}, "a clock would make two runs differ"


def test_a_sheet_per_table_after_contents_and_page_one(document, book):
    names = sheet_names(document, Words(document.language))
    words = Words(document.language)
    first, last = [words(f"report.sheet.{key}") for key in ("contents", "page_one")], words("report.sheet.notes")
    assert book.sheetnames == [*first, *names, last]
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\\'") for name in book.sheetnames)
    links = [cell.hyperlink.location for row in book.worksheets[0].iter_rows() for cell in row if cell.hyperlink]
    assert [link.split("!")[0].strip("'") for link in links] == book.sheetnames[1:]


def test_every_cell_is_the_reports_value_as_a_real_number(document, book):
    for name, table in zip(sheet_names(document, Words(document.language)), tables(document), strict=True):
        sheet = book[name]
        assert sheet.cell(1, 1).value == table.caption
        for row, values in enumerate(table.rows, start=HEAD_ROW + 2):
            for at, (value, column) in enumerate(zip(values, table.columns, strict=True), start=1):
                cell = sheet.cell(row, at)
                if column.unit in ("text", "code") or value is None:
                    assert cell.data_type == "s"
                else:
                    assert cell.data_type == "n"
                    assert cell.value == pytest.approx(value / SCALES.get(column.unit, 1), rel=1e-12)
                    assert cell.number_format != "General"


def test_a_row_names_its_figures(document, book):
    for name, table in zip(sheet_names(document, Words(document.language)), tables(document), strict=True):
        if any(column.unit not in ("text", "code") for column in table.columns):
            first = HEAD_ROW + 2
            shown = [book[name].cell(row, len(table.columns) + 1).value for row in range(first, first + len(table.rows))]
            assert shown == [f"{table.id}.{key}" for key in table.keys]


def test_frozen_heads_filters_print_and_widths(document, book):
    for name in sheet_names(document, Words(document.language)):
        sheet = book[name]
        assert sheet.freeze_panes == f"B{HEAD_ROW + 2}" and sheet.auto_filter.ref
        assert sheet.page_setup.paperSize == 9 and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == f"${HEAD_ROW + 1}:${HEAD_ROW + 1}"
        first = [cell.value for cell in sheet["A"][HEAD_ROW:] if cell.value is not None]
        assert sheet.column_dimensions["A"].width >= min(max(text_width(str(value)) for value in first), 24)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_that_a_name_begins_with_is_a_formula_or_an_address(results, language):
    words = Words(language)
    made = results()
    names = [*FORMULAS, *made.files["file"].iloc[len(FORMULAS):]]
    made = results(name_zh=FORMULAS[0], name_en=FORMULAS[0], files=made.files.assign(file=names),
                   campaigns=made.campaigns.assign(name=FORMULAS[1]))
    document = compose_month(made, words=words)
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(document, words=words)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert set(FORMULAS) <= {cell.value for cell in cells if cell.data_type == "s"}
    assert all(cell.hyperlink.target is None for cell in cells if cell.hyperlink), "links lead inside only"


def test_a_width_counts_a_chinese_character_twice():
    assert text_width("村A1") == 4


def test_a_month_of_which_nothing_is_known_still_opens(bare_results):
    words = Words("en")
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(compose_month(bare_results(), words=words), words=words)))
    texts = {cell.value for row in book.worksheets[-1].iter_rows() for cell in row}
    assert any(text and " — " in str(text) for text in texts), "what is not supplied is said, with what to supply"
