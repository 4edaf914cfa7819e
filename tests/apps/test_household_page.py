"""The household card in a kernel: who belongs, sums that tell nobody else's figures, one visit for all, who may."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from rccrm_lib.apps.household_page import HouseholdPage
from rccrm_lib.core.people import People
from rccrm_lib.core.settings import Settings, load_settings
from rccrm_lib.core.store import Contact, Contacts
from tests.apps.published_month import MANAGER, MEMBER, MONTH, OTHER_MANAGER, STAR
from tests.apps.service_month import open_case
from tests.apps.sights import ROOT, make_sight, visitor
from tests.apps.worklist_month import DAY

HOME = "H001"
VISIT = {"kind": "record", "item": HOME, "contact": "visit", "result": "agreed", "promise": "带利率表来",
         "next_on": "2026-10-20", "key": "k-1"}
Open = Callable[..., HouseholdPage]


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings(ROOT / "config.toml")


@pytest.fixture
def people(tmp_path: Path, settings: Settings) -> People:
    return People(tmp_path / "store.sqlite", settings=settings.apps)


@pytest.fixture
def open_page(card_outputs: Path, people: People, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Open:
    """`open_page(role=…, manager=…, outputs=…)`: the card of H001 for a person with an account."""
    monkeypatch.setenv("RCCRM_PAGE_LOG", str(tmp_path / "pages.log"))

    def make(person_id: str = "wang", *, role: str = "manager", manager: str = MANAGER, outputs: Path = card_outputs,
             home: str = HOME) -> HouseholdPage:
        sight = make_sight(outputs, role, manager=manager, people=people)
        person = replace(sight.person, person_id=person_id)
        if people.find_person(person_id) is None:
            people.add(person, "Correct-Horse-9", now=0)
        return HouseholdPage(visitor=replace(visitor(role), person_id=person_id), sight=replace(sight, person=person),
                             settings=settings, household_id=home, today=DAY)

    return make


@pytest.fixture
def shared(card_outputs: Path, tmp_path: Path) -> Path:
    """The month with the household's third member looked after by the other manager, at the other branch."""
    outputs = tmp_path / "shared"
    shutil.copytree(card_outputs, outputs)
    for name in ("customer_months", "customers"):
        path = outputs / MEMBER / MONTH / "tables" / f"{name}.parquet"
        frame = pd.read_parquet(path)
        moved = frame["customer_id"] == "C0000000002Z"
        frame.loc[moved, "branch_id"] = "360199003"
        if "manager_id" in frame:
            frame.loc[moved, "manager_id"] = OTHER_MANAGER
        frame.to_parquet(path, index=False)
    return outputs


def send(page: HouseholdPage, event: dict[str, Any]) -> dict[str, Any]:
    page.widget._handle_custom_msg(event, [])
    return page.widget.view


def test_a_family_is_seen_as_a_whole_and_masked(open_page: Open) -> None:
    view = open_page().widget.view
    home, text = view["home"], json.dumps(view, ensure_ascii=False)
    assert home["title"] == "欧阳**一家" and "4 口人" in home["line"] and "清溪村" in home["line"]
    assert [tag["text"] for tag in home["tags"]][-1] == "信用村"
    assert [row[0] for row in home["members"]["rows"]] == ["户主", "配偶", "女", "父"]
    assert {row[2] for row in home["members"]["rows"]} == {"2019-03-01"}
    assert home["facts"][0]["label"] == "金融资产" and home["facts"][0]["known"] and not home["beyond"]
    assert home["chart"]["svg"].startswith("data:image/svg") and "金融资产" in home["chart"]["title"]
    assert home["changes"] == "本月变化：张** 入户。"
    for secret in (STAR["name"], "张大山", "张晓雨", "欧阳有福", STAR["cert_no"], STAR["mobile"]):
        assert secret not in text


def test_the_sums_are_those_of_the_members(open_page: Open) -> None:
    home = open_page(role="department", manager="").widget.view["home"]
    of_members = sum(int(row[4].replace(",", "")) for row in home["members"]["rows"])
    assert abs(int(home["facts"][0]["value"].replace(",", "")) - of_members) <= len(home["members"]["rows"])  # each rounded once


def test_what_comes_stands_in_the_order_of_days(open_page: Open, people: People) -> None:
    contact = Contact(STAR["customer_id"], MANAGER, date(2026, 10, 1), "call", "met", promise="送存单",
                      next_on=date(2026, 10, 14))
    people.open_part(Contacts, MEMBER).write(contact, key="c1", person_id="wang", role="manager", now=1.0, seen=0)
    coming = open_page().widget.view["home"]["coming"]["rows"]
    assert [one["day"] for one in coming] == sorted(one["day"] for one in coming)
    assert [one["what"] for one in coming] == ["生日", "生日", "贷款到期", "约好的事"]
    assert coming[-1]["why"] == "送存单" and coming[0]["due"] == "今天"


def test_a_complaint_of_a_member_is_said_before_one_visits(open_page: Open, people: People, settings: Settings) -> None:
    from rccrm_lib.core.store import Decisions

    open_case(people.open_part(Decisions, MEMBER), settings, STAR["customer_id"], opened=DAY)
    assert "未办结的投诉" in open_page().widget.view["home"]["registers"][0]


