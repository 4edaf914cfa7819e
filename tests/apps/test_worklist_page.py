"""The page of the day in a kernel: what is listed, what is written, who may, and what is said when two people meet."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from rccrm_lib.apps.sight import Sight
from rccrm_lib.apps.worklist_detail import contact_form
from rccrm_lib.apps.worklist_page import WorklistPage
from rccrm_lib.core.people import People, Person
from rccrm_lib.core.settings import Settings, load_settings
from rccrm_lib.core.store import Assignment, Assignments, Contacts, Decisions, ItemAnswers
from rccrm_lib.core.words import Words
from rccrm_lib.ocrm import service
from tests.apps.published_month import MANAGER, MEMBER, OTHER_MANAGER, STAR, build_published, write_registers
from tests.apps.sights import ROOT, make_sight, visitor
from tests.apps.worklist_month import DAY
from tests.ocrm.worklist.frames import contacts, item, items

View = dict[str, Any]
PASSWORD = "Correct-Horse-9"


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def settings() -> Settings:
    """The project's own."""
    return load_settings(ROOT / "config.toml")


@pytest.fixture
def people(tmp_path: Path, settings: Settings) -> People:
    """A store with two managers and a head."""
    return People(tmp_path / "store.sqlite", settings=settings.apps)


@pytest.fixture
def open_page(card_outputs: Path, people: People, settings: Settings, monkeypatch: pytest.MonkeyPatch,
              tmp_path: Path) -> Callable[..., WorklistPage]:
    """`open_page("wang", role="manager", manager=…)`: the page of a person with an account, on the day of the items."""
    monkeypatch.setenv("RCCRM_PAGE_LOG", str(tmp_path / "pages.log"))

    def make(person_id: str = "wang", *, role: str = "manager", manager: str = MANAGER,
             clock: Clock | None = None) -> WorklistPage:
        sight = make_sight(card_outputs, role, manager=manager, people=people)
        person = replace(sight.person, person_id=person_id, name={"wang": "王芳", "li": "李强"}.get(person_id, person_id))
        if people.find_person(person_id) is None:
            people.add(person, PASSWORD, now=0)
        return WorklistPage(
            visitor=replace(visitor(role), person_id=person_id), sight=Sight(person, sight.role, card_outputs, people),
            settings=settings, today=DAY, now=clock or Clock())

    return make


def say(page: WorklistPage, **event: Any) -> View:
    page.widget._handle_custom_msg(event, [])
    assert page.incident == "", page.incident
    return page.widget.view


def item_of(page: WorklistPage) -> str:
    return str(page.widget.view["detail"]["item"])


def names(view: View) -> list[str]:
    return [row["reason"] for row in view["rows"]]


def test_the_first_screen_says_whom_why_and_what_to_say(open_page: Callable[..., WorklistPage]) -> None:
    page = open_page()
    view = page.widget.view
    assert [tab["n"] for tab in view["head"]["tabs"]] == [15, 1, 1]
    assert names(view)[:3] == ["贷款到期", "该联系了", "定期到期"]
    star = view["rows"][0]
    assert star["name"] == "欧阳**" and star["due"] == "今天" and "同户还有" in " ".join(star["marks"])
    assert view["detail"]["reasons"][0]["say"] and view["rows"][0]["picked"]
    assert dict(view["left"]["rows"])["今天排不下，明天再来"] == "6"
    assert ["客户已去世", "1"] in view["left"]["month_rows"]
    english = say(page, kind="language", to="en")
    assert english["rows"][0]["why"] == "1 loan(s) fall due on 2026-10-22, principal CNY 50,000."


def test_nothing_whole_leaves_the_kernel(open_page: Callable[..., WorklistPage]) -> None:
    page = open_page()
    say(page, kind="pick", item=page.widget.view["rows"][1]["item"])
    state = json.dumps(page.widget.get_state(), ensure_ascii=False, default=str)
    assert "欧阳**" in state
    assert not [secret for name, secret in STAR.items() if name != "customer_id" and secret in state]


