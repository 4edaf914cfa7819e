"""A manager's own customers: the list, the load beside the branch, who came and who left."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from rccrm_lib.apps.portfolio_page import PortfolioPage
from rccrm_lib.core.people import People
from rccrm_lib.core.settings import AppsSettings
from rccrm_lib.core.store import Assignment, Assignments
from tests.apps.portfolio_month import SECOND
from tests.apps.published_month import MANAGER, MEMBER, OTHER_MANAGER, STAR
from tests.apps.service_month import write_service
from tests.apps.sights import make_sight, visitor

DAY = date(2026, 10, 12)
DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")


@pytest.fixture
def people(tmp_path: Path) -> People:
    return People(tmp_path / "store.sqlite", settings=AppsSettings())


def _view(outputs: Path, people: People, manager: str = MANAGER) -> dict:  # type: ignore[type-arg]
    sight = make_sight(outputs, "manager", manager=manager, people=people)
    return PortfolioPage(visitor=visitor("manager"), sight=sight, today=DAY).widget.view


def _give(people: People, *rows: tuple[str, str], day: date = DAY) -> None:
    store = people.open_part(Assignments, MEMBER)
    store.write([Assignment(one, to, day, "transfer", "T1") for one, to in rows], key=f"k{day}", person_id="chen",
                role="branch_head", reason="搬家", now=1.0, seen=store.head())


def test_the_list_the_tiers_and_the_branch_s_mean(card_outputs: Path, people: People) -> None:
    view = _view(card_outputs, people)
    assert view["table"]["total"] == 150 and sum(int(row[1]) for row in view["tiers"]["rows"]) == 150
    assert [(row["own"], row["mean"]) for row in view["mine"]["rows"]] == [("150", "75"), ("25", "12")]
    assert view["gone"]["empty"] and view["came"]["empty"]


def test_who_left_and_who_came_is_said_with_the_reason_and_masked(card_outputs: Path, people: People) -> None:
    _give(people, (STAR["customer_id"], SECOND), ("C0000000190Z", MANAGER))
    view = _view(card_outputs, people)
    assert view["table"]["total"] == 150
    assert view["gone"]["rows"] == [f"欧阳**：2026-10-12 转给 {SECOND}，申请调整，搬家"]
    assert OTHER_MANAGER in view["came"]["rows"][0] and "*" in view["came"]["rows"][0]
    other = _view(card_outputs, people, OTHER_MANAGER)
    assert len(other["gone"]["rows"]) == 1 and "欧阳" not in json.dumps(other, ensure_ascii=False)


def test_the_next_contact_is_a_day_without_a_time(card_outputs: Path, people: People, tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    shutil.copytree(card_outputs, outputs)
    write_service(next(outputs.glob("*/*/tables")), today=DAY)
    view = _view(outputs, people)
    at = [column["name"] for column in view["table"]["columns"]].index("due_on")
    days = {row["cells"][at] for row in view["table"]["rows"]}
    assert any(DATE.match(one) for one in days) and not [one for one in days if ":" in one]


def test_a_customer_given_away_later_is_still_there(card_outputs: Path, people: People) -> None:
    _give(people, (STAR["customer_id"], SECOND), day=date(2026, 10, 13))
    assert _view(card_outputs, people)["gone"]["empty"]


def test_a_manager_outside_the_register_is_told_why_there_is_no_load(card_outputs: Path, people: People) -> None:
    assert _view(card_outputs, people, "M0099")["mine"]["empty"]
