"""The proposal on its page: who may answer it, what a click writes, and what hostile events do not."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from rccrm_lib.apps.assignment_page import AssignmentPage
from rccrm_lib.core.people import People, Person
from rccrm_lib.core.settings import AppsSettings
from rccrm_lib.core.store import Assignment, Assignments, Decisions
from rccrm_lib.ocrm.portfolio import Actor, StandingWords, Word
from tests.apps.portfolio_month import N_MOVES, SECOND
from tests.apps.published_month import BRANCH, MANAGER, MEMBER, OTHER_BRANCH
from tests.apps.sights import make_sight, visitor

DAY = date(2026, 10, 12)
LATER = DAY + timedelta(days=20)


@pytest.fixture
def people(tmp_path: Path) -> People:
    people = People(tmp_path / "store.sqlite", settings=AppsSettings())
    people.add(Person("wang", "王芳", "branch_head", MEMBER, BRANCH, MANAGER), "Correct-Horse-9", now=0)
    return people


def _page(outputs: Path, people: People, role: str = "branch_head", org: str = BRANCH) -> AssignmentPage:
    sight = make_sight(outputs, role, org=org, people=people)
    return AssignmentPage(visitor=visitor(role), sight=sight, today=DAY, now=lambda: 5.0)


def _say(page: AssignmentPage, **event: Any) -> dict[str, Any]:
    page.widget._handle_custom_msg(event, [])
    return page.widget.view


def _held(people: People) -> pd.DataFrame:
    return people.open_part(Assignments, MEMBER).holding(DAY)


def _choose(page: AssignmentPage, row: int) -> dict[str, Any]:
    return _say(page, kind="select", row=row, number=page.widget.view["table"]["number"])


def test_a_head_sees_the_own_branch_alone_masked(card_outputs: Path, people: People) -> None:
    view = _page(card_outputs, people).widget.view
    assert view["table"]["total"] == N_MOVES and [row["before"] for row in view["loads"]["rows"]] == [150, 0]
    assert all("*" in row["cells"][0] for row in view["table"]["rows"])
    assert len(view["nobody"]["rows"]) == 2 and view["nobody"]["rows"][1]["cells"][2] == "能管的都须回避"
    assert view["loads"]["spread"].endswith("0.50 → 0.42")
    everybody = _page(card_outputs, people, "department").widget.view
    assert everybody["table"]["total"] == N_MOVES + 1 and len(everybody["loads"]["rows"]) == 3


def test_a_part_is_accepted_and_the_rest_stays_open(card_outputs: Path, people: People) -> None:
    page = _page(card_outputs, people)
    chosen = page.state.shown.keys[0]
    assert _choose(page, 0)["decide"]["n_chosen"] == 1
    view = _say(page, kind="accept", reason="", key="a-1")
    assert view["said"].startswith("已采纳 1 户") and view["table"]["total"] == N_MOVES - 1
    assert _held(people)[["customer_id", "manager_id", "request_id"]].values.tolist() == [
        [chosen, SECOND, f"proposal:2026-09:{BRANCH}"]]
    _say(page, kind="accept", reason="", key="a-1")
    assert len(_held(people)) == 1, "the same click again"
    view = _say(page, kind="accept", reason="", key="a-1b")
    assert view["said"].startswith("请先选中") and len(_held(people)) == 1, "a second click on a choice is not all of them"
    assert _say(page, kind="accept_all", reason="均衡", key="a-2")["table"]["total"] == 0
    assert len(_held(people)) == N_MOVES


def test_a_rejection_needs_a_choice_and_a_reason(card_outputs: Path, people: People) -> None:
    page = _page(card_outputs, people)
    assert _say(page, kind="reject", reason="不合适", key="r-0")["said"].startswith("请先选中")
    _choose(page, 1)
    assert _say(page, kind="reject", reason="  ", key="r-1")["said"].startswith("请先写理由")
    view = _say(page, kind="reject", reason="老客户", key="r-2")
    assert view["said"].startswith("1 户不采纳") and view["table"]["total"] == N_MOVES - 1
    assert _held(people).empty


def test_two_who_answer_the_same_and_the_second_is_told_who(card_outputs: Path, people: People) -> None:
    first, second = _page(card_outputs, people), _page(card_outputs, people)
    _say(first, kind="accept_all", reason="", key="x-1")
    view = _say(second, kind="accept_all", reason="", key="y-1")
    assert "王芳" in view["said"] and view["is_warning"] and view["table"]["total"] == 0
    assert len(_held(people)) == N_MOVES


def test_only_who_is_overdue_goes_back_to_the_pool(card_outputs: Path, people: People) -> None:
    page = _page(card_outputs, people)
    number = page.widget.view["number"]
    assert [row["due"] for row in page.widget.view["reclaim"]["rows"]] == [True, False]
    for rows in ([0, 1], [-1], [True], ["0"], [2], [], 0, None):
        assert _say(page, kind="pool", rows=rows, number=number, reason="超期", key=f"p{rows}")["said"].startswith("请先选中")
    assert _say(page, kind="pool", rows=[0], number=number, reason="超期", key="p-0")["said"].startswith("1 户已收回")
    assert _held(people)["manager_id"].tolist() == [""] and len(page.widget.view["reclaim"]["rows"]) == 1


@pytest.mark.parametrize("role", ["auditor", "manager", "teller"])
def test_a_post_without_the_task_writes_nothing(card_outputs: Path, people: People, role: str) -> None:
    page = _page(card_outputs, people, role)
    assert not page.widget.view["decide"]["may"]
    for kind in ("accept", "accept_all", "reject", "pool"):
        assert _say(page, kind=kind, reason="x", rows=[0], number=page.widget.view["number"], key=kind)["is_warning"]
    assert _held(people).empty


def test_a_closed_account_writes_nothing(card_outputs: Path, people: People) -> None:
    page = _page(card_outputs, people)
    people.close("wang", now=1)
    assert _say(page, kind="accept_all", reason="", key="z")["said"].startswith("您的岗位")
    assert _held(people).empty


def test_another_branch_head_reaches_none_of_it(card_outputs: Path, people: People) -> None:
    view = _page(card_outputs, people, org=OTHER_BRANCH).widget.view
    text = json.dumps(view, ensure_ascii=False)
    assert view["table"]["total"] == 1 and SECOND not in text and MANAGER not in text


@pytest.mark.parametrize("event", [None, [], {"kind": "accept", "reason": ["x"]}, {"kind": "select", "row": 99},
                                   {"kind": "reject", "reason": None}, {"kind": "pool"}, {"kind": "no such"}])
def test_hostile_events_are_answered(card_outputs: Path, people: People, event: Any) -> None:
    page = _page(card_outputs, people)
    page.widget._handle_custom_msg(event, [])
    assert page.widget.view["notice"] is None and page.widget.answered == 1


def test_a_month_without_a_proposal_says_so(card_outputs: Path, people: People, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(card_outputs, tmp_path / "outputs")
    for file in (tmp_path / "outputs").rglob("portfolio_*.parquet"):
        file.unlink()
    view = _page(tmp_path / "outputs", people).widget.view
    assert view["table"] is None and view["notice"]["title"] == "这个月份还没有方案"


def test_all_is_what_the_filter_leaves_and_the_button_says_how_many(card_outputs: Path, people: People) -> None:
    """Half of the moves are there for balance; a filter that nothing open passes leaves nothing to accept."""
    page = _page(card_outputs, people)
    view = _say(page, kind="filter", column="reason", text="balance")
    n = view["table"]["total"]
    assert 0 < n < N_MOVES and view["decide"]["accept_all"] == f"采纳筛选出的（{n} 户）" and f"采纳这 {n} 户" in view["preview"]
    balance = set(page.filtered()["customer_id"])
    view = _say(page, kind="accept_all", reason="", key="f-1")
    assert view["said"].startswith(f"已采纳 {n} 户") and set(_held(people)["customer_id"]) == balance
    assert view["decide"]["n_all"] == 0
    assert _say(page, kind="accept_all", reason="", key="f-2")["said"].startswith("请先选中") and len(_held(people)) == n
    view = _say(page, kind="filter", column="reason", text="")
    assert view["decide"]["accept_all"] == f"全部采纳（{N_MOVES - n} 户）"


def test_a_day_ahead_is_said_kept_and_counts_from_then_on(card_outputs: Path, people: People) -> None:
    page = _page(card_outputs, people)
    _choose(page, 0)
    view = _say(page, kind="accept", reason="", on=LATER.isoformat(), key="d-1")
    assert view["said"] == f"已采纳 1 户，自 {LATER} 起由新的客户经理管。" and view["table"]["total"] == N_MOVES - 1
    assert _held(people).empty and len(people.open_part(Assignments, MEMBER).holding(LATER)) == 1
    assert [(row["before"], row["after"]) for row in view["loads"]["rows"]] == [(150, 138), (0, 12)], "not yet, but it comes"
    view = _say(page, kind="filter", column="state", text="accepted")
    assert view["table"]["rows"][0]["cells"][-1] == LATER.isoformat() and view["decide"]["n_all"] == 0


@pytest.mark.parametrize("on", ["2026-10-11", "2027-01-13", "9999-12-31", "soon", 20261012, ["2026-10-12"], True])
def test_a_day_that_cannot_be_is_refused(card_outputs: Path, people: People, on: Any) -> None:
    page = _page(card_outputs, people)
    assert _say(page, kind="accept_all", reason="", on=on, key="b-1")["said"].startswith("请选今天或以后 92 天内")
    assert people.open_part(Assignments, MEMBER).holding(date.max).empty


def test_a_manager_who_must_not_is_refused_with_whose_word_it_is(card_outputs: Path, people: People) -> None:
    page = _page(card_outputs, people)
    words = StandingWords(people.open_part(Decisions, MEMBER), after=DAY)
    words.recuse(page.state.shown.keys[0], SECOND, Word("亲属", LATER, DAY),
                 actor=Actor("wang", "branch_head", 1.0, DAY, "w"))
    said = _say(page, kind="accept_all", reason="", key="w-1")["said"]
    assert SECOND in said and "王芳 登记了回避" in said and str(LATER) in said
    assert people.open_part(Assignments, MEMBER).holding(date.max).empty
    _choose(page, 0)
    assert _say(page, kind="reject", reason="须回避", key="w-2")["said"].startswith("1 户不采纳")
    assert _say(page, kind="accept_all", reason="", key="w-3")["said"].startswith(f"已采纳 {N_MOVES - 1} 户")


def test_where_nobody_is_the_list_says_so(card_outputs: Path, people: People) -> None:
    page = _page(card_outputs, people, "department")
    cells = [row["cells"] for row in _say(page, kind="filter", column="reason", text="new")["table"]["rows"]]
    assert [one[2] for one in cells] == ["没有人"]


def test_who_went_to_the_pool_has_no_place_at_once_and_is_given_by_hand(card_outputs: Path, people: People) -> None:
    page = _page(card_outputs, people)
    number = page.widget.view["number"]
    pooled = str(page._data.reclaim["customer_id"].iloc[0]) if page._data else ""
    view = _say(page, kind="pool", rows=[0], number=number, reason="超期", key="o-1")
    rows = [row for row in view["nobody"]["rows"] if row["href"].endswith(f"transfers.ipynb?customer={pooled}")]
    assert len(view["nobody"]["rows"]) == 3 and [row["cells"][2] for row in rows] == ["已收回公共池"]
    assignments = people.open_part(Assignments, MEMBER)
    assignments.write([Assignment(pooled, SECOND, DAY, "transfer", "T1")], key="t", person_id="wang", role="branch_head",
                      reason="安排", now=6.0, seen=assignments.head())
    assert len(_page(card_outputs, people).widget.view["nobody"]["rows"]) == 2
    assert _page(card_outputs, people, "auditor").widget.view["nobody"]["rows"][0]["href"] == ""


def test_every_customer_of_a_long_list_is_reached_and_several_go_at_once(card_outputs: Path, people: People) -> None:
    page = _page(card_outputs, people)
    assert page._data is not None
    every = pd.DataFrame({"customer_id": [f"C{n}" for n in range(23)], "name": "某", "manager_id": "M", "days": 200,
                          "limit_days": 120, "state": "due"})
    page._data.reclaim = every
    for to in (-1, 3, True, "1", None):
        assert _say(page, kind="turn", list="reclaim", to=to)["reclaim"]["turn"]["page"] == 0
    view = _say(page, kind="turn", list="reclaim", to=2)["reclaim"]
    assert [row["row"] for row in view["rows"]] == [20, 21, 22] and view["turn"]["text"] == "第 3 / 3 页"
    number = page.widget.view["number"]
    assert _say(page, kind="pool", rows=[22, 20, 20], number=number, reason="超期", key="m-1")["said"].startswith("2 户已收回")
    assert _held(people)["customer_id"].tolist() == ["C20", "C22"]
