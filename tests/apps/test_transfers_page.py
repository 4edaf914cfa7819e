"""The page of transfers: own customers only, said before it is done, the newest state after a collision."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rccrm_lib.apps.sight import Sight
from rccrm_lib.apps.transfers_page import TransfersPage
from rccrm_lib.core.people import People
from rccrm_lib.core.store import Assignments, Decisions
from rccrm_lib.core.transfer_settings import TransferSettings
from rccrm_lib.ocrm.portfolio import Actor, StandingWords, Word
from tests.apps.published_month import BRANCH, MANAGER, MEMBER, OTHER_MANAGER, STAR
from tests.apps.sights import make_sight, visitor

View = dict[str, Any]
TODAY = date.today()
ASK = {"kind": "ask", "to": OTHER_MANAGER, "reason": "moved", "note": "搬到老街", "on": TODAY.isoformat()}


@pytest.fixture
def open_page(outputs: Path, people: People, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., TransfersPage]:
    """`open_page("wang", "manager")`: the page of a person with an account."""
    monkeypatch.setenv("RCCRM_PAGE_LOG", str(tmp_path / "pages.log"))

    def make(person_id: str, role: str, *, manager: str = "", org: str = "", customer: str = "") -> TransfersPage:
        sight = make_sight(outputs, role, manager=manager, org=org, people=people)
        person = replace(sight.person, person_id=person_id, name=f"名{person_id}")
        if people.find_person(person_id) is None:
            people.add(person, "Correct-Horse-9", now=0)
        return TransfersPage(visitor=replace(visitor(role), person_id=person_id), settings=TransferSettings(),
                             customer_id=customer, sight=Sight(person, sight.role, outputs, people),
                             now=lambda: datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC).timestamp())

    return make


def say(page: TransfersPage, **event: Any) -> View:
    page.widget._handle_custom_msg(event, [])
    assert page.incident == "", page.incident
    return page.widget.view


def choose(page: TransfersPage, *names: str) -> View:
    """Go to the form and choose the customers of these names."""
    say(page, kind="tab", to="new")
    for name in names:
        view = say(page, kind="filter", column="name", text=name)
        view = say(page, kind="open", number=view["new"]["table"]["number"], row=0)
    return view


@pytest.fixture
def asked(open_page: Callable[..., TransfersPage]) -> View:
    """王 asks 乙 of another branch to take the star customer."""
    page = open_page("wang", "manager", manager=MANAGER)
    choose(page, "欧阳**")
    return say(page, **ASK, key="a1")


def test_what_would_be_moved_is_said_before_anything_is_asked(open_page: Callable[..., TransfersPage], people: People) -> None:
    page = open_page("wang", "manager", manager=MANAGER)
    view = choose(page, "欧阳**")
    assert view["new"]["lines"][0] == "已选 1 位；原经理名下 150 位，移交后 149 位。" and view["new"]["parted"]
    assert "1 户人家会被分给两位经理" in view["new"]["lines"][-1]
    assert view["new"]["table"]["total"] == 2 and len(view["new"]["to"]["options"]) >= 4
    state = json.dumps(page.widget.get_state(), ensure_ascii=False, default=str)
    assert not [secret for name, secret in STAR.items() if name != "customer_id" and secret in state]


@pytest.mark.parametrize(("event", "said"), [
    ({"to": "-"}, "交给谁"), ({"to": MANAGER}, "交给谁"), ({"reason": ""}, "选择原因"), ({"on": "soon"}, "哪天"),
    ({"reason": "other", "note": " "}, "写明原因"),
])
def test_what_is_missing_is_said_and_nothing_is_asked(open_page: Callable[..., TransfersPage], event: View, said: str) -> None:
    page = open_page("wang", "manager", manager=MANAGER)
    say(page, kind="tab", to="new")
    assert "先选客户" in say(page, **ASK, key="b0")["said"]["text"]
    choose(page, "欧阳**")
    assert said in say(page, **{**ASK, **event}, key="b1")["said"]["text"]
    assert [tab["n"] for tab in page.widget.view["head"]["tabs"]] == ["0", "0", "0", ""]


def test_across_branches_it_takes_both_heads_and_then_the_customer_is_somebody_elses(
    open_page: Callable[..., TransfersPage], people: People, asked: View
) -> None:
    assert asked["said"]["text"].startswith("已提交：1 位客户")
    assert [step["done"] for step in asked["detail"]["steps"]] == [False] * 3
    giver = open_page("dong", "branch_head", org="36019901")
    view = giver.widget.view
    assert view["head"]["tabs"][0]["n"] == "1" and view["rows"][0]["who"] == "甲（营业部） → 乙（二支行）"
    assert view["detail"]["customers"][0]["name"] == "欧阳**" and view["detail"]["accept"] == "同意移交"
    assert "还要等" in say(giver, kind="answer", answer="accept", request=view["detail"]["request"], key="c1")["said"]["text"]
    taker = open_page("xi", "branch_head", org="36019902")
    assert taker.widget.view["detail"]["customers"] == []  # not yet theirs
    assert taker.widget.view["detail"]["customer_lines"] == ["其中 1 位不在您的范围内，不显示"]
    done = say(taker, kind="answer", answer="accept", request=view["detail"]["request"], key="c2")
    assert done["said"]["text"].startswith("已办好")
    assert list(people.open_part(Assignments, MEMBER).holding(TODAY)["manager_id"]) == [OTHER_MANAGER]
    assert choose(open_page("wang", "manager", manager=MANAGER), "欧阳**")["new"]["table"]["total"] == 1
    assert choose(open_page("li", "manager", manager=OTHER_MANAGER), "欧阳**")["new"]["table"]["total"] == 1


def test_of_two_heads_the_second_reads_who_was_first(open_page: Callable[..., TransfersPage], asked: View) -> None:
    giver, department = open_page("dong", "branch_head", org="36019901"), open_page("bu", "department")
    request = asked["detail"]["request"]
    say(department, kind="answer", answer="reject", request=request, why="客户不愿意", key="d1")
    view = say(giver, kind="answer", answer="accept", request=request, key="d2")
    assert view["said"] == {"tone": "late", "text": "名bu 刚刚处理了这条申请，您的操作没有生效，请先看最新情况。"}
    assert view["rows"] == [] and "客户不愿意" in " ".join(say(giver, kind="tab", to="closed")["detail"]["lines"])


def test_a_click_delivered_twice_asks_once(open_page: Callable[..., TransfersPage], asked: View) -> None:
    page = open_page("wang", "manager", manager=MANAGER)
    choose(page, "欧阳**")
    say(page, **ASK, key="a1")
    assert [tab["n"] for tab in page.widget.view["head"]["tabs"][:3]] == ["0", "1", "0"]


def test_a_head_evens_out_the_own_branch_at_once(open_page: Callable[..., TransfersPage], people: People) -> None:
    page = open_page("dong", "branch_head", org="36019901")
    choose(page, "欧阳**")
    view = say(page, **{**ASK, "to": "", "reason": "left"}, key="e1")
    assert view["said"]["text"].startswith("已办好") and view["detail"]["title"].endswith("公共池（暂无人管）")
    assert list(people.open_part(Assignments, MEMBER).holding(TODAY)["manager_id"]) == [""]


@pytest.mark.parametrize("event", [
    {"kind": "answer", "answer": "accept", "request": "T-of-somebody", "key": "f"},
    {"kind": "answer", "answer": "burn", "key": "g"},
    {"kind": "tab", "to": "__class__"}, {"kind": "pick", "request": 7}, {"kind": "draft", "to": ["x"], "reason": 4}, "text", None,
])
def test_hostile_events_change_nothing(open_page: Callable[..., TransfersPage], asked: View, event: Any) -> None:
    page = open_page("zhao", "manager", manager="M0011")
    assert page.widget.view["rows"] == []  # not concerned
    before = page.widget.view["head"]
    page.widget._handle_custom_msg(event, [])
    assert page.widget.view["head"] == before and page.incident == ""


def test_a_teller_speaks_for_nobody(open_page: Callable[..., TransfersPage], asked: View) -> None:
    page = open_page("sun", "teller", org=BRANCH)
    assert page.widget.view["rows"] == []
    say(page, kind="answer", answer="accept", request=asked["detail"]["request"], key="h1")
    assert say(open_page("wang", "manager", manager=MANAGER), kind="tab", to="asked")["detail"]["steps"][0]["done"] is False


def _recuse(people: People, manager: str, until: date | None = None) -> None:
    words = StandingWords(people.open_part(Decisions, MEMBER), after=TODAY)
    words.recuse(STAR["customer_id"], manager, Word("亲属", until, TODAY), actor=Actor("dong", "branch_head", 1.0, TODAY, "w"))


def test_a_head_gives_a_customer_of_nobody_to_a_manager_by_hand_once(
    open_page: Callable[..., TransfersPage], people: People
) -> None:
    head = open_page("dong", "branch_head", org=BRANCH)
    choose(head, "欧阳**")
    say(head, **{**ASK, "to": "", "reason": "left"}, key="n0")
    page = open_page("dong", "branch_head", org=BRANCH, customer=STAR["customer_id"])
    view = page.widget.view
    assert view["new"]["lines"][0] == "已选 1 位，现在没有人管。"
    assert view["new"]["table"]["rows"][0]["cells"][-1] == "没有人", "those of nobody come first"
    give = {**ASK, "to": MANAGER, "reason": "nobody"}
    for _ in range(2):
        say(page, **give, key="n1")
    assert people.open_part(Assignments, MEMBER).holding(TODAY)["manager_id"].tolist() == [MANAGER]
    assert len(people.open_part(Assignments, MEMBER).history(STAR["customer_id"])) == 2
    strange = open_page("xi", "branch_head", org="36019902", customer=STAR["customer_id"])
    assert strange.widget.view["new"] is None, "out of reach a link opens nothing"


def test_a_full_manager_is_warned_of_and_may_still_receive(open_page: Callable[..., TransfersPage], people: People) -> None:
    page = open_page("dong", "branch_head", org=BRANCH)
    assert page._data is not None
    page._data.room = page._data.room | {OTHER_MANAGER: (200, 200)}
    choose(page, "欧阳**")
    assert "将有 201 户，超过上限 200 户" in say(page, **{**ASK, "kind": "draft"})["new"]["lines"][-1]
    assert "上限" not in say(page, **{**ASK, "kind": "draft", "to": ""})["new"]["lines"][-1]


def test_who_came_and_went_since_the_month_counts_in_the_room(open_page: Callable[..., TransfersPage]) -> None:
    head = open_page("dong", "branch_head", org=BRANCH)
    assert head._data is not None
    before = head._data.room
    choose(head, "欧阳**")
    say(head, **{**ASK, "to": ""}, key="r1")
    again = open_page("dong", "branch_head", org=BRANCH)
    assert again._data is not None and again._data.room == {**before, MANAGER: (before[MANAGER][0] - 1, before[MANAGER][1])}


def test_a_manager_who_must_not_is_refused_and_a_head_reads_whose_word(
    open_page: Callable[..., TransfersPage], people: People, asked: View
) -> None:
    until = TODAY + timedelta(days=30)
    head = open_page("dong", "branch_head", org=BRANCH)
    _recuse(people, OTHER_MANAGER, until)
    request = asked["detail"]["request"]
    text = say(head, kind="answer", answer="accept", request=request, key="s1")["said"]["text"]
    assert text.startswith("乙 不能管 欧阳**：名dong 登记了回避") and until.isoformat() in text
    quiet = open_page("xi", "branch_head", org="36019902")
    text = say(quiet, kind="answer", answer="accept", request=request, key="s2")["said"]["text"]
    assert text.startswith("其中有客户不能交给这位客户经理") and "名dong" not in text
    own = open_page("li", "manager", manager=OTHER_MANAGER)
    assert say(own, kind="answer", answer="accept", request=request, key="s3")["said"]["text"].startswith("其中有客户您不能管")
    assert people.open_part(Assignments, MEMBER).holding(date.max).empty


@pytest.mark.parametrize("on", [(TODAY + timedelta(days=93)).isoformat(), "9999-12-31"])
def test_a_day_too_far_ahead_is_refused(open_page: Callable[..., TransfersPage], people: People, on: str) -> None:
    page = open_page("dong", "branch_head", org=BRANCH)
    choose(page, "欧阳**")
    assert "最多往后 92 天" in say(page, **{**ASK, "to": "", "on": on}, key="t1")["said"]["text"]
    assert people.open_part(Assignments, MEMBER).holding(date.max).empty
