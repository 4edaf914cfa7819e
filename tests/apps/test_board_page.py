"""The branch board: what is late, near and to be verified of customers in reach, two clicks, cover, hostile events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from rccrm_lib.apps.board_page import BoardPage
from rccrm_lib.apps.sight import Sight
from rccrm_lib.core.people import People
from rccrm_lib.core.settings import AppsSettings, load_settings
from rccrm_lib.core.store import Contacts, Decisions
from tests.apps.published_month import BRANCH, MEMBER, OTHER_FROM, STAR, build_published
from tests.apps.service_month import N_DUE, N_OTHER, at, open_case, record_visits, write_service
from tests.apps.sights import ROOT, make_sight, visitor

TODAY = date(2026, 10, 14)  # a Wednesday
SETTINGS = load_settings(ROOT / "config.toml")
HERE, THERE = [f"C{n:010d}Z" for n in range(60, 64)], f"C{OTHER_FROM + 20:010d}Z"
View = dict[str, Any]
Open = Callable[..., BoardPage]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A month with what is due."""
    folder = tmp_path_factory.mktemp("board") / "outputs"
    write_service(build_published(folder) / "tables", today=TODAY)
    return folder


@pytest.fixture
def people(tmp_path: Path) -> People:
    """A store of its own, with visits of last week at both branches and a complaint at each."""
    people = People(tmp_path / "store.sqlite", settings=AppsSettings())
    contacts, decisions = people.open_part(Contacts, MEMBER), people.open_part(Decisions, MEMBER)
    record_visits(contacts, HERE, today=TODAY)
    record_visits(contacts, [THERE], today=TODAY, manager="M0008", by="li")
    open_case(decisions, SETTINGS, STAR["customer_id"], opened=TODAY - timedelta(days=13))
    open_case(decisions, SETTINGS, THERE, opened=TODAY - timedelta(days=20), key="case-2")
    return people


