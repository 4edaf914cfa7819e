"""Lists that leave: the same rows as the page, masked; on record with the hash of what left; nothing beyond by any event."""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from sqlalchemy import text

from rccrm_lib.apps.assignment_page import AssignmentPage
from rccrm_lib.apps.customers_page import CustomersPage
from rccrm_lib.apps.portfolio_page import PortfolioPage
from rccrm_lib.core.people import People
from rccrm_lib.core.settings import AppsSettings
from rccrm_lib.core.store import Assignment, Assignments, Cover, broken_row
from rccrm_lib.core.store.exports import ACTION, find_exported
from tests.apps.published_month import BRANCH, MANAGER, MEMBER, MONTH, OTHER_MANAGER, STAR
from tests.apps.sights import make_sight, visitor

NOW = 1_790_000_000.0
EXPORT = {"kind": "export", "reason": "visits", "key": "k-1"}
PAGES = [(CustomersPage, "manager"), (PortfolioPage, "manager"), (AssignmentPage, "branch_head")]
Taken = list[tuple[str, bytes]]


@pytest.fixture
def people(tmp_path: Path) -> People:
    return People(tmp_path / "store.sqlite", settings=AppsSettings())


@pytest.fixture
def open_page(card_outputs: Path, people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """`open_page(kind, role, …)`: a page of a person with an account, and the list of files that it hands over."""
    monkeypatch.setenv("RCCRM_PAGE_LOG", str(tmp_path / "pages.log"))

    def make(kind: Any = CustomersPage, role: str = "manager", *, manager: str = MANAGER, person_id: str = "wang",
             outputs: Path = card_outputs, rows: int | None = None) -> tuple[Any, Taken]:
        sight = make_sight(outputs, role, manager=manager if role == "manager" else "", people=people)
        person = replace(sight.person, person_id=person_id)
        if people.find_person(person_id) is None:
            people.add(person, "Correct-Horse-9", now=0)
        given = sight.role if rows is None else sight.role.model_copy(update={"export_rows": rows})
        page = kind(visitor=replace(visitor(role), person_id=person_id), sight=replace(sight, person=person, role=given))
        page._clock = lambda: NOW
        taken: Taken = []
        page.widget.send = lambda content, buffers: taken.append((content["name"], bytes(buffers[0])))
        return page, taken

    return make


def press(page: Any, event: dict[str, Any] | Any = EXPORT) -> dict[str, Any]:
    page.widget._handle_custom_msg(event, [])
    return page.widget.view["export"]


def sheet(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content)).active


def table(content: bytes) -> list[tuple[Any, ...]]:
    """The rows below the head."""
    rows = [tuple(cell.value for cell in row) for row in sheet(content).iter_rows(min_row=4)]
    return [row for row in rows[1:-2] if any(value is not None for value in row)]


def audited(people: People) -> list[tuple[Any, ...]]:
    with people._database.read() as con:
        columns = "person_id, role, subject, field, reason, after_hash"
        query = text(f"SELECT {columns} FROM audit_event WHERE action = :action ORDER BY seq")
        return [tuple(row) for row in con.execute(query, {"action": ACTION})]


@pytest.mark.parametrize(("kind", "role"), PAGES)
def test_what_leaves_is_the_list_on_the_screen_and_on_record(open_page: Any, people: People, kind: Any, role: str) -> None:
    page, taken = open_page(kind, role)
    said = press(page)
    assert said["tone"] == "done" and len(taken) == 1
    name, content = taken[0]
    assert name == f"{kind.__name__.removesuffix('Page').lower()}-{MONTH}.xlsx"
    view = page.widget.view["table"]
    rows = table(content)
    assert len(rows) == min(view["total"], page.sight.role.export_rows)
    assert [row[0] for row in rows[:5]] == [row["cells"][0] for row in view["rows"][:5]]
    row = audited(people)[0]
    field = f"rows {len(rows)}: {', '.join(column['name'] for column in view['columns'])}"
    assert row[:5] == ("wang", role, f"{MEMBER} {name.split('-')[0]} {MONTH}", field, "visits")
    assert row[5] == hashlib.sha256(content).hexdigest()
    assert find_exported(people._database, row[5])[0].n_rows == len(rows)