def test_a_visit_is_recorded_once_however_often_the_click_arrives(open_page: Callable[..., WorklistPage], people: People) -> None:
    page = open_page()
    click = {"kind": "record", "item": item_of(page), "contact": "visit", "result": "agreed", "need": "loan_farm",
             "promise": "带利率表来", "next_on": "2026-10-20", "rate": "1.85", "competitor": "某行", "product": "time_1y",
             "residents": "4", "key": "a-1"}
    view = say(page, **click)
    assert view["said"]["text"].startswith("已保存：") and len(view["rows"]) == 14
    say(page, **click)
    again = open_page()
    say(again, **click)  # a page that was opened again, and the same click from before
    rows = people.open_part(Contacts, MEMBER).since(DAY)
    assert len(rows) == 1
    assert (rows.loc[0, "result"], rows.loc[0, "promise"], json.loads(rows.loc[0, "form"])) == (
        "agreed", "带利率表来", {"competitor": "某行", "product": "time_1y", "rate_bp": 185, "residents": 4})
    assert [tab["n"] for tab in open_page().widget.view["head"]["tabs"]] == [14, 1, 1]


def test_what_is_recorded_here_counts_for_the_standard_and_in_the_report(
    open_page: Callable[..., WorklistPage], people: People, settings: Settings
) -> None:
    page = open_page()
    say(page, kind="record", item=item_of(page), contact="visit", result="family", residents="4", satisfaction="5",
        competitor="某行", product="time_1y", rate="1.85", key="s-1")
    contacts = people.open_part(Contacts, MEMBER).since(DAY)
    served = pd.DataFrame([(contacts["customer_id"][0], None, True)], columns=["customer_id", "household_id", "is_adult"])
    assert set(service.credit_contacts(contacts, served, settings=settings.contacts)["action"]) == {"visit", "call", "message"}
    forms = service.tally_forms(contacts, first=DAY, last=DAY, settings=settings.contacts).set_index(["field", "choice"])["n"]
    assert forms[("residents", "")] == forms[("satisfaction", "5")] == 1
    assert service.sum_market_rates(contacts, month="2026-10")["median_bp"].tolist() == [185.0]


@pytest.mark.parametrize(("met", "is_done"), [
    ({"kind": "visit"}, True), ({"kind": "message"}, False), ({"kind": "visit", "result": "absent"}, False),
    ({"kind": "visit", "customer_id": "wife"}, True), ({"kind": "visit", "on_day": "2026-09-30"}, False)])
def test_what_a_standard_owes_is_done_by_what_counts_for_it_also_with_the_family(
    open_page: Callable[..., WorklistPage], met: dict[str, Any], is_done: bool
) -> None:
    """The board counts by the same rule: one that differs calls people late for what they did, or lets them forget it."""
    data = open_page()._data
    assert data is not None
    owed = items(item("A", "service", household_id="H1", evidence='{"action": "visit"}'), item("A", "loan"))
    made = contacts({"customer_id": "A", "household_id": "H1", "on_day": "2026-10-02", **met})
    assert data._served(owed, made) == ({"service-A"} if is_done else set())


def test_what_was_typed_wrong_is_said_and_nothing_is_written(open_page: Callable[..., WorklistPage], people: People) -> None:
    page = open_page()
    ask = {"kind": "record", "item": item_of(page), "contact": "call"}
    assert say(page, **ask, key="b-1")["said"]["text"] == "请先选结果。"
    assert say(page, **ask, key="b-2", result="agreed", next_on="2026-10-01")["said"]["tone"] == "late"
    assert "走访和电话各有各的结果" in say(page, **ask, key="b-3", result="met")["said"]["text"]
    assert "“常住人口”填得不对" in say(page, **ask, key="b-4", result="agreed", residents="四")["said"]["text"]
    half = say(page, **ask, key="b-5", result="agreed", competitor="某行", rate="一点八")["said"]["text"]
    assert "“什么产品”填得不对" in half, "a note on the market is whole or is none"
    assert people.open_part(Contacts, MEMBER).since(DAY).empty


def test_an_answer_can_be_taken_back_for_ten_seconds(open_page: Callable[..., WorklistPage], people: People) -> None:
    clock = Clock()
    page = open_page(clock=clock)
    first = page.widget.view["rows"][0]["name"]
    view = say(page, kind="answer", item=item_of(page), answer="wrong", why="not_so", key="c-1")
    assert view["said"]["undo"]["seconds"] == 10 and view["rows"][0]["name"] != first
    clock.now += 9
    view = say(page, kind="undo", key="c-2")
    assert view["rows"][0]["name"] == first and view["rows"][0]["picked"]
    assert people.open_part(ItemAnswers, MEMBER).newest().empty
    say(page, kind="answer", item=view["detail"]["item"], answer="later", why="away", key="c-3")
    clock.now += 11
    assert "不能撤销" in say(page, kind="undo", key="c-4")["said"]["text"]
    standing = people.open_part(ItemAnswers, MEMBER).newest()
    assert list(standing["answer"]) == ["later"] and list(standing["until_on"]) == ["2026-10-19"]