@pytest.fixture
def open_page(outputs: Path, people: People, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Open:
    """`open_page("dong", "branch_head")`: the board of a person."""
    monkeypatch.setenv("RCCRM_PAGE_LOG", str(tmp_path / "pages.log"))
    monkeypatch.setattr("time.time", lambda: at(TODAY))

    def make(person_id: str, role: str, org: str = BRANCH, folder: Path = outputs) -> BoardPage:
        sight = make_sight(folder, role, manager="", org=org, people=people)
        person = replace(sight.person, person_id=person_id, name=person_id)
        if people.find_person(person_id) is None:
            people.add(person, "a long password", now=at(TODAY))
        return BoardPage(visitor=replace(visitor(role), person_id=person_id), sight=Sight(person, sight.role, folder, people),
                         settings=SETTINGS, today=TODAY)

    return make


def say(page: BoardPage, **event: Any) -> View:
    page.widget._handle_custom_msg(event, [])
    assert page.incident == "", page.incident
    return page.widget.view


def tile(view: View, name: str) -> tuple[str, str]:
    """The number of a tile and its tone."""
    return next((one["n"], one["tone"]) for one in view["tiles"] if one["name"] == name)


def test_a_head_sees_the_own_branch_and_nothing_of_another(open_page: Open) -> None:
    view = open_page("dong", "branch_head").widget.view
    assert tile(view, "overdue") == (str(N_DUE // 3), "late")
    assert tile(view, "case") == ("1", "soon")  # 13 of 15 days have gone; the late one is another branch's
    assert view["cases"]["rows"][0]["left"] == "还有 2 天"
    assert tile(view, "verify") == ("1", "soon")  # of four visits one, rounded up
    assert [row["name"] for row in view["managers"]["rows"]] == ["甲"]
    assert view["managers"]["rows"][0]["load"] == "15 小时"
    assert THERE not in str(view)
    other = open_page("xi", "branch_head", "36019902").widget.view
    assert (tile(other, "case"), tile(other, "overdue")) == (("1", "late"), ("2", "late"))
    assert other["cases"]["rows"][0]["left"] == "超期 5 天"


def test_the_department_sees_both_and_verifies_nothing(open_page: Open) -> None:
    view = open_page("bu", "department", "").widget.view
    assert tile(view, "overdue") == (str(-(-(N_DUE + N_OTHER) // 3)), "late")
    assert tile(view, "case") == ("2", "late")
    assert view["verify"] is None and {row["name"] for row in view["managers"]["rows"]} == {"甲", "乙"}


def test_a_visit_is_verified_once_and_a_second_person_is_told(open_page: Open, people: People) -> None:
    page, other = open_page("dong", "branch_head"), open_page("wu", "branch_head")
    view = say(page, kind="verify", number=1, row=0, verdict="confirmed", key="v1")
    assert view["said"].startswith("已记下") and view["verify"]["rows"] == []
    assert tile(view, "verify") == ("0", "done")
    late = say(other, kind="verify", number=1, row=0, verdict="doubtful", key="v2")
    assert late["said"].startswith("dong 刚刚已经核实过") and late["tone"] == "soon"
    assert people.open_part(Contacts, MEMBER).checks()["verdict"].tolist() == ["confirmed"]


def test_a_head_gets_to_the_page_of_all_of_them(open_page: Open) -> None:
    verify = open_page("dong", "branch_head").widget.view["verify"]
    assert verify["all"]["href"].endswith("/callbacks.ipynb") and verify["rows"][0]["manager"] == "甲"


def test_the_lot_does_not_change_when_the_board_is_opened_again(open_page: Open) -> None:
    rows = [open_page(who, "branch_head").widget.view["verify"]["rows"] for who in ("dong", "wu", "dong")]
    assert rows[0] == rows[1] == rows[2] and len(rows[0]) == 1


@pytest.mark.parametrize("event", [
    {"kind": "verify", "number": 1, "row": -1, "verdict": "confirmed", "key": "a"},
    {"kind": "verify", "number": 1, "row": 99, "verdict": "confirmed", "key": "a"},
    {"kind": "verify", "number": 1, "row": True, "verdict": "confirmed", "key": "a"},
    {"kind": "verify", "number": 1, "row": 0, "verdict": "fine", "key": "a"},
    {"kind": "verify", "number": 1, "row": 0, "verdict": ["confirmed"], "key": "a"},
    {"kind": "verify", "number": 7, "row": 0, "verdict": "confirmed", "key": "a"},
    {"kind": "verify", "number": 1, "row": 0, "verdict": "confirmed"},
    {"kind": "other"}, {}, ["verify"],
])
def test_events_that_no_button_sends_change_nothing(open_page: Open, people: People, event: Any) -> None:
    page = open_page("dong", "branch_head")
    before = page.state
    page.widget._handle_custom_msg(event, [])
    assert (page.incident, page.state) == ("", before)
    assert people.open_part(Contacts, MEMBER).checks().empty


def test_the_department_s_verdict_is_not_taken(open_page: Open, people: People) -> None:
    say(open_page("bu", "department", ""), kind="verify", number=1, row=0, verdict="confirmed", key="v1")
    assert people.open_part(Contacts, MEMBER).checks().empty


def test_cover_is_given_within_the_branch_once_and_refused_beyond(open_page: Open, people: People) -> None:
    page = open_page("bu", "department", "")
    ask = {"kind": "cover", "manager": "M0008", "deputy": "M0007", "from": "2026-10-15", "to": "2026-10-20", "reason": "年休假"}
    assert say(page, **ask, key="c1")["said"].startswith("已安排：2026-10-15 起由甲代管乙的客户")
    say(page, **ask, key="c2")
    assert len(people.covers(MEMBER).history()) == 1
    head = open_page("dong", "branch_head")
    assert say(head, **ask, key="c3")["said"].startswith("没有安排")  # one of them stands in another branch
    assert say(head, **ask | {"to": "2026-10-22"}, key="c4")["said"].startswith("没有安排")
    assert say(head, **ask | {"deputy": "M0008"}, key="c5")["said"].startswith("没有安排")
    assert say(head, **ask | {"from": "x"}, key="c6")["said"].startswith("还没有安排")
    assert len(people.covers(MEMBER).history()) == 1


def test_a_cover_that_was_withdrawn_can_be_given_again(open_page: Open, people: People) -> None:
    page = open_page("bu", "department", "")
    ask = {"kind": "cover", "manager": "M0008", "deputy": "M0007", "from": "2026-10-15", "to": "2026-10-20", "reason": "年休假"}
    say(page, **ask, key="c1")
    covers = people.covers(MEMBER)
    covers.write(replace(covers.history()[-1], kind="withdrawn"), role="department", now=1.0)
    assert covers.covered_by("M0007", day=date(2026, 10, 16)) == ()
    assert say(page, **ask, key="c2")["said"].startswith("已安排")
    assert covers.covered_by("M0007", day=date(2026, 10, 16)) == ("M0008",)


def test_a_month_without_standards_says_so_in_both_languages(open_page: Open, tmp_path: Path) -> None:
    build_published(tmp_path / "bare")
    page = open_page("dong", "branch_head", folder=tmp_path / "bare")
    assert page.widget.view["gap"]["empty"].startswith("这个月发布时还没有服务标准")
    assert say(page, kind="language", to="en")["gap"]["empty"].startswith("This month was published without")


def test_names_are_masked(open_page: Open) -> None:
    view = open_page("dong", "branch_head").widget.view
    assert view["verify"]["rows"][0]["name"].endswith("*")


@pytest.mark.parametrize(("role", "gone_days", "seen"), [
    ("branch_head", 7, []), ("branch_head", 8, ["open"]), ("branch_head", 12, ["soon"]), ("branch_head", 16, ["late"]),
    ("department", 8, []), ("department", 12, ["soon"]), ("department", 15, ["soon"]), ("department", 16, ["late"])])
def test_a_case_climbs_as_its_time_goes(
    outputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str, gone_days: int, seen: list[str]
) -> None:
    """Of 15 days the head sees it from the 8th on, the department from the 12th."""
    monkeypatch.setattr("time.time", lambda: at(TODAY))
    people = People(tmp_path / "store.sqlite", settings=AppsSettings())
    open_case(people.open_part(Decisions, MEMBER), SETTINGS, STAR["customer_id"], opened=TODAY - timedelta(days=gone_days))
    sight = make_sight(outputs, role, manager="", org=BRANCH, people=people)
    page = BoardPage(visitor=visitor(role), sight=sight, settings=SETTINGS, today=TODAY)
    view = page.widget.view
    assert [row["tone"] for row in view["cases"]["rows"]] == seen
    assert tile(view, "case")[0] == str(len(seen))
