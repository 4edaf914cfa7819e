"""Who looks after a customer, said from the card: who may, what is written, who is told what, and what hostile events do not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from rccrm_lib.apps.card_page import CardPage
from rccrm_lib.apps.sight import Sight
from rccrm_lib.core.people import People
from rccrm_lib.core.store import Assignment, Assignments, Decisions
from rccrm_lib.ocrm.portfolio import RECUSAL, STAYS
from tests.apps.published_month import MANAGER, MEMBER, OTHER_MANAGER, STAR
from tests.apps.sights import make_sight, visitor

View = dict[str, Any]
TODAY = date(2026, 10, 12)
CUSTOMER, OTHERS, DEAD = STAR["customer_id"], "C0000000160Z", "C0000000005Z"
SAY = {"kind": "say", "word": "recuse", "manager": MANAGER, "why": "family", "note": "是客户的外甥", "from": TODAY.isoformat(),
       "until": ""}
KEEP = {**SAY, "word": "keep", "why": "asked", "note": ""}


@pytest.fixture
def open_card(outputs: Path, people: People, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., CardPage]:
    """`open_card("chen")`: the card of the star customer for a person with an account; a head of the first branch unless told."""
    monkeypatch.setenv("RCCRM_PAGE_LOG", str(tmp_path / "pages.log"))

    def make(person_id: str, role: str = "branch_head", *, org: str = "36019901", manager: str = "", customer: str = CUSTOMER,
             folder: Path = outputs) -> CardPage:
        sight = make_sight(folder, role, manager=manager, org=org, people=people)
        person = replace(sight.person, person_id=person_id, name=f"名{person_id}")
        if people.find_person(person_id) is None:
            people.add(person, "Correct-Horse-9", now=0)
        return CardPage(visitor=replace(visitor(role), person_id=person_id), customer_id=customer, now=lambda: 1_791_000_000.0,
                        sight=Sight(person, sight.role, folder, people, TODAY))

    return make


def say(page: CardPage, **event: Any) -> View:
    """One event; what the panel shows after it."""
    page.widget._handle_custom_msg(event, [])
    assert page.incident == "", page.incident
    return page.widget.view["card"]["keeping"]


def written(people: People) -> list[tuple[str, str, bool]]:
    """(kind, who, whether it holds) of every word about the star, in order."""
    said = people.open_part(Decisions, MEMBER).about((RECUSAL, STAYS), CUSTOMER)
    return [(one.kind, one.person_id, one.values["holds"]) for one in said]


def text_of(page: CardPage) -> str:
    return json.dumps(page.widget.get_state(), ensure_ascii=False, default=str)


def test_a_head_recuses_the_manager_of_today_and_reads_what_follows(open_card: Callable[..., CardPage], people: People) -> None:
    page = open_card("chen")
    panel = page.widget.view["card"]["keeping"]
    assert (panel["since"], panel["rows"], panel["follows"]) == ("没有换过客户经理的记录。", [], None)
    assert panel["form"]["manager"]["options"][1:] == [[MANAGER, "甲 M0007　营业部（现任）"]], "the own branch's"
    panel = say(page, **SAY, key="a1")
    assert panel["said"]["tone"] == "done" and "还没有换" in panel["said"]["text"]
    assert panel["rows"][0]["text"] == "甲 M0007 不能管这位客户" and panel["rows"][0]["days"] == "2026-10-12 起，没有定失效日"
    assert panel["rows"][0]["why"] == "名chen 登记，亲属：是客户的外甥"
    assert "现在还管着" in panel["follows"]["lines"][0] and panel["follows"]["link"]["href"].endswith("transfers.ipynb")
    assert written(people) == [(RECUSAL, "chen", True)]
    panel = say(page, **{**KEEP, "until": "2027-06-30"}, key="a2")
    assert panel["rows"][1]["days"] == "2026-10-12 起，2027-06-30 失效" and "以回避为准" in panel["follows"]["lines"][1]
    panel = say(page, kind="language", to="en")
    assert panel["rows"][1]["why"] == "by 名chen, the customer asked for it" and "must not" in panel["rows"][0]["text"]


def test_a_click_delivered_twice_is_written_once(open_card: Callable[..., CardPage], people: People) -> None:
    page = open_card("chen")
    for _ in range(2):
        say(page, **SAY, key="a1")
    assert written(people) == [(RECUSAL, "chen", True)]


def test_of_two_people_the_second_reads_who_was_first(open_card: Callable[..., CardPage], people: People) -> None:
    """Whichever word the second one says: what was said of the customer in between is to be read first."""
    first, second = open_card("chen"), open_card("bu", "department")
    say(first, **SAY, key="a1")
    for key, event in (("b1", KEEP), ("b2", SAY)):
        if key == "b2":
            second = open_card("bu", "department")
            say(first, **KEEP, key="a2")
        panel = say(second, **event, key=key)
        assert panel["said"]["tone"] == "late" and panel["said"]["text"].startswith("名chen 刚刚登记过这位客户，您的操作没有生效")
        assert [one["why"].split()[0] for one in panel["rows"]] == ["名chen"] * len(panel["rows"])
    assert written(people) == [(RECUSAL, "chen", True), (STAYS, "chen", True)]
    assert say(second, **SAY, key="b3")["said"]["tone"] == "done", "who has read it may say it"
    assert written(people)[-1] == (RECUSAL, "bu", True)


def test_a_word_is_taken_back_with_a_reason(open_card: Callable[..., CardPage], people: People) -> None:
    page = open_card("chen")
    number = say(page, **SAY, key="a1")["number"]
    assert "原因" in say(page, kind="release", row=0, number=number, note=" ", key="r1")["said"]["text"]
    panel = say(page, kind="release", row=0, number=number, note="登记错了", key="r2")
    assert panel["rows"] == [] and panel["follows"] is None and panel["said"]["tone"] == "done"
    assert written(people)[-1] == (RECUSAL, "chen", False)
    assert people.open_part(Decisions, MEMBER).about((RECUSAL,), CUSTOMER)[-1].reason == "登记错了"


@pytest.mark.parametrize(("event", "said"), [
    ({"manager": ""}, "哪位客户经理"), ({"manager": "M9999"}, "哪位客户经理"), ({"manager": OTHER_MANAGER}, "哪位客户经理"),
    ({"manager": ["M0007"]}, "哪位客户经理"), ({"why": ""}, "选择原因"), ({"why": "asked"}, "选择原因"), ({"why": 7}, "选择原因"),
    ({"why": "other", "note": " "}, "写明原因"), ({"from": ""}, "不能早于今天"), ({"from": "soon"}, "不能早于今天"),
    ({"from": (TODAY - timedelta(days=1)).isoformat()}, "不能早于今天"), ({"until": TODAY.isoformat()}, "晚于今天"),
    ({"until": "never"}, "晚于今天"), ({"until": 5}, "晚于今天"), ({"from": "2027-01-01", "until": "2027-01-01"}, "晚于"),
])
def test_what_is_missing_is_said_and_nothing_is_written(
    open_card: Callable[..., CardPage], people: People, event: View, said: str
) -> None:
    panel = say(open_card("chen"), **{**SAY, **event}, key="c1")
    assert said in panel["said"]["text"] and panel["said"]["in_form"] and written(people) == []


@pytest.mark.parametrize("event", [
    {"kind": "say"}, {**SAY, "word": "burn"}, {**SAY, "word": ["recuse"]},
    {"kind": "release", "row": 5, "number": 1, "note": "x"}, {"kind": "release", "row": -1, "number": 1, "note": "x"},
    {"kind": "release", "row": True, "number": 1, "note": "x"},
    {"kind": "release", "row": 0, "number": 0, "note": "x"}, {"kind": "release"},
])
def test_hostile_events_change_nothing(open_card: Callable[..., CardPage], people: People, event: View) -> None:
    page = open_card("chen")
    before = say(page, **SAY, key="d0")
    after = say(page, **event, key="d1")
    assert {**after, "said": None} == {**before, "said": None} and written(people) == [(RECUSAL, "chen", True)]


def test_without_a_key_nothing_is_written(open_card: Callable[..., CardPage], people: People) -> None:
    page = open_card("chen")
    page.widget._handle_custom_msg(SAY, [])
    assert page.incident and written(people) == []


def test_a_manager_reads_that_a_word_stands_but_not_whose_and_why(open_card: Callable[..., CardPage], people: People) -> None:
    manager = open_card("wang", "manager", manager=MANAGER)
    assert manager.widget.view["card"]["keeping"] is None, "nothing stands, nothing is shown"
    head = open_card("bu", "department")
    say(head, **SAY, key="a1")
    say(head, **{**SAY, "manager": OTHER_MANAGER, "why": "interest", "note": "一起做生意"}, key="a2")
    say(head, **{**KEEP, "note": "常年住院"}, key="a3")
    page = open_card("wang", "manager", manager=MANAGER)
    panel = page.widget.view["card"]["keeping"]
    assert [one["text"] for one in panel["rows"]] == [
        "您不能管这位客户，请联系负责人办理移交", "有一位同事不能管这位客户", "出方案时不换客户经理"]
    assert panel["form"] is None and panel["follows"] is None and all(one["release"] is None for one in panel["rows"])
    for secret in ("外甥", "亲属", "利益", "生意", "住院", "名bu", OTHER_MANAGER):
        assert secret not in text_of(page), secret
    for event in (SAY, KEEP, {"kind": "release", "row": 0, "number": panel["number"], "note": "x"}):
        say(page, **event, key=f"e-{event['kind']}-{event.get('word')}")
    assert len(written(people)) == 3


@pytest.mark.parametrize("role", ["teller", "call_centre", "auditor"])
def test_other_posts_are_told_nothing_and_write_nothing(open_card: Callable[..., CardPage], people: People, role: str) -> None:
    say(open_card("bu", "department"), **SAY, key="a1")
    page = open_card("sun", role)
    assert page.widget.view["card"]["keeping"] is None and "回避" not in text_of(page)
    assert say(page, **KEEP, key="f1") is None and len(written(people)) == 1


def test_a_customer_out_of_reach_has_no_card_to_say_it_from(open_card: Callable[..., CardPage], people: People) -> None:
    away = open_card("chen", customer=OTHERS)
    away.widget._handle_custom_msg({**SAY, "key": "g0"}, [])
    assert away.widget.view["card"] is None and "范围" in away.widget.view["search"]["problem"]
    assert open_card("xi", org="36019902", customer=OTHERS).widget.view["card"]["keeping"]["form"]


def test_since_when_and_why_somebody_else_looks_after_the_customer(open_card: Callable[..., CardPage], people: People) -> None:
    people.open_part(Assignments, MEMBER).write([Assignment(CUSTOMER, OTHER_MANAGER, TODAY, "transfer")], key="t", person_id="bu",
                                                role="department", reason="搬家", now=1, seen=0)
    seen = open_card("chen").widget.view["card"]["keeping"]
    assert seen["since"] == "现任客户经理自 2026-10-12 起：申请调整，bu 办理。"
    assert [code for code, _ in seen["form"]["manager"]["options"]] == ["", OTHER_MANAGER, MANAGER], "today's, and the own"


def test_a_customer_who_leaves_the_reach_while_the_card_is_open_is_as_if_there_were_none(
    open_card: Callable[..., CardPage], people: People
) -> None:
    """A head of the second branch reaches the star while somebody there looks after it."""
    assignments = people.open_part(Assignments, MEMBER)
    said = {"person_id": "bu", "role": "department", "reason": "搬家", "now": 1.0}
    assignments.write([Assignment(CUSTOMER, OTHER_MANAGER, TODAY, "transfer")], key="t1", seen=0, **said)
    page = open_card("xi", org="36019902")
    assert page.widget.view["card"]["keeping"]["form"]
    assignments.write([Assignment(CUSTOMER, MANAGER, TODAY, "transfer")], key="t2", seen=assignments.head(), **said)
    page.widget._handle_custom_msg({**SAY, "manager": OTHER_MANAGER, "key": "h1"}, [])
    assert page.widget.view["card"] is None and "范围" in page.widget.view["search"]["problem"] and written(people) == []


def test_a_closed_account_writes_nothing(open_card: Callable[..., CardPage], people: People) -> None:
    page = open_card("chen")
    people.close("chen", now=1)
    assert say(page, **SAY, key="i1")["said"]["text"].startswith("您的账户或岗位变了") and written(people) == []


def test_who_has_no_manager_cannot_stay_and_who_has_died_is_nobodys_to_keep(
    open_card: Callable[..., CardPage], people: People
) -> None:
    page = open_card("chen")
    people.open_part(Assignments, MEMBER).write([Assignment(CUSTOMER, "", TODAY, "pool")], key="t", person_id="bu",
                                                role="department", reason="离岗", now=1, seen=0)
    assert say(page, **KEEP, key="j1")["said"]["text"].startswith("情况有变") and written(people) == []
    panel = open_card("chen").widget.view["card"]["keeping"]
    assert [one["value"] for one in panel["form"]["words"]] == ["recuse"] and "没有客户经理" in panel["since"]
    assert open_card("chen", customer=DEAD).widget.view["card"]["keeping"] is None


def test_a_month_without_registers_names_whoever_looks_after_somebody(
    card_outputs: Path, open_card: Callable[..., CardPage], people: People
) -> None:
    page = open_card("bu", "department", folder=card_outputs)
    options = page.widget.view["card"]["keeping"]["form"]["manager"]["options"]
    assert options[1:] == [[MANAGER, f"{MANAGER}（现任）"], [OTHER_MANAGER, OTHER_MANAGER]]
    assert say(page, **{**SAY, "manager": OTHER_MANAGER}, key="k1")["follows"] is None
