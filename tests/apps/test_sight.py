"""Who sees whose customers, and how much of them: by role, over the published tables."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from rccrm_lib.apps.card_data import CardData
from rccrm_lib.apps.card_state import CardState, apply_event
from rccrm_lib.apps.card_view import Opened, page_view
from rccrm_lib.apps.customers_data import open_list
from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.sight import Sight, open_sight
from rccrm_lib.apps.visitor import NotSignedIn, Visitor
from rccrm_lib.core.people import People, Person
from rccrm_lib.core.settings import AppsSettings
from rccrm_lib.core.store import Assignment, Assignments, Cover
from rccrm_lib.core.words import Words
from tests.apps.published_month import BRANCH, MANAGER, OTHER_BRANCH, OTHER_FROM, OTHER_MANAGER, STAR
from tests.apps.sights import make_sight, role_settings

#: Something of the star's card that only this field gives.
SIGNS = {
    "name": "欧阳**", "cert_no": "3***************27", "mobile": "138****5678", "address": "清溪村", "birth": "1978",
    "tier": "贵宾", "assets": "262,964", "loans": "发放金额", "products": "银行卡", "activity": "截至月末已",
    "alerts": "拒绝营销", "household": "张**", "details": "首次开户", "completeness": "九要素", "manager": "M0007",
}


def _ids(reader: CardData) -> set[str]:
    return {row["customer_id"] for row in reader._rows("SELECT customer_id FROM customers", [])}


@pytest.mark.parametrize(
    ("role", "numbers", "n"),
    [("manager", {}, OTHER_FROM), ("manager", {"manager": OTHER_MANAGER}, 200 - OTHER_FROM), ("manager", {"manager": ""}, 0),
     ("manager", {"manager": "' OR 1=1 --"}, 0), ("teller", {"org": BRANCH}, OTHER_FROM),
     ("branch_head", {"org": OTHER_BRANCH}, 200 - OTHER_FROM), ("branch_head", {"org": ""}, 0), ("department", {}, 200),
     ("department", {"member": "360299"}, 0), ("auditor", {}, 200), ("no such role", {}, 0)],
)
def test_a_role_reaches_its_customers_and_no_others(
    card_month: Publication, card_outputs: Path, role: str, numbers: dict[str, str], n: int
) -> None:
    sight = make_sight(card_outputs, role, **numbers)
    reader = CardData(card_month, sight)
    assert (reader.count_customers(), len(_ids(reader))) == (n, n)
    assert open_list(card_month, sight).execute("SELECT count(*) FROM listed").fetchall() == [(n,)]
    for table in ("customer_months", "customer_history", "tiers", "links", "household_members"):
        beyond = reader._rows(f"SELECT count(*) AS n FROM {table} ANTI JOIN customers USING (customer_id)", [])
        assert beyond[0]["n"] == 0, f"{table} holds customers out of reach"


def test_a_branch_reaches_what_stands_below_it(card_month: Publication, card_outputs: Path, tmp_path: Path) -> None:
    import dataclasses

    for file in card_month.tables.glob("*.parquet"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    rows = [("360199", None), ("36019901", "360199"), (BRANCH, "36019901"), (OTHER_BRANCH, "36019902"), ("36019902", "360199")]
    pd.DataFrame(rows, columns=["org_id", "parent_id"]).assign(name="x").to_parquet(tmp_path / "org.parquet")
    month = dataclasses.replace(card_month, tables=tmp_path)
    counted = {org: CardData(month, make_sight(card_outputs, "branch_head", org=org)).count_customers()
               for org in ("36019901", "36019902", "360199", OTHER_BRANCH)}
    assert counted == {"36019901": OTHER_FROM, "36019902": 200 - OTHER_FROM, "360199": 200, OTHER_BRANCH: 200 - OTHER_FROM}


def test_a_search_and_an_id_find_nobody_out_of_reach(card_month: Publication, card_outputs: Path) -> None:
    other = CardData(card_month, make_sight(card_outputs, "manager", manager=OTHER_MANAGER))
    for term in (STAR["name"], STAR["cert_no"][-4:], STAR["mobile"][-4:], STAR["customer_id"][-4:]):
        assert other.search((term,)).total == 0
    with pytest.raises(KeyError):
        other.read_card(STAR["customer_id"])


def test_relatives_out_of_reach_are_counted_and_not_shown(card_month: Publication, card_outputs: Path, tmp_path: Path) -> None:
    import dataclasses

    for file in card_month.tables.glob("*.parquet"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    months = pd.read_parquet(tmp_path / "customer_months.parquet")
    months.loc[months["customer_id"] == "C0000000001Z", "manager_id"] = OTHER_MANAGER
    months.to_parquet(tmp_path / "customer_months.parquet")
    reader = CardData(dataclasses.replace(card_month, tables=tmp_path), make_sight(card_outputs, "manager"))
    record = reader.read_card(STAR["customer_id"])
    assert (len(record.household), record.beyond) == (3, 1)
    assert "C0000000001Z" not in {one.customer_id for one in record.household}


@pytest.mark.parametrize("role", sorted(role_settings().roles))
def test_no_role_sees_a_field_that_its_settings_do_not_list(
    card_month: Publication, card_outputs: Path, role: str
) -> None:
    """The card of one customer, as the role's page would hold it, against a sign of every field."""
    sight = make_sight(card_outputs, role)
    reader = CardData(card_month, sight)
    if not reader.count_customers():
        return
    state = CardState(card=reader.read_card(STAR["customer_id"]))
    view = page_view(state, Opened(card_month, 1, sight), Words("zh"))
    text = json.dumps(view, ensure_ascii=False, default=str)
    everything = text + json.dumps(state.card.__dict__, ensure_ascii=False, default=str)  # type: ignore[union-attr]
    seen = {field for field, sign in SIGNS.items() if sign in text}
    given = {field for field in SIGNS if sight.level(field) != "hidden"}
    assert seen == given
    for field in ("name", "cert_no", "mobile"):
        assert STAR[field] not in everything, f"{field} is there whole"
    if "household" not in given:
        assert "张**" not in everything


