"""Leads on the page of the day: a prospect waits for the manager, the outcome waits for whoever sent it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rccrm_lib.apps.sight import Sight
from rccrm_lib.apps.worklist_page import WorklistPage
from rccrm_lib.core.people import People, Person
from rccrm_lib.core.settings import load_settings
from rccrm_lib.core.store import Decisions
from rccrm_lib.ocrm.service import Act, Leads, NewLead
from tests.apps.published_month import BRANCH, MANAGER, MEMBER, OTHER_MANAGER, STAR
from tests.apps.sights import ROOT, make_sight, visitor
from tests.apps.worklist_month import DAY

SETTINGS = load_settings(ROOT / "config.toml")
NOW = 1_791_770_400.0  # noon of DAY in China
HEAD = Person("dong", "董主任", "branch_head", MEMBER, BRANCH, "")
MANAGER_WANG = Person("wang", "王芳", "manager", MEMBER, BRANCH, MANAGER)
PROSPECT = NewLead(MANAGER, "payment", place="城东菜市场")


@pytest.fixture
def people(tmp_path: Any) -> People:
    """A store with a head and two managers."""
    people = People(tmp_path / "store.sqlite", settings=SETTINGS.apps)
    for person in (HEAD, MANAGER_WANG, replace(MANAGER_WANG, person_id="li", manager_id=OTHER_MANAGER)):
        people.add(person, "Correct-Horse-9", now=0)
    return people


@pytest.fixture
def open_page(card_outputs: Any, people: People, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Callable[..., WorklistPage]:
    """`open_page("wang")`: the page of the day of an account."""
    monkeypatch.setenv("RCCRM_PAGE_LOG", str(tmp_path / "pages.log"))

    def make(person_id: str) -> WorklistPage:
        person = people.find_person(person_id)
        assert person is not None
        sight = make_sight(card_outputs, person.role, people=people)
        return WorklistPage(visitor=replace(visitor(person.role), person_id=person_id),
                            sight=Sight(person, sight.role, card_outputs, people), settings=SETTINGS, today=DAY, now=lambda: NOW)

    return make


def send(people: People, new: NewLead, key: str = "k") -> str:
    leads = Leads(people.open_part(Decisions, MEMBER), settings=SETTINGS.cases)
    return leads.open(new, Act(HEAD, NOW, key)).subject


def say(page: WorklistPage, **event: Any) -> dict[str, Any]:
    page.widget._handle_custom_msg(event, [])
    assert page.incident == "", page.incident
    return page.widget.view


def test_a_prospect_goes_to_the_manager_and_the_outcome_back(open_page: Callable[..., WorklistPage], people: People) -> None:
    lead_id = send(people, PROSPECT)
    page = open_page("wang")
    (row,) = page.widget.view["leads"]["rows"]
    assert row["who"] == "潜在客户，在城东菜市场" and "收款码、结算，董主任 2026-10-12 转来" in row["text"]
    assert open_page("li").widget.view["leads"] is None and open_page("dong").widget.view["told"] is None
    assert "几个字" in say(page, kind="lead_close", lead=lead_id, outcome="won", note=" ", key="a")["said"]["text"]
    view = say(page, kind="lead_close", lead=lead_id, outcome="won", note="已装收款码", key="b")
    assert view["leads"] is None and "转介的同事会看到" in view["said"]["text"] and view["said"]["undo"] is None
    say(open_page("wang"), kind="lead_close", lead=lead_id, outcome="lost", note="又来", key="b")  # the same click, late
    head = open_page("dong")
    (told,) = head.widget.view["told"]["rows"]
    assert "潜在客户，在城东菜市场" in told["text"] and "办成了 (已装收款码)" in told["text"]
    assert say(head, kind="language", to="en")["told"]["title"] == "What came of those you sent"
    assert say(head, kind="lead_read", lead=lead_id, key="c")["told"] is None
    assert open_page("dong").widget.view["told"] is None, "once read it does not come back"


def test_a_customer_is_named_as_the_post_is_given_it(open_page: Callable[..., WorklistPage], people: People) -> None:
    send(people, NewLead(MANAGER, "loan_farm", customer_id=STAR["customer_id"]))
    (row,) = open_page("wang").widget.view["leads"]["rows"]
    assert row["who"] == "欧阳**" and STAR["name"] not in str(open_page("wang").widget.view)


@pytest.mark.parametrize("event", [
    {"kind": "lead_close", "lead": "L00000000", "outcome": "won", "note": "x"}, {"kind": "lead_close", "lead": ["L1"]},
    {"kind": "lead_close", "outcome": "__class__", "note": "x"}, {"kind": "lead_read", "lead": None}])
def test_hostile_events_write_nothing(open_page: Callable[..., WorklistPage], people: People, event: dict[str, Any]) -> None:
    lead_id = send(people, PROSPECT)
    say(open_page("wang"), **{"lead": lead_id, **event}, key="h")
    other = open_page("li")
    say(other, kind="lead_close", lead=lead_id, outcome="won", note="不是我的", key="o")
    assert len(people.open_part(Decisions, MEMBER).history("lead", lead_id)) == 1
