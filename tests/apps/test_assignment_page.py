"""The proposal on its page: who may answer it, what a click writes, and what hostile events do not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from rccrm_lib.apps.assignment_page import AssignmentPage
from rccrm_lib.core.people import People, Person
from rccrm_lib.core.settings import AppsSettings
from rccrm_lib.core.store import Assignments
from tests.apps.portfolio_month import N_MOVES, SECOND
from tests.apps.published_month import BRANCH, MANAGER, MEMBER, OTHER_BRANCH
from tests.apps.sights import make_sight, visitor

DAY = date(2026, 10, 12)


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
    assert len(view["nobody"]["rows"]) == 2 and view["nobody"]["rows"][1][2] == "能管的都须回避"
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
    for row in (1, -1, True, "0"):
        assert _say(page, kind="pool", row=row, number=number, reason="超期", key=f"p{row}")["said"].startswith("请先选中")
    assert _say(page, kind="pool", row=0, number=number, reason="超期", key="p-0")["said"].startswith("1 户已收回")
    assert _held(people)["manager_id"].tolist() == [""] and len(page.widget.view["reclaim"]["rows"]) == 1


@pytest.mark.parametrize("role", ["auditor", "manager", "teller"])
def test_a_post_without_the_task_writes_nothing(card_outputs: Path, people: People, role: str) -> None:
    page = _page(card_outputs, people, role)
    assert not page.widget.view["decide"]["may"]
    for kind in ("accept", "accept_all", "reject", "pool"):
        assert _say(page, kind=kind, reason="x", row=0, number=page.widget.view["number"], key=kind)["is_warning"]
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