@pytest.fixture
def people(tmp_path: Path) -> People:
    people = People(tmp_path / "store.sqlite", settings=AppsSettings())
    people.add(Person("wang", "王芳", "manager", "360199", BRANCH, MANAGER), "Correct-Horse-9", now=0)
    return people


def _unmask(sight: Sight, month: Publication, **event: Any) -> CardState:
    reader = CardData(month, sight)
    state = apply_event(CardState(), {"kind": "search", "text": STAR["name"]}, reader=reader)
    return apply_event(state, {"kind": "unmask", **event}, reader=reader)


def test_a_mask_is_lifted_with_a_reason_and_a_row_of_the_audit_log(
    card_month: Publication, card_outputs: Path, people: People, tmp_path: Path
) -> None:
    sight = make_sight(card_outputs, "manager", people=people)
    state = _unmask(sight, card_month, field="mobile", reason="contact")
    assert state.unmasked == (("mobile", STAR["mobile"]),)
    import sqlite3

    with sqlite3.connect(tmp_path / "store.sqlite") as con:
        rows = con.execute("SELECT person_id, subject, field, reason FROM audit_event WHERE action = 'unmasked'").fetchall()
    assert rows == [("wang", STAR["customer_id"], "mobile", "contact")]


@pytest.mark.parametrize(
    ("role", "event"),
    [("manager", {"field": "mobile", "reason": "curiosity"}), ("manager", {"field": "mobile", "reason": None}),
     ("manager", {"field": "birth_on", "reason": "contact"}), ("manager", {"field": ["mobile"], "reason": "contact"}),
     ("manager", {"reason": "contact"}), ("teller", {"field": "mobile", "reason": "contact"}),
     ("department", {"field": "cert_no", "reason": "verify"}), ("call_centre", {"field": "cert_no", "reason": "verify"})],
)
def test_a_mask_stays_for_whoever_may_not_lift_it_whatever_the_browser_sends(
    card_month: Publication, card_outputs: Path, people: People, role: str, event: dict[str, Any]
) -> None:
    assert _unmask(make_sight(card_outputs, role, people=people), card_month, **event).unmasked == ()