def test_nothing_in_the_file_is_unmasked(open_page: Any, card_outputs: Path) -> None:
    """Names, numbers and phones of the whole month are sought in everything that the workbook holds."""
    _, taken = pressed = open_page()
    press(pressed[0])
    import zipfile

    parts = zipfile.ZipFile(io.BytesIO(taken[0][1]))
    whole = "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    customers = pd.read_parquet(card_outputs / MEMBER / MONTH / "tables" / "customers.parquet").query("party_kind == 'person'")
    for column in ("cert_no", "mobile", "address"):
        assert not [one for one in customers[column].dropna() if one in whole]
    assert STAR["name"] not in whole and "欧阳**" in whole
    assert "王芳" not in whole  # whoever took it is named by the account, not by name


def test_sort_and_filter_are_those_of_the_page(open_page: Any) -> None:
    page, taken = open_page()
    page.widget._handle_custom_msg({"kind": "filter", "column": "tier", "text": "VIP"}, [])
    page.widget._handle_custom_msg({"kind": "sort", "column": "loan_end_fen"}, [])
    total = page.widget.view["table"]["total"]
    press(page)
    rows, heads = table(taken[0][1]), [cell.value for cell in sheet(taken[0][1])[4]]
    assert 0 < len(rows) == total < 150
    assert {row[heads.index("层级")] for row in rows} == {"贵宾"}
    loans = [row[heads.index(next(one for one in heads if one.startswith("贷款")))] for row in rows]
    assert loans == sorted(loans) and all(isinstance(one, int | float) for one in loans)
    assert "筛选：层级 贵宾" in sheet(taken[0][1])["A2"].value


def test_who_took_it_stands_on_every_sheet_page_and_in_the_file(open_page: Any) -> None:
    page, taken = open_page()
    press(page)
    book = openpyxl.load_workbook(io.BytesIO(taken[0][1]))
    mark = "wang 于 2026-09-21 14:13 UTC"
    assert mark in book.active["A2"].value
    assert mark in book.active.oddHeader.center.text and mark in book.active.oddFooter.left.text
    assert mark in book.properties.description and book.properties.creator == "wang"
    assert mark in [cell.value for cell in book.active["A"] if cell.value][-1]
    assert book.active.freeze_panes == "B5" and book.active.page_setup.paperSize == 9


def test_a_role_s_rows_are_the_most(open_page: Any) -> None:
    page, taken = open_page(rows=7)
    said = press(page)
    assert len(table(taken[0][1])) == 7 and "7" in said["said"] and "150" in said["said"]
    assert "只导出了排在前面的 7 行" in sheet(taken[0][1])["A2"].value
    richest = [row["cells"][0] for row in page.widget.view["table"]["rows"][:7]]
    assert [row[0] for row in table(taken[0][1])] == richest


@pytest.mark.parametrize("role", ["auditor", "teller", "call_centre"])
def test_a_post_without_the_right_has_no_button_and_an_event_gets_nothing(open_page: Any, people: People, role: str) -> None:
    page, taken = open_page(CustomersPage, role)
    assert page.widget.view["export"] is None
    assert press(page) is None and not taken and not audited(people)


HOSTILE = [
    {"kind": "export", "reason": "because", "key": "k"}, {"kind": "export", "reason": None, "key": "k"},
    {"kind": "export", "key": "k"}, {"kind": "export", "reason": ["visits"], "key": "k"},
    {"kind": "export", "reason": "visits"}, [], None, "export",
]


@pytest.mark.parametrize("event", HOSTILE)
def test_an_event_that_is_none_takes_nothing(open_page: Any, people: People, event: Any) -> None:
    page, taken = open_page()
    press(page, event)
    assert not taken and not audited(people)


def test_an_event_cannot_choose_rows_columns_or_the_limit(open_page: Any) -> None:
    """What a tampered browser adds to the event is not read."""
    page, taken = open_page(rows=5)
    press(page, EXPORT | {"most": 10_000, "rows": 10_000, "columns": ["cert_no", "mobile"], "customer_ids": ["C0000000190Z"],
                          "role": "department", "manager_id": OTHER_MANAGER})
    heads = [cell.value for cell in sheet(taken[0][1])[4]]
    assert len(table(taken[0][1])) == 5 and not [one for one in heads if "证件" in one or "手机" in one]