def test_two_people_on_one_customer_are_told_of_each_other(open_page: Callable[..., WorklistPage], people: People) -> None:
    mine, colleague = open_page("wang"), open_page("li")
    click = {"kind": "record", "contact": "visit", "result": "met"}
    say(colleague, **click, item=item_of(colleague), key="d-1")
    view = say(mine, **click, item=item_of(mine), key="d-2")
    assert view["said"]["tone"] == "late" and "李强 刚刚也记了这位客户" in view["said"]["text"]
    assert len(view["detail"]["contacts"]["rows"]) == 1
    assert len(people.open_part(Contacts, MEMBER).since(DAY)) == 1


def test_a_click_on_a_list_that_has_changed_acts_on_nobody(open_page: Callable[..., WorklistPage], people: People) -> None:
    page = open_page()
    old = item_of(page)
    say(page, kind="answer", item=old, answer="done", key="e-1")
    say(page, kind="answer", item=old, answer="done", key="e-2")
    say(page, kind="record", item=old, contact="visit", result="agreed", key="e-3")
    assert len(people.open_part(ItemAnswers, MEMBER).newest()) == 1
    assert people.open_part(Contacts, MEMBER).since(DAY).empty


@pytest.mark.parametrize("event", [
    {"kind": "pick", "item": True}, {"kind": "pick", "item": ["loan"]}, {"kind": "tab", "to": "__class__"},
    {"kind": "manager", "to": OTHER_MANAGER},
    {"kind": "answer", "item": "service-00000000000000000005", "reason_no": 7, "answer": "done", "key": "f"},
    {"kind": "undo", "key": "g"}, "text", None, {"kind": "pick", "item": "loan-of-somebody-else"},
])
def test_hostile_events_change_nothing(open_page: Callable[..., WorklistPage], people: People, event: Any) -> None:
    page = open_page()
    before = page.widget.view["rows"]
    page.widget._handle_custom_msg(event, [])
    assert page.widget.view["rows"] == before
    assert people.open_part(ItemAnswers, MEMBER).newest().empty


@pytest.mark.parametrize("event", [{"answer": "burn", "kind": "answer"}, {"answer": "wrong", "kind": "answer", "why": "x"},
                                   {"kind": "record", "result": "<b>", "contact": "visit"}, {"kind": "answer", "answer": "done"}])
def test_unknown_codes_and_missing_keys_are_an_incident_that_writes_nothing(
    open_page: Callable[..., WorklistPage], people: People, event: dict[str, Any]) -> None:
    page = open_page()
    key = {} if event == {"kind": "answer", "answer": "done"} else {"key": "h"}
    page.widget._handle_custom_msg({**event, **key, "item": item_of(page)}, [])
    assert page.widget.view["notice"]["tone"] == "incident"
    assert people.open_part(ItemAnswers, MEMBER).newest().empty and people.open_part(Contacts, MEMBER).since(DAY).empty


def test_a_promise_stands_beside_items_without_a_value(open_page: Callable[..., WorklistPage]) -> None:
    page = open_page()
    say(page, kind="record", item=item_of(page), contact="call", result="agreed", next_on="2026-10-12", key="p-1")
    view = say(page, kind="tab", to="today")
    promise = next(row for row in view["rows"] if row["reason"] == "约好的事")
    assert promise["why"] == "2026-10-12 说好 2026-10-12 再联系。"
    assert say(page, kind="pick", item=promise["item"])["detail"]["contacts"]["rows"]


def test_a_head_reads_the_lists_of_the_branch_and_records_nothing(open_page: Callable[..., WorklistPage], people: People) -> None:
    page = open_page("hang", role="branch_head", manager="")
    view = page.widget.view
    assert view["head"]["managers"]["value"] == MANAGER and len(view["rows"]) == 15
    assert view["detail"]["form"] is None and view["detail"]["answers"] is None
    say(page, kind="record", item=view["detail"]["item"], contact="visit", result="agreed", key="i-1")
    assert people.open_part(Contacts, MEMBER).since(DAY).empty
    assert len(say(page, kind="manager", to=OTHER_MANAGER)["rows"]) == 15  # another branch: not among those offered


def test_a_head_opens_the_list_with_most_of_the_branch_s_work(open_page: Callable[..., WorklistPage], people: People) -> None:
    customer = open_page().state.rows[-1]["customer_id"]
    store = people.open_part(Assignments, MEMBER)
    store.write([Assignment(customer, "M0001", DAY, "transfer")], key="t", person_id="bu", role="department", reason="x", now=1.0,
                seen=store.head())
    managers = open_page("hang", role="branch_head", manager="").widget.view["head"]["managers"]
    assert managers["value"] == MANAGER and [one for one, _ in managers["options"]] == [MANAGER, "M0001"]


