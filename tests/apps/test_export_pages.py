"""The sheet of visits, the requests of a tab, the managers of a board as files: the page's words, the visitor's reach."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from rccrm_lib.apps.board_page import BoardPage
from rccrm_lib.apps.transfers_page import TransfersPage
from rccrm_lib.apps.worklist_page import WorklistPage
from rccrm_lib.core.people import People
from rccrm_lib.core.settings import load_settings
from rccrm_lib.core.store import Contacts
from tests.apps.published_month import (
    BRANCH,
    MANAGER,
    MEMBER,
    MONTH,
    OTHER_MANAGER,
    STAR,
    build_published,
    write_registers,
)
from tests.apps.service_month import record_visits, write_service
from tests.apps.sights import ROOT, make_sight, visitor
from tests.apps.worklist_month import DAY

SETTINGS = load_settings(ROOT / "config.toml")
OWN: dict[Any, dict[str, Any]] = {
    WorklistPage: {"settings": SETTINGS, "today": DAY},
    TransfersPage: {"settings": SETTINGS.transfers, "now": lambda: datetime(2026, 10, 12, 9, tzinfo=UTC).timestamp()},
    BoardPage: {"settings": SETTINGS, "today": DAY},
}
Open = Callable[..., tuple[Any, list[bytes]]]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A month with registers, items and what is due."""
    folder = tmp_path_factory.mktemp("exports") / "outputs"
    tables = build_published(folder) / "tables"
    write_registers(tables)
    write_service(tables, today=DAY)
    return folder


@pytest.fixture
def open_page(outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """`open_page(kind, person_id, role, …)`: the page of a person with an account, and the files that it hands over."""
    monkeypatch.setenv("RCCRM_PAGE_LOG", str(tmp_path / "pages.log"))
    people = People(tmp_path / "store.sqlite", settings=SETTINGS.apps)
    record_visits(people.open_part(Contacts, MEMBER), [f"C{n:010d}Z" for n in range(100, 104)], today=DAY)

    def make(kind: Any, person_id: str, role: str, *, manager: str = "", org: str = BRANCH) -> tuple[Any, list[bytes]]:
        sight = make_sight(outputs, role, manager=manager, org=org, people=people)
        person = replace(sight.person, person_id=person_id, name=f"名{person_id}")
        if people.find_person(person_id) is None:
            people.add(person, "Correct-Horse-9", now=0)
        page = kind(visitor=replace(visitor(role), person_id=person_id), **OWN[kind],
                    sight=replace(sight, person=person, simulated_today=DAY))
        taken: list[bytes] = []
        page.widget.send = lambda content, buffers: taken.append(bytes(buffers[0]))
        return page, taken

    return make


def say(page: Any, **event: Any) -> dict[str, Any]:
    page.widget._handle_custom_msg(event, [])
    assert page.incident == "", page.incident
    return dict(page.widget.view)


def table(content: bytes) -> list[dict[str, Any]]:
    """The rows of the sheet by the title of their column."""
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=4)]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:-1] if any(value is not None for value in row[1:])]


def test_the_sheet_of_visits_leaves_in_its_order_and_only_while_it_is_shown(open_page: Open) -> None:
    page, taken = open_page(WorklistPage, "wang", "manager", manager=MANAGER)
    assert page.widget.view["export"] is None
    say(page, kind="export", reason="visits", key="too early")
    assert not taken
    route = say(page, kind="route")["route"]
    assert say(page, kind="export", reason="visits", key="1")["export"]["tone"] == "done"
    rows = table(taken[0])
    shown = [(stop["title"], *(row[name] for name in ("name", "reason", "why", "due")))
             for stop in route["stops"] for row in stop["rows"]]
    assert [(row["站"], row["姓名"], row["事由"], row["说明"], row["期限"]) for row in rows] == shown and len(shown) == 2
    sheet = openpyxl.load_workbook(io.BytesIO(taken[0])).active
    assert sheet["A1"].value.startswith(f"{DAY} 走访安排") and "从云溪县农村信用合作联社“" in sheet["A2"].value


def test_a_manager_s_visits_are_not_another_manager_s(open_page: Open) -> None:
    found = {}
    for person, number in (("wang", MANAGER), ("li", OTHER_MANAGER)):
        page, taken = open_page(WorklistPage, person, "manager", manager=number)
        say(page, kind="route")
        say(page, kind="export", reason="visits", key="1", manager=MANAGER, manager_id=MANAGER)
        found[person] = [row["事由"] for row in table(taken[0])]
    assert {person: len(rows) for person, rows in found.items()} == {"wang": 2, "li": 1}


def test_requests_leave_without_what_people_wrote_freely(open_page: Open) -> None:
    asker, taken = open_page(TransfersPage, "wang", "manager", manager=MANAGER)
    say(asker, kind="tab", to="new")
    assert asker.widget.view["export"] is None  # customers to choose from leave by the customer list
    view = say(asker, kind="filter", column="name", text="欧阳**")
    say(asker, kind="open", number=view["new"]["table"]["number"], row=0)
    say(asker, kind="ask", to=OTHER_MANAGER, reason="moved", note=f"电话 {STAR['mobile']}", on="2026-10-12", key="a")
    assert say(asker, kind="export", reason="check", key="b")["export"]["tone"] == "done"
    (row,) = table(taken[0])
    line = asker.widget.view["rows"][0]
    assert line["who"] == f"{row['移出']} → {row['移入']}" and row["进展"] == line["state"] and row["客户数"] == 1
    assert row["申请人"] == "名wang" and row["申请日期"].date() == DAY
    assert STAR["mobile"] not in str(row) and STAR["name"] not in str(row)
    _, nobody = stranger = open_page(TransfersPage, "xi", "branch_head", org="36019902")
    say(stranger[0], kind="tab", to="closed")
    assert say(stranger[0], kind="export", reason="check", key="c")["export"] is None and not nobody


def test_the_board_leaves_as_managers_of_the_own_branch(open_page: Open, outputs: Path) -> None:
    page, taken = open_page(BoardPage, "dong", "branch_head")
    say(page, kind="export", reason="meeting", key="1")
    shown = page.widget.view["managers"]["rows"]
    rows = table(taken[0])
    assert [(row["客户经理"], f"{row['客户']:,}", f"{row['逾期']:,}") for row in rows] == [
        (one["name"], one["customers"], one["overdue"]) for one in shown]
    assert [f"{row['要花的时间（小时）']} 小时" in one["load"] for row, one in zip(rows, shown, strict=True)] == [True]
    names = pd.read_parquet(outputs / MEMBER / MONTH / "tables" / "customers.parquet")["name"].dropna()
    whole = str(rows)
    assert not [name for name in names if len(name) > 2 and name in whole]
    department, everybody = open_page(BoardPage, "bu", "department", org="")
    say(department, kind="export", reason="meeting", key="1")
    assert len(table(everybody[0])) == 2


def test_a_long_text_is_wrapped_and_a_page_is_as_wide_as_the_paper(open_page: Open) -> None:
    page, taken = open_page(WorklistPage, "wang", "manager", manager=MANAGER)
    say(page, kind="route")
    say(page, kind="export", reason="visits", key="1")
    sheet = openpyxl.load_workbook(io.BytesIO(taken[0])).active
    assert sheet["D5"].alignment.wrap_text and max(one.width for one in sheet.column_dimensions.values()) <= 50
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.print_title_rows == "$4:$4"