def test_a_manager_s_file_holds_no_customer_of_another(open_page: Any, card_outputs: Path) -> None:
    _, mine = pressed = open_page(rows=1000)
    press(pressed[0])
    _, theirs = pressed = open_page(manager=OTHER_MANAGER, person_id="li", rows=1000)
    press(pressed[0])
    assert (len(table(mine[0][1])), len(table(theirs[0][1]))) == (150, 50)


def test_a_click_delivered_twice_is_one_file(open_page: Any, people: People) -> None:
    page, taken = open_page()
    press(page)
    press(page)
    assert len(taken) == len(audited(people)) == 1
    press(page, EXPORT | {"key": "k-2"})
    assert len(taken) == len(audited(people)) == 2


def test_a_day_has_its_limit_over_all_pages_of_a_person(open_page: Any, people: People) -> None:
    first, files = open_page(rows=100)
    second, others = open_page(PortfolioPage, rows=100)
    for n in range(3):
        press(first, EXPORT | {"key": f"a{n}"})
        press(second, EXPORT | {"key": f"b{n}"})
    assert len(files) + len(others) == 5 == len(audited(people))
    said = second.widget.view["export"]
    assert said["tone"] == "late" and "500" in said["said"] and "明天" in said["said"]
    first._clock = lambda: NOW + 86_401
    press(first, EXPORT | {"key": "next day"})
    assert len(files) == 4


def test_an_account_that_was_closed_or_changed_takes_nothing(open_page: Any, people: People) -> None:
    page, taken = open_page()
    people.close("wang", now=1.0)
    assert "重新登录" in press(page)["said"] and not taken and not audited(people)


def test_customers_who_changed_hands_ask_for_the_page_again(open_page: Any, people: People) -> None:
    page, taken = open_page()
    store = people.open_part(Assignments, MEMBER)
    store.write([Assignment(STAR["customer_id"], OTHER_MANAGER, date(2026, 10, 1), "transfer", "T1")], key="k", person_id="chen",
                role="branch_head", reason="x", now=1.0, seen=store.head())
    assert "刷新页面" in press(page)["said"] and not taken
    again, taken = open_page()
    people.covers(MEMBER).write(Cover(OTHER_MANAGER, MANAGER, date(2026, 10, 1), date(2026, 10, 9), "given", "chen", "x"),
                                role="branch_head", now=1.0)
    assert "刷新页面" in press(again)["said"] and not taken


BAD_NAMES = ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=cmd|' /C calc'!A0", "a\x00b\x0b", "＝1＋1"]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_looks_like_a_formula_stays_a_name(open_page: Any, card_outputs: Path, tmp_path: Path, name: str) -> None:
    outputs = tmp_path / "names"
    shutil.copytree(card_outputs, outputs)
    path = outputs / MEMBER / MONTH / "tables" / "customers.parquet"
    frame = pd.read_parquet(path)
    frame.loc[frame["party_kind"] == "org", "name"] = name  # an organisation's name is not masked
    frame.to_parquet(path, index=False)
    page, taken = open_page(outputs=outputs, rows=1000)
    press(page)
    book = openpyxl.load_workbook(io.BytesIO(taken[0][1]))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    found = [cell for cell in cells if isinstance(cell.value, str) and cell.value.strip()
             and cell.value == " ".join("".join(" " if ord(one) < 32 else one for one in name).split())]
    assert len(found) == 1
    assert bool(found[0].quotePrefix) == found[0].value.startswith(("=", "+", "-", "@"))


def test_the_log_still_verifies_after_exports(open_page: Any, people: People) -> None:
    page, _ = open_page()
    for n in range(3):
        press(page, EXPORT | {"key": f"{n}"})
    with people._database.read() as con:
        assert broken_row(con) is None


def test_english(open_page: Any) -> None:
    page, taken = open_page(CustomersPage, "branch_head")
    page.widget._handle_custom_msg({"kind": "language", "to": "en"}, [])
    assert press(page)["said"].endswith("exported and recorded.")
    assert "Taken by wang" in sheet(taken[0][1])["A2"].value and BRANCH not in taken[0][0]