def test_a_deputy_sees_the_covered_customers_and_lifts_no_mask_of_theirs_once_the_cover_is_withdrawn(
    card_month: Publication, card_outputs: Path, people: People
) -> None:
    today = date.today()
    leave = Cover(OTHER_MANAGER, MANAGER, today - timedelta(days=1), today + timedelta(days=5), person_id="li", reason="年休假")
    sight = make_sight(card_outputs, "manager", people=people)
    assert CardData(card_month, sight).count_customers() == OTHER_FROM
    people.covers("360199").write(leave, role="branch_head", now=1)
    reader = CardData(card_month, sight)
    assert reader.count_customers() == 200 and reader.unmask("C0000000190Z", "mobile", "contact")
    people.covers("360199").write(replace(leave, kind="withdrawn"), role="branch_head", now=2)
    with pytest.raises(PermissionError, match="no more"):
        reader.unmask("C0000000190Z", "mobile", "contact")
    assert CardData(card_month, sight).count_customers() == OTHER_FROM


def test_a_customer_who_changed_hands_after_the_card_was_opened_keeps_the_mask(
    card_month: Publication, card_outputs: Path, people: People
) -> None:
    reader = CardData(card_month, make_sight(card_outputs, "manager", people=people))
    own = "C0000000010Z"
    assert reader.unmask(own, "mobile", "contact")
    people.open_part(Assignments, "360199").write(
        [Assignment(own, OTHER_MANAGER, date.today(), "manual")], key="k", person_id="bu", role="department", reason="调整",
        now=1, seen=0)
    with pytest.raises(PermissionError, match="no more"):
        reader.unmask(own, "mobile", "contact")
    with pytest.raises(KeyError):
        CardData(card_month, make_sight(card_outputs, "manager", people=people)).unmask(own, "mobile", "contact")


def test_a_mask_stays_once_the_account_is_closed(card_month: Publication, card_outputs: Path, people: People) -> None:
    sight = make_sight(card_outputs, "manager", people=people)
    people.close("wang", now=1)
    assert _unmask(sight, card_month, field="mobile", reason="contact").unmasked == ()


def test_the_store_must_know_the_visitor_as_the_server_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[members.360199]\nname_zh = "云溪"\nname_en = "Yunxi"\n', encoding="utf-8")
    monkeypatch.setenv("RCCRM_CONFIG", str(config))
    people = People(tmp_path / "store" / "rccrm.sqlite", settings=AppsSettings())
    people.add(Person("wang", "王芳", "teller", "360199", BRANCH), "Correct-Horse-9", now=0)
    assert open_sight(Visitor("wang", "王芳", "teller", "360199", "s1")).person.role == "teller"
    for visitor in (Visitor("wang", "王芳", "department", "360199", "s1"), Visitor("boss", "x", "teller", "360199", "s1")):
        with pytest.raises(NotSignedIn):
            open_sight(visitor)


def test_a_households_sums_are_shown_only_when_all_of_it_is_in_reach(
    card_month: Publication, card_outputs: Path, tmp_path: Path
) -> None:
    """The sum of two with one out of reach would tell what the other has."""
    import dataclasses

    def sums(month: Publication, role: str) -> dict[str, str]:
        sight = make_sight(card_outputs, role)
        reader = CardData(month, sight)
        view = page_view(CardState(card=reader.read_card(STAR["customer_id"])), Opened(month, 1, sight), Words("zh"))
        home = view["card"]["household"]
        return {row["label"]: row["value"] for row in home["sums"]} if home else {}

    whole = sums(card_month, "manager")
    months = pd.read_parquet(card_month.tables / "customer_months.parquet")
    own = months.loc[months["household_id"] == "H001", "aum_end_fen"].sum()
    assert whole["金融资产"] == f"{round(own / 100):,}" and whole["未用授信"] == "未提供" and "其中逾期" not in whole
    for file in card_month.tables.glob("*.parquet"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    months.loc[months["customer_id"] == "C0000000001Z", "manager_id"] = OTHER_MANAGER
    months.to_parquet(tmp_path / "customer_months.parquet")
    assert sums(dataclasses.replace(card_month, tables=tmp_path), "manager") == {}
    assert sums(card_month, "teller") == {}, "a role without the field household"
