"""What somebody who means harm tries: another member's rows, a hidden post, another order of events, traces on the disk."""

from __future__ import annotations

import io
import shutil
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from rccrm_lib.apps.customers_page import CustomersPage
from rccrm_lib.apps.export_book import CELL_MOST, Listing, clean, write_book
from rccrm_lib.apps.shell.table_state import Column
from rccrm_lib.core.people import People
from rccrm_lib.core.roles import Role
from rccrm_lib.core.words import Words
from tests.apps.published_month import MEMBER, MONTH
from tests.apps.sights import role_settings
from tests.apps.test_exporting import EXPORT, audited, open_page, people, press, table
from tests.apps.test_exporting import sheet as sheet_of

__all__ = ["open_page", "people"]  # the fixtures of the exports
WRITES = ("w", "a", "x", "+")


def test_rows_of_another_member_are_in_no_file(open_page: Any, card_outputs: Path, tmp_path: Path) -> None:
    outputs = tmp_path / "two"
    shutil.copytree(card_outputs, outputs)
    shutil.copytree(outputs / MEMBER, outputs / "360299")
    path = outputs / "360299" / MONTH / "tables" / "customers.parquet"
    frame = pd.read_parquet(path)
    frame.loc[frame["party_kind"] == "org", "name"] = "邻县的合作社"
    frame.to_parquet(path, index=False)
    page, taken = open_page(CustomersPage, "department", outputs=outputs)
    press(page, EXPORT | {"member_id": "360299", "month": MONTH, "path": "../360299"})
    assert len(table(taken[0][1])) == 200 and "邻县的合作社" not in str(table(taken[0][1]))
    assert taken[0][0] == f"customers-{MONTH}.xlsx"


def test_no_post_without_customers_can_be_given_rows() -> None:
    for code in ("union", "analyst"):
        assert role_settings().role(code).export_rows == 0
    for reach in ("union", "none"):
        with pytest.raises(ValueError, match="no list to export"):
            Role(name_zh="x", name_en="x", reach=reach, pages=("roles",), export_rows=1)


def test_a_post_that_lost_the_right_takes_nothing_though_the_page_is_open(open_page: Any, people: People) -> None:
    """The role that the page opened with does not count: the account does."""
    page, taken = open_page()
    with people._database.write() as con:
        con.exec_driver_sql("UPDATE person SET role = 'teller' WHERE person_id = 'wang'")
    press(page)
    assert not taken and not audited(people)


def test_what_cannot_be_recorded_does_not_leave(open_page: Any, people: People) -> None:
    page, taken = open_page()
    with people._database.write() as con:
        con.exec_driver_sql("CREATE TRIGGER full BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    page.widget._handle_custom_msg(EXPORT, [])
    assert page.incident and not taken


def test_a_file_touches_no_disk_on_its_way(open_page: Any) -> None:
    """A server that is killed between building and handing over leaves nothing behind: nothing was written."""
    page, taken = open_page()
    opened, on = [], [True]

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if on[0] and event in ("open", "os.mkdir", "tempfile.mkstemp"):
            opened.append((event, str(arguments[0]), str(arguments[1] if len(arguments) > 1 else "")))

    sys.addaudithook(hook)
    press(page)
    on[0] = False
    written = [one for one in opened if one[0] != "open" or any(sign in one[2] for sign in WRITES)]
    assert taken and not [one for one in written if "store.sqlite" not in one[1]]


def test_masked_texts_are_masked_in_every_part_of_the_file(open_page: Any, card_outputs: Path) -> None:
    """A zipped part, a property or a comment would be read by whoever unpacks the file."""
    page, taken = open_page(CustomersPage, "branch_head")
    press(page)
    parts = zipfile.ZipFile(io.BytesIO(taken[0][1]))
    assert {"xl/sharedStrings.xml", "docProps/core.xml", "docProps/app.xml"} <= set(parts.namelist())
    assert not [name for name in parts.namelist() if "comment" in name or "external" in name or "vba" in name]
    whole = "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    customers = pd.read_parquet(card_outputs / MEMBER / MONTH / "tables" / "customers.parquet").query("party_kind == 'person'")
    for column in ("customer_id", "cert_no", "mobile", "address"):
        assert not [one for one in customers[column].dropna() if one in whole]
    assert not [name for name in customers["name"].dropna() if len(name) > 2 and name in whole]


def test_pages_that_click_at_once_pass_no_limit_together(open_page: Any, people: People) -> None:
    pages = [open_page(rows=100) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: press(one[0]), pages))
    assert sum(len(taken) for _, taken in pages) == len(audited(people)) == 5


@pytest.mark.parametrize("text", ["\x00\x1f\x7f", "\ud800", "\u202e=1+1", "&" * 200, "<a>&amp;", "x" * 40_000])
def test_no_text_breaks_the_file_or_hides_who_took_it(text: str) -> None:
    """Characters of control, half a pair, codes of a header, markup, and more than a cell holds."""
    listing = Listing(text[:60], (Column("name", "customers.column.name"),), ({"name": text},), 1, f"{text[:60]} filter")
    content = write_book(listing, mark="Taken by wang " + text[:300], author="wang", words=Words("en"))
    parts = zipfile.ZipFile(io.BytesIO(content))
    sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "Taken by wang" in sheet[sheet.index("<headerFooter>"):]
    assert "Taken by wang" in parts.read("xl/sharedStrings.xml").decode()
    found = sheet_of(content)["A5"]
    assert found.data_type != "f" and (found.value or "") == clean(text)[:CELL_MOST]


