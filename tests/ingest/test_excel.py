"""Workbooks as sources: the exact text of every cell, damaged numbers set apart, rows told by their number in the sheet."""

from __future__ import annotations

import datetime as dt

import pytest
import xlsxwriter

from rccrm_lib.core.errors import MonthRefused, RccrmError
from rccrm_lib.ingest.excel import cell_text
from tests.ingest.conftest import MEMBER, MONTH, Bank

MAPPING = f"""
unit = "yuan"
date_format = "yyyy-mm-dd"
[files.accounts]
path = "{{member}}/{{month}}/accounts.xlsx"
sheet = "Accounts"
header_row = 3
[files.persons]
path = "{{member}}/{{month}}/cif_person_{MEMBER}.csv"
[tables.acct_demand]
file = "accounts"
[tables.acct_demand.columns]
account_id = "No"
src_sys = {{ constant = "CORE" }}
cust_no = "Owner"
open_on = "Opened"
balance_fen = "Balance"
[tables.cif_person]
file = "persons"
[tables.cif_person.columns]
src_sys = "源系统代码"
cust_no = "客户号"
"""


@pytest.mark.parametrize(("cell", "text"), [
    (None, ""), (True, "1"), (False, "0"), (7.0, "7"), (0.1, "0.1"), (1e-7, "0.0000001"), (1234567.89, "1234567.89"),
    (123456789012345.0, "123456789012345"), (6.21e18, "6.21000000000000E+18"), (dt.date(2026, 9, 3), "2026-09-03"),
    (dt.datetime(2026, 9, 3), "2026-09-03"), (dt.datetime(2026, 9, 3, 8, 5), "2026-09-03 08:05:00"), (" a\nb ", "a b"),
    ("007", "007"), ("=1+1", "=1+1"),
])
def test_a_cell_is_the_text_that_it_shows(cell, text):
    assert cell_text(cell) == text


@pytest.fixture
def workbook(bank: Bank) -> Bank:
    """Three accounts in a workbook, in the rows 4, 6 and 7 (5 is empty), below a title."""
    mapping = bank.folder / "mapping.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    bank.mapping = mapping
    path = bank.extracts / MEMBER / MONTH / "accounts.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Notes").write(0, 0, "nothing here")
    sheet, day = book.add_worksheet("Accounts"), book.add_format({"num_format": "yyyy/m/d"})
    sheet.write(0, 0, "Accounts of the month")
    sheet.write_row(2, 0, ["No", "Owner", "Opened", "Balance"])
    for row, (number, balance) in {3: ("0012", 10.5), 5: (6217000100001234567, 3), 6: ("0014", "ten")}.items():
        sheet.write(row, 0, number)
        sheet.write(row, 1, "C1")
        sheet.write_datetime(row, 2, dt.datetime(2026, 1, 31), day)
        sheet.write(row, 3, balance)
    book.close()
    return bank


def test_rows_load_and_faults_are_told_by_their_row_in_the_sheet(workbook):
    result = workbook.load()
    loaded = workbook.table("acct_demand")
    assert loaded["account_id"].tolist() == ["0012"] and loaded["balance_fen"].tolist() == [1050]
    assert str(loaded["open_on"].iloc[0].date()) == "2026-01-31"
    left = workbook.quarantine().sort_values("line")
    assert left[["line", "reason"]].to_numpy().tolist() == [[6, "excel_number"], [7, "bad_money"]]
    assert next(file.encoding for file in result.files if file.table == "acct_demand") == "workbook"


@pytest.mark.parametrize(("old", "new", "message"), [
    ('sheet = "Accounts"', 'sheet = "Acounts"', "no sheet 'Acounts'; there are: Notes, Accounts"),
    ('sheet = "Accounts"\n', "", "2 sheets: Notes, Accounts"), ("header_row = 3", "header_row = 30", "7 rows"),
    ('cust_no = "Owner"', 'cust_no = "Owner"\naccount_i = "No"', "did you mean 'account_id'"),
])
def test_a_wrong_place_in_the_workbook_is_told_with_what_there_is(workbook, old, new, message):
    text = workbook.mapping.read_text("utf-8")
    assert old in text
    workbook.mapping.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RccrmError) as error:
        workbook.load()
    assert message in str(error.value) and "What to do" in str(error.value)


def test_a_file_that_is_no_workbook_is_refused(workbook):
    (workbook.extracts / MEMBER / MONTH / "accounts.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(MonthRefused, match="cannot be opened"):
        workbook.load()
