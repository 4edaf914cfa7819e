"""Call-backs: whose visits, who may, two people on one visit, a slip corrected, who comes back tomorrow, hostile events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import text

from rccrm_lib.apps.callbacks_page import CallbacksPage
from rccrm_lib.core.people import People
from rccrm_lib.core.settings import AppsSettings, load_settings
from rccrm_lib.core.store import Contacts, Database, Decisions
from rccrm_lib.ocrm.service import Lots
from tests.apps.published_month import BRANCH, MEMBER, OTHER_FROM, STAR
from tests.apps.service_month import at, record_visits
from tests.apps.sights import ROOT, make_sight, visitor

TODAY = date(2026, 10, 14)  # a Wednesday
SETTINGS = load_settings(ROOT / "config.toml")
FIRST, THERE, DEAD = STAR["customer_id"], f"C{OTHER_FROM + 20:010d}Z", "C0000000005Z"
View = dict[str, Any]
Open = Callable[..., CallbacksPage]


@pytest.fixture
def people(tmp_path: Path) -> People:
    """A store with last week's visits: of two managers at one branch and one at the other, so that each is drawn."""
    people = People(tmp_path / "store.sqlite", settings=AppsSettings())
    contacts = people.open_part(Contacts, MEMBER)
    record_visits(contacts, [FIRST], today=TODAY)
    record_visits(contacts, [DEAD], today=TODAY, manager="M0009", by="zhao")
    record_visits(contacts, [THERE], today=TODAY, manager="M0008", by="li")
    return people


