"""The branch board: what is late, near and to be verified of customers in reach, two clicks, cover, hostile events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from rccrm_lib.apps.board_page import BoardPage
from rccrm_lib.apps.export_book import Listing
from rccrm_lib.apps.sight import Sight
from rccrm_lib.core.people import People
from rccrm_lib.core.settings import AppsSettings, load_settings
from rccrm_lib.core.store import Assignment, Assignments, Contacts, Cover, Decisions
from tests.apps.published_month import BRANCH, MANAGER, MEMBER, OTHER_FROM, OTHER_MANAGER, STAR, build_published
from tests.apps.service_month import COLLEAGUE, N_DUE, N_OTHER, at, open_case, record_visits, write_service
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


def give(people: People, manager: str, deputy: str, *, start: int, end: int) -> None:
    """A cover that the department gave, by days from today."""
    cover = Cover(manager, deputy, TODAY + timedelta(days=start), TODAY + timedelta(days=end), person_id="bu", reason="年休假")
    people.covers(MEMBER).write(cover, role="department", now=1.0)


def test_covers_now_and_to_come_are_shown_and_one_ended_today_stops_today(open_page: Open, people: People) -> None:
    give(people, MANAGER, COLLEAGUE, start=-2, end=3)
    give(people, MANAGER, COLLEAGUE, start=-9, end=-5)  # over
    give(people, COLLEAGUE, MANAGER, start=10, end=12)
    page = open_page("dong", "branch_head")
    cover = page.widget.view["cover"]
    assert [(row["who"], row["days"], row["n"], row["is_now"]) for row in cover["rows"]] == [
        ("丁代管甲的客户", "代管中，到 2026-10-17（当天不含）", "150 位客户", True),
        ("甲代管丁的客户", "2026-10-24 起，到 2026-10-26（当天不含）", "0 位客户", False)]
    view = say(page, kind="end_cover", number=1, row=0, reason="back", key="e1")
    assert view["said"] == "已收回：从今天起，丁不再代管甲的客户。" and len(view["cover"]["rows"]) == 1
    covers = people.covers(MEMBER)
    assert [covers.covered_by(COLLEAGUE, day=TODAY + timedelta(days=n)) for n in (-1, 0)] == [(MANAGER,), ()]
    last = covers.history()[-1]
    assert (last.kind, last.from_on, last.person_id, last.reason) == ("withdrawn", TODAY, "dong", "back")
    view = say(page, kind="end_cover", number=2, row=0, reason="mistake", key="e2")
    assert view["cover"]["rows"] == [] and view["cover"]["empty"].startswith("现在没有人代管")
    assert say(page, kind="language", to="en")["cover"]["empty"].startswith("Nobody covers")


def test_two_people_end_a_cover_once_and_the_second_is_told(open_page: Open, people: People) -> None:
    give(people, MANAGER, COLLEAGUE, start=0, end=3)
    first, second = open_page("dong", "branch_head"), open_page("bu", "department", "")
    end = {"kind": "end_cover", "number": 1, "row": 0, "reason": "back"}
    say(first, **end, key="e1")
    say(first, **end, key="e1")
    assert say(first, **end, key="e2")["cover"]["rows"] == []  # the same click again, with what was seen before
    late = say(second, **end, key="e3")
    assert late["said"].startswith("没有收回：dong 刚刚改过") and late["tone"] == "soon" and late["cover"]["rows"] == []
    assert [one.kind for one in people.covers(MEMBER).history()] == ["given", "withdrawn"]


@pytest.mark.parametrize("change", [{"row": 7}, {"row": True}, {"row": "0"}, {"reason": "x"}, {"reason": ["back"]}, {"number": 9},
                                    {"key": None}])
def test_no_cover_ends_by_an_event_that_no_button_sends(open_page: Open, people: People, change: Any) -> None:
    give(people, MANAGER, COLLEAGUE, start=0, end=3)
    page = open_page("dong", "branch_head")
    say(page, **{"kind": "end_cover", "number": 1, "row": 0, "reason": "back", "key": "e1"} | change)
    assert len(people.covers(MEMBER).history()) == 1


def test_a_head_sees_a_cover_across_branches_and_the_department_ends_it(open_page: Open, people: People) -> None:
    give(people, MANAGER, OTHER_MANAGER, start=0, end=3)
    end = {"kind": "end_cover", "number": 1, "row": 0, "reason": "swap", "key": "e1"}
    head = open_page("dong", "branch_head")
    row = head.widget.view["cover"]["rows"][0]
    assert (row["may_end"], row["closed"]) == (False, "跨机构，由客户管理部门收回")
    say(head, **end)
    assert len(people.covers(MEMBER).history()) == 1
    assert say(open_page("bu", "department", ""), **end)["said"].startswith("已收回")


def test_a_head_who_lost_the_post_ends_nothing(open_page: Open, people: People) -> None:
    give(people, MANAGER, COLLEAGUE, start=0, end=3)
    page = open_page("dong", "branch_head")
    people.close("dong", now=at(TODAY))
    say(page, kind="end_cover", number=1, row=0, reason="back", key="e1")
    assert len(people.covers(MEMBER).history()) == 1


def doubt(people: People, seq: int, *, by: str = "he", day: date = TODAY, verdict: Any = "doubtful", seen: int = 0) -> None:
    """What somebody said of a visit."""
    people.open_part(Contacts, MEMBER).check(seq, verdict, note="", key=f"{by} {seq} {day} {verdict}", person_id=by,
                                             role="call_centre", now=at(day), seen=seen)


def test_a_visit_that_was_not_as_recorded_reaches_the_head_until_it_is_settled(open_page: Open, people: People) -> None:
    assert open_page("dong", "branch_head").widget.view["doubtful"] is None
    visits = people.open_part(Contacts, MEMBER).since(date(2026, 1, 1)).set_index("customer_id")["seq"]
    for customer, days in ((HERE[0], 3), (HERE[1], 1), (HERE[2], 57), (THERE, 1)):
        doubt(people, int(visits[customer]), day=TODAY - timedelta(days=days))
    doubt(people, int(visits[HERE[3]]), verdict="confirmed")
    view = open_page("dong", "branch_head").widget.view["doubtful"]
    assert view["title"] == "2 次走访有出入"
    assert [row["href"].endswith(one) for row, one in zip(view["rows"], (HERE[1], HERE[0]), strict=True)] == [True, True]
    assert view["rows"][0]["who"] == "甲走访，he 2026-10-13 核实" and view["rows"][0]["name"].endswith("*")
    assert len(open_page("bu", "department", "").widget.view["doubtful"]["rows"]) == 3
    assert open_page("wang", "branch_head").widget.view["doubtful"] is None  # the own visits are for somebody else
    doubt(people, int(visits[HERE[1]]), verdict="confirmed", by="dong", seen=1)
    assert open_page("dong", "branch_head").widget.view["doubtful"]["title"] == "1 次走访有出入"


def test_managers_of_other_branches_say_so_and_come_last(open_page: Open, people: People) -> None:
    store = people.open_part(Assignments, MEMBER)
    moved = [Assignment(f"C{n:010d}Z", OTHER_MANAGER, date(2026, 10, 1), "transfer") for n in range(6, 146)]
    store.write(moved, key="t", person_id="bu", role="department", reason="x", now=1.0, seen=store.head())
    page = open_page("dong", "branch_head")
    view = page.widget.view
    assert [(row["name"], row["customers"]) for row in view["managers"]["rows"]] == [("甲", "10"), ("乙（外机构）", "140")]
    assert [one for one, _ in view["cover"]["managers"]] == [MANAGER]
    assert [one for one, _ in view["cover"]["deputies"]] == [MANAGER, "M0009", COLLEAGUE]
    listed = page.listed(9)
    assert isinstance(listed, Listing) and [row["name"] for row in listed.rows] == ["甲", "乙（外机构）"]
    everybody = open_page("bu", "department", "").widget.view["managers"]["rows"]
    assert [row["name"] for row in everybody] == ["乙", "甲"]  # nobody is elsewhere for whoever sees the whole member


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