def test_a_manager_of_another_branch_says_so_and_comes_last(
    tmp_path: Path, people: People, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most of the items are handed to a manager who stands elsewhere: the own branch's list is still the one that opens."""
    monkeypatch.setenv("RCCRM_PAGE_LOG", str(tmp_path / "pages.log"))
    tables = build_published(tmp_path / "outputs") / "tables"
    write_registers(tables)
    mine = pd.read_parquet(tables / "worklist_items.parquet").query("manager_id == @MANAGER")["customer_id"].unique()
    store = people.open_part(Assignments, MEMBER)
    store.write([Assignment(one, OTHER_MANAGER, DAY, "transfer") for one in mine[2:]], key="t", person_id="bu", role="department",
                reason="x", now=1.0, seen=store.head())
    sight = replace(make_sight(tmp_path / "outputs", "branch_head", manager="", people=people), simulated_today=DAY)
    page = WorklistPage(visitor=visitor("branch_head"), sight=sight, settings=settings, today=DAY, now=Clock())
    managers = page.widget.view["head"]["managers"]
    assert managers["value"] == MANAGER
    assert managers["options"] == [[MANAGER, "客户经理 M0007 甲"], [OTHER_MANAGER, "客户经理 M0008 乙（外机构）"]]


@pytest.mark.parametrize(("step", "saves"), [("message", ["visit", "call", "message"]), ("visit", ["visit", "call"])])
def test_what_is_sent_can_be_saved_as_sent(settings: Settings, step: str, saves: list[str]) -> None:
    form = contact_form(DAY, settings.contacts, Words("zh"), first=step)
    assert [kind for kind, _ in form["saves"]] == saves and form["first"] in saves
    assert ("sent" in {code for code, *_ in form["results"]}) == ("message" in saves)


def test_a_complaint_is_on_the_list_from_its_first_day_until_it_is_closed(
    open_page: Callable[..., WorklistPage], people: People, settings: Settings
) -> None:
    page = open_page()
    customer = page.state.rows[0]["customer_id"]
    teller = Person("sun", "孙柜员", "teller", MEMBER, "")
    noon = pd.Timestamp(f"{DAY}T04:00Z").timestamp()
    cases = service.Cases(people.open_part(Decisions, MEMBER), settings=settings.cases)
    new = service.NewCase("complaint", "waiting", "排队两小时", customer_id=customer)
    number = cases.open(new, service.Act(teller, noon, "case-1"), tasks=("take_complaints",)).subject
    view = open_page().widget.view
    first = view["rows"][0]
    assert (first["reason"], first["name"]) == ("投诉或建议", "欧阳**") and "贷款到期" not in names(view)
    department = Person("bu", "部门", "department", MEMBER, "")
    end = service.Conclusion("已道歉", "process")
    cases.close(number, end, service.Act(department, noon, "case-2"), tasks=("settle_complaints",), own_ids=("bu",), seen=1)
    assert names(open_page().widget.view)[:2] == ["贷款到期", "该联系了"]


def test_nobody_is_sent_to_a_customer_who_complains_about_him(
    open_page: Callable[..., WorklistPage], people: People, settings: Settings
) -> None:
    customer = open_page().state.rows[0]["customer_id"]
    cases = service.Cases(people.open_part(Decisions, MEMBER), settings=settings.cases)
    teller = Person("sun", "孙柜员", "teller", MEMBER, "")
    noon = pd.Timestamp(f"{DAY}T04:00Z").timestamp()
    new = service.NewCase("complaint", "waiting", "态度", customer_id=customer, about_id=MANAGER)
    cases.open(new, service.Act(teller, noon, "case-1"), tasks=("take_complaints",))
    view = open_page().widget.view
    assert "投诉或建议" not in names(view) and "贷款到期" not in names(view)


def test_a_post_without_amounts_gets_no_item(open_page: Callable[..., WorklistPage]) -> None:
    assert open_page("sun", role="teller", manager="").widget.view["rows"] == []


def test_the_visits_of_the_day_stand_by_village(open_page: Callable[..., WorklistPage]) -> None:
    route = say(open_page(), kind="route")["route"]
    assert [stop["title"] for stop in route["stops"]] == ["第 1 站 云溪镇 石门村"]
    assert len(route["stops"][0]["rows"]) == 2