class Clock:
    """A clock of which a test sets the day; a second goes by between two looks."""

    def __init__(self) -> None:
        self.day, self.seconds = TODAY, 0

    def __call__(self) -> float:
        self.seconds += 1
        return at(self.day) + self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_page(outputs: Path, people: People, clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Open:
    """`open_page("he")`: the page of a person, an agent of the call centre unless said otherwise."""
    monkeypatch.setenv("RCCRM_PAGE_LOG", str(tmp_path / "pages.log"))

    def make(person_id: str, role: str = "call_centre", org: str = "") -> CallbacksPage:
        sight = make_sight(outputs, role, manager="", org=org, people=people)
        person = replace(sight.person, person_id=person_id, name=f"坐席{person_id}")
        if people.find_person(person_id) is None:
            people.add(person, "a long password", now=clock())
        return CallbacksPage(visitor=replace(visitor(role), person_id=person_id), sight=replace(sight, person=person),
                             settings=SETTINGS, now=clock)

    return make


def say(page: CallbacksPage, **event: Any) -> View:
    page.widget._handle_custom_msg(event, [])
    assert page.incident == "", page.incident
    return page.widget.view


def verdict(page: CallbacksPage, code: str, key: str = "v1") -> View:
    """Press one of the three buttons."""
    view = page.widget.view
    return say(page, kind="verdict", seq=view["detail"]["seq"], number=view["number"], verdict=code, key=key)


def seqs(view: View) -> list[int]:
    return [row["seq"] for row in view["rows"]]


def checks(people: People) -> pd.DataFrame:
    return people.open_part(Contacts, MEMBER).checks()


def test_an_agent_sees_the_whole_member_and_a_head_the_own_branch(open_page: Open) -> None:
    view = open_page("he").widget.view
    assert seqs(view) == [1, 2, 3] and view["progress"]["text"] == "本周已核实 0 个，共 3 个"
    assert view["rows"][0] | {"picked": None} == {
        "seq": 1, "name": "欧阳**", "picked": None, "late": False, "tried": "", "due": "还有 14 天",
        "line": "2026-10-08 走访 · 甲 · 营业部"}
    head = open_page("dong", "branch_head", BRANCH).widget.view
    assert seqs(head) == [1, 2] and THERE not in str(head)


def test_what_the_post_is_not_given_is_not_there(open_page: Open) -> None:
    agent, head = open_page("he").widget.view["detail"], open_page("dong", "branch_head", BRANCH).widget.view["detail"]
    assert agent["mobile"]["value"] == "138****5678" and agent["name"]["unmask"] is None
    labels = [label for label, _ in agent["recorded"]["rows"]]
    assert labels == ["哪天", "谁去的", "方式", "结果", "抽签"] and "清溪村" not in str(agent)
    assert ["地点", "清溪村"] in head["recorded"]["rows"]
    assert STAR["mobile"] not in str(agent) and STAR["name"] not in str(head)


def test_a_telephone_is_seen_whole_for_a_reason_once_on_record(open_page: Open, people: People, tmp_path: Path) -> None:
    page = open_page("he")
    for event in ({"seq": 1, "field": "cert_no", "reason": "verify"}, {"seq": 1, "field": "mobile", "reason": "curious"},
                  {"seq": 2, "field": "mobile", "reason": "verify"}, {"seq": 1, "field": "name", "reason": "verify"}):
        assert say(page, kind="unmask", **event)["detail"]["mobile"]["value"] == "138****5678"
    for _ in range(2):
        view = say(page, kind="unmask", seq=1, field="mobile", reason="verify")
    assert view["detail"]["mobile"] == {"label": "手机号", "value": STAR["mobile"], "unmask": None}
    with Database(tmp_path / "store.sqlite").read() as con:
        rows = con.execute(text("SELECT person_id, subject, field, reason FROM audit_event WHERE action = 'unmasked'")).fetchall()
    assert [tuple(row) for row in rows] == [("he", FIRST, "mobile", "verify")]
    assert say(page, kind="pick", seq=2)["detail"]["mobile"]["unmask"] is not None
    assert say(page, kind="pick", seq=1)["detail"]["mobile"]["value"] == "138****5678", "masked again once one has moved on"


def test_a_verdict_moves_on_and_counts(open_page: Open, people: People) -> None:
    page = open_page("he")
    view = verdict(page, "confirmed")
    assert (view["said"]["text"], seqs(view), view["detail"]["seq"]) == ("已记下：欧阳**，属实。", [2, 3], 2)
    assert view["progress"] == {"text": "本周已核实 1 个，共 3 个", "share": 33}
    assert checks(people)[["contact_seq", "verdict", "person_id"]].to_numpy().tolist() == [[1, "confirmed", "he"]]


def test_two_agents_on_one_visit_and_the_second_is_told_who_was_first(open_page: Open, people: People) -> None:
    one, other = open_page("he"), open_page("lin")
    verdict(one, "confirmed")
    late = verdict(other, "doubtful", "v2")
    assert late["said"]["text"].startswith("坐席he 刚刚已经核实过这一个，您的没有记") and late["said"]["tone"] == "late"
    assert seqs(late) == [2, 3] and late["given"] is None and late["said"]["seq"] == 0
    assert checks(people)["verdict"].tolist() == ["confirmed"]


def test_a_click_delivered_twice_writes_once(open_page: Open, people: People) -> None:
    page = open_page("he")
    event = {"kind": "verdict", "seq": 1, "number": 1, "verdict": "confirmed"}
    for key in ("v1", "v1", "v2"):  # the same event again, and a second click on the reading before
        say(page, **event, key=key)
    assert checks(people)["contact_seq"].tolist() == [1]


def test_a_slip_is_corrected_on_the_same_day_by_whoever_made_it(open_page: Open, people: People, clock: Clock) -> None:
    page, other = open_page("he"), open_page("lin")
    verdict(page, "doubtful")
    assert say(page, kind="pick", seq=1)["detail"]["correct"].startswith("您今天记的是“有出入”")
    verdict(page, "doubtful", "v2")
    assert checks(people)["verdict"].tolist() == ["doubtful"], "the same again is no correction"
    say(page, kind="pick", seq=1)
    view = verdict(page, "confirmed", "v3")
    assert view["given"]["rows"] == [{"seq": 1, "name": "欧阳**", "verdict": "属实"}]
    assert checks(people)["verdict"].tolist() == ["doubtful", "confirmed"], "the first one stays on record, the last one counts"
    assert other.state.find(1) is not None and verdict(other, "doubtful", "v4")["said"]["text"].startswith("坐席he")
    clock.day += timedelta(days=1)
    assert open_page("he").widget.view["given"] is None


def test_who_was_not_reached_comes_back_the_next_day_until_the_time_is_over(open_page: Open, clock: Clock) -> None:
    page = open_page("he")
    view = verdict(page, "not_reached")
    assert seqs(view) == [2, 3] and view["put_off"] == "今天没联系上 1 个，明天再打。"
    assert seqs(open_page("lin").widget.view) == [2, 3], "nobody else calls a second time today"
    clock.day += timedelta(days=1)
    view = open_page("he").widget.view
    assert seqs(view) == [1, 2, 3] and view["rows"][0]["tried"] == "2026-10-14 没联系上"
    clock.day = TODAY + timedelta(days=15)
    view = open_page("he").widget.view
    assert seqs(view) == [2, 3] and view["rows"][0]["late"] and view["rows"][0]["due"] == "已过 1 天"


def test_nobody_verifies_the_own_visit(open_page: Open, people: People) -> None:
    page = open_page("wang", "branch_head", BRANCH)  # recorded the first one, as a manager then
    assert seqs(page.widget.view) == [2]
    say(page, kind="verdict", seq=1, number=1, verdict="confirmed", key="v1")
    assert checks(people).empty


@pytest.mark.parametrize(("role", "org"), [("manager", BRANCH), ("department", ""), ("teller", BRANCH), ("auditor", "")])
def test_a_post_without_the_task_sees_nothing_draws_nothing_and_says_nothing(
    open_page: Open, people: People, role: str, org: str
) -> None:
    page = open_page("who", role, org)
    assert page.widget.view["rows"] == [] and page.widget.view["empty"] == ["您的岗位不核实走访。"]
    assert Lots(people.open_part(Decisions, MEMBER), MEMBER).drawn().empty
    open_page("he")  # draws
    say(page, kind="verdict", seq=1, number=1, verdict="confirmed", key="v1")
    assert checks(people).empty


def test_whose_account_was_closed_meanwhile_writes_nothing(open_page: Open, people: People, clock: Clock) -> None:
    page = open_page("he")
    people.close("he", now=clock())
    verdict(page, "confirmed")
    assert checks(people).empty


def test_the_lot_is_the_same_for_everybody_who_looks(open_page: Open, people: People) -> None:
    for who in ("he", "lin"):
        open_page(who)
    open_page("dong", "branch_head", BRANCH)
    assert len(Lots(people.open_part(Decisions, MEMBER), MEMBER).lots()) == 1


def test_a_long_queue_shows_the_oldest_and_how_many_more_there_are(open_page: Open, people: People) -> None:
    contacts = people.open_part(Contacts, MEMBER)
    for n in range(14):
        record_visits(contacts, [f"C{60 + n:010d}Z"], today=TODAY, manager=f"M01{n:02d}", by="zhou")
    page = open_page("he")
    assert (len(page.widget.view["rows"]), page.widget.view["more"]) == (15, "还有 2 件")
    view = verdict(page, "confirmed")
    assert (len(view["rows"]), view["more"]) == (15, "还有 1 件")


def test_an_empty_queue_says_what_comes_next_in_both_languages(open_page: Open) -> None:
    page = open_page("he")
    for n, code in enumerate(("confirmed", "doubtful", "not_reached")):
        view = verdict(page, code, f"v{n}")
    assert view["empty"][0] == "今天的都打过了。" and "每周一" in view["empty"][1] and view["detail"] is None
    english = say(page, kind="language", to="en")
    assert english["empty"][0] == "All of today's have been called."
    assert english["progress"]["text"] == "2 of 3 verified this week"
    assert [row["verdict"] for row in english["given"]["rows"]] == ["Not reached", "Not as recorded", "As recorded"]


def test_a_customer_who_has_died_is_not_called(open_page: Open) -> None:
    page = open_page("he")
    assert page.widget.view["detail"]["warning"] == ""
    assert say(page, kind="pick", seq=2)["detail"]["warning"].startswith("资料显示这位客户已去世")


@pytest.mark.parametrize("event", [
    {"kind": "verdict", "seq": 2, "number": 1, "verdict": "confirmed", "key": "a"},  # not the one on the right
    {"kind": "verdict", "seq": True, "number": 1, "verdict": "confirmed", "key": "a"},
    {"kind": "verdict", "seq": 99, "number": 1, "verdict": "confirmed", "key": "a"},
    {"kind": "verdict", "seq": 1, "number": 0, "verdict": "confirmed", "key": "a"},
    {"kind": "verdict", "seq": 1, "number": 1, "verdict": "fine", "key": "a"},
    {"kind": "verdict", "seq": 1, "number": 1, "verdict": ["confirmed"], "key": "a"},
    {"kind": "pick", "seq": "1"}, {"kind": "unmask", "seq": 1, "field": ["mobile"], "reason": "verify"}, {}, ["verdict"], None,
])
def test_events_that_no_button_sends_change_nothing(open_page: Open, people: People, event: Any) -> None:
    page = open_page("he")
    before = page.state
    page.widget._handle_custom_msg(event, [])
    assert (page.incident, page.state) == ("", before)
    assert checks(people).empty


@pytest.mark.parametrize("key", [None, "", 7, "x" * 41])
def test_a_verdict_without_a_key_of_its_own_is_refused(open_page: Open, people: People, key: Any) -> None:
    page = open_page("he")
    page.widget._handle_custom_msg({"kind": "verdict", "seq": 1, "number": 1, "verdict": "confirmed", "key": key}, [])
    assert page.incident and checks(people).empty