def test_sums_of_a_household_that_reaches_beyond_tell_nobody_else_s_figures(open_page: Open, shared: Path) -> None:
    """The attack: the sums of four less the three whom one sees are the fourth's."""
    home = open_page(outputs=shared).widget.view["home"]
    assert len(home["members"]["rows"]) == 3 and "4 口人" in home["line"]
    assert "1 位家庭成员不在您的客户范围内" in home["beyond"] and "3 位" in home["beyond"]
    seen = sum(int(row[4].replace(",", "")) for row in home["members"]["rows"])
    assert abs(int(home["facts"][0]["value"].replace(",", "")) - seen) <= 3
    history = pd.read_parquet(shared / MEMBER / MONTH / "tables" / "customer_history.parquet")
    other = history[(history["customer_id"] == "C0000000002Z") & (history["month"] == MONTH)].iloc[0]
    text = json.dumps(home, ensure_ascii=False)
    assert f"{other['aum_end_fen'] // 100:,}" not in text and "C0000000002Z" not in text
    assert not home["tags"] or "全家合计" not in home["tags"][0]["text"]
    whole = open_page("bu", role="department", manager="", outputs=shared).widget.view["home"]
    assert len(whole["members"]["rows"]) == 4 and not whole["beyond"]
    assert "分别负责" in whole["line"]


def test_contacts_of_members_out_of_reach_stay_with_who_made_them(open_page: Open, shared: Path, people: People) -> None:
    contact = Contact("C0000000002Z", OTHER_MANAGER, DAY, "visit", "met", promise="保密的事", household_id=HOME)
    people.open_part(Contacts, MEMBER).write(contact, key="c1", person_id="li", role="manager", now=1.0, seen=0)
    assert "保密的事" not in json.dumps(open_page(outputs=shared).widget.view, ensure_ascii=False)
    other = open_page("li", manager=OTHER_MANAGER, outputs=shared).widget.view
    assert "保密的事" in json.dumps(other, ensure_ascii=False)


@pytest.mark.parametrize(("home", "manager"), [("H999", MANAGER), (HOME, OTHER_MANAGER), ("", MANAGER), ("' OR 1=1", MANAGER)])
def test_out_of_reach_and_unknown_are_the_same_answer(open_page: Open, home: str, manager: str) -> None:
    view = open_page(home=home, manager=manager).widget.view
    assert view["home"] is None and view["notice"]["title"] == "没有找到这户人家"
    assert "名片" in view["notice"]["lines"][1]


def test_one_visit_is_for_all_of_them_and_twice_is_once(open_page: Open, people: People) -> None:
    page = open_page()
    view = send(page, VISIT)
    assert "4 口人都算联系过了" in view["said"] and view["tone"] == "done"
    assert "带利率表来" in view["home"]["contacts"]["rows"][0] and view["home"]["coming"]["rows"][-1]["what"] == "约好的事"
    send(page, VISIT)
    send(open_page(), VISIT)  # the same click, delivered to a page that was opened again
    rows = people.open_part(Contacts, MEMBER).since(DAY)
    assert rows[["customer_id", "household_id", "manager_id"]].to_numpy().tolist() == [[STAR["customer_id"], HOME, MANAGER]]


def test_who_was_there_in_between_is_shown_and_nothing_is_written_over(open_page: Open, people: People) -> None:
    page = open_page()
    other = Contact("C0000000001Z", MANAGER, DAY, "call", "met", household_id=HOME)
    people.open_part(Contacts, MEMBER).write(other, key="c1", person_id="zhao", role="manager", now=1.0, seen=0)
    view = send(page, VISIT)
    assert view["tone"] == "late" and "没有保存" in view["said"]
    assert len(view["home"]["contacts"]["rows"]) == 1
    assert "4 口人" in send(page, VISIT | {"key": "k-2"})["said"]


@pytest.mark.parametrize("bad", [{"result": ""}, {"next_on": "2020-01-01"}])
def test_what_is_typed_wrong_is_said_and_not_written(open_page: Open, people: People, bad: dict[str, str]) -> None:
    view = send(open_page(), VISIT | bad)
    assert view["tone"] == "late" and view["said"]
    assert people.open_part(Contacts, MEMBER).since(DAY).empty


@pytest.mark.parametrize("event", [VISIT | {"item": "H002"}, {"kind": "open", "row": 99}, {"kind": "open", "row": True}, [], None,
                                   {"kind": "record"}])
def test_hostile_events_change_nothing(open_page: Open, people: People, event: Any) -> None:
    page = open_page()
    before = page.widget.view
    after = send(page, event)
    assert (after["home"], after["open"]) == (before["home"], "")
    assert people.open_part(Contacts, MEMBER).since(DAY).empty


def test_a_head_reads_and_only_who_records_has_the_form(open_page: Open, people: People) -> None:
    page = open_page("chen", role="branch_head", manager="")
    assert page.widget.view["home"]["form"] is None
    send(page, VISIT)
    assert people.open_part(Contacts, MEMBER).since(DAY).empty


def test_a_name_opens_the_card_and_the_card_leads_back(open_page: Open, card_outputs: Path) -> None:
    view = send(open_page(), {"kind": "open", "row": 1})
    assert view["open"] == "/voila/render/customer_card.ipynb?customer=C0000000001Z"
    english = send(open_page(), {"kind": "language", "to": "en"})
    assert english["home"]["title"].startswith("Household of") and english["home"]["members"]["heads"][0] == "Relation"


def test_a_month_that_was_published_without_the_newer_tables_opens(open_page: Open, card_outputs: Path, tmp_path: Path) -> None:
    outputs = tmp_path / "older"
    shutil.copytree(card_outputs, outputs)
    tables = outputs / MEMBER / MONTH / "tables"
    for name in ("household_events", "village_months", "household_months", "worklist_items", "village"):
        (tables / f"{name}.parquet").unlink()
    members = pd.read_parquet(tables / "household_members.parquet").drop(columns="valid_from_on")
    members.to_parquet(tables / "household_members.parquet", index=False)
    home = open_page(outputs=outputs).widget.view["home"]
    assert len(home["members"]["rows"]) == 4 and home["coming"]["empty"] and not home["changes"]
