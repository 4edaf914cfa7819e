"""Contacts: once per key, corrected not changed, two people on one household, verified by somebody else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from rccrm_lib.core.errors import StaleWrite, StoreError
from rccrm_lib.core.store import Contact, Contacts, Database, broken_row
from tests.core.stores import raw

DAY = date(2026, 11, 3)
VISIT = Contact("CA", "M1", DAY, "visit", "met", need="loan", promise="周五送资料", next_on=date(2026, 11, 6), household_id="HA",
                item_id="I1", form={"competitor": "农行", "rate_bp": 135})


@pytest.fixture
def contacts(address: str) -> Contacts:
    return Contacts(Database(address), "360199")


def _write(contacts: Contacts, contact: Contact = VISIT, *, key: str = "k1", by: str = "li", seen: int = 0) -> int:
    return contacts.write(contact, key=key, person_id=by, role="manager", now=9.0, seen=seen)


def test_a_contact_is_read_as_it_was_recorded(contacts: Contacts) -> None:
    seq = _write(contacts)
    row = contacts.since(DAY).iloc[0]
    read = row[["seq", "customer_id", "on_day", "next_on", "item_id"]].to_list()
    assert read == [seq, "CA", "2026-11-03", "2026-11-06", "I1"]
    assert json.loads(row["form"]) == {"competitor": "农行", "rate_bp": 135}
    assert contacts.since(date(2026, 11, 4)).empty


def test_a_click_delivered_twice_is_one_contact(contacts: Contacts) -> None:
    assert _write(contacts) == _write(contacts)
    with pytest.raises(StoreError):
        _write(contacts, replace(VISIT, result="absent"))
    assert len(contacts.since(DAY)) == 1


def test_a_correction_takes_the_place_of_what_it_corrects(contacts: Contacts) -> None:
    first = _write(contacts)
    _write(contacts, replace(VISIT, result="absent", corrects=first), key="k2", seen=1)
    assert list(contacts.since(DAY)["result"]) == ["absent"]


def test_whoever_did_not_see_a_contact_with_the_household_is_told(contacts: Contacts) -> None:
    _write(contacts)
    wife = replace(VISIT, customer_id="CB")
    with pytest.raises(StaleWrite, match="li"):
        _write(contacts, wife, key="k2", by="wang", seen=0)
    _write(contacts, wife, key="k2", by="wang", seen=1)
    assert len(contacts.of_customer("CA", "HA")) == 2 and len(contacts.of_customer("CA")) == 1
    _write(contacts, replace(VISIT, customer_id="CC", household_id=""), key="k3")  # no household: nobody else's contact


def test_somebody_else_verifies(contacts: Contacts) -> None:
    seq = _write(contacts)
    with pytest.raises(StoreError):
        contacts.check(seq, "confirmed", note="", key="c1", person_id="li", role="manager", now=10, seen=0)
    for _ in range(2):
        contacts.check(seq, "confirmed", note="电话核实", key="c1", person_id="zhao", role="branch_head", now=10, seen=0)
    assert list(contacts.checks()["contact_seq"]) == [seq]


def test_two_people_verify_one_visit_and_the_second_is_told_who_was_first(contacts: Contacts) -> None:
    seq, who = _write(contacts), {"note": "", "role": "call_centre", "now": 10.0}
    contacts.check(seq, "not_reached", key="c1", person_id="he", seen=0, **who)  # type: ignore[arg-type]
    with pytest.raises(StaleWrite, match="he "):
        contacts.check(seq, "doubtful", key="c2", person_id="zhao", seen=0, **who)  # type: ignore[arg-type]
    contacts.check(seq, "confirmed", key="c3", person_id="he", seen=1, **who)  # type: ignore[arg-type]
    assert list(contacts.checks()["verdict"]) == ["not_reached", "confirmed"]


def test_contacts_are_found_by_their_numbers_until_they_are_corrected(contacts: Contacts, address: str) -> None:
    first, second = _write(contacts), _write(contacts, replace(VISIT, customer_id="CB", household_id=""), key="k2")
    assert list(contacts.numbered({first, second, 99})["customer_id"]) == ["CA", "CB"]
    _write(contacts, replace(VISIT, corrects=first, result="absent"), key="k3", seen=1)
    assert list(contacts.numbered([first, second])["seq"]) == [second]
    assert contacts.numbered([]).empty and Contacts(Database(address), "360198").numbered([second]).empty


def test_a_member_sees_its_own_contacts_and_no_text_of_them_is_in_the_log(contacts: Contacts, address: str) -> None:
    other = Contacts(Database(address), "360198")
    _write(contacts)
    assert other.since(DAY).empty and other.of_customer("CA", "HA").empty
    with Database(address).read() as con:
        rows = [tuple(row) for row in con.execute(text("SELECT action, subject, field, reason FROM audit_event"))]
        assert broken_row(con) is None
    assert rows == [("contact recorded", "CA", "visit", "")]


@pytest.mark.parametrize("change", [{"result": ""}, {"customer_id": ""}, {"promise": "x" * 501}, {"next_on": date(2026, 11, 2)}])
def test_what_cannot_be_meant_is_refused(contacts: Contacts, change: dict[str, object]) -> None:
    with pytest.raises(StoreError):
        _write(contacts, replace(VISIT, **change))  # type: ignore[arg-type]
    assert contacts.since(DAY).empty


@pytest.mark.parametrize("change", ["UPDATE contact SET result = 'met'", "DELETE FROM contact_check"])
def test_no_row_is_changed_afterwards(contacts: Contacts, address: str, change: str) -> None:
    contacts.check(_write(contacts), "confirmed", note="", key="c1", person_id="zhao", role="branch_head", now=10, seen=0)
    with pytest.raises(DBAPIError, match="append-only"), raw(address) as con:
        con.execute(text(change))
