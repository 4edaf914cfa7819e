"""Due, done and in time: a household counts for its adults, nothing is due before anything was recorded, no rate of a few."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
import pytest

from rccrm_lib.core.contact_settings import ContactSettings
from rccrm_lib.ocrm import service
from rccrm_lib.ocrm.service.responses import ANSWERS
from tests.ocrm.service.conftest import NO_TAGS, VISIT, make_standards, make_version

SETTINGS = ContactSettings()
FIRST, LAST, BEFORE = date(2026, 9, 1), date(2026, 9, 30), date(2026, 8, 31)
STANDARDS = make_standards(make_version(VISIT))
MakeContacts = Callable[..., pd.DataFrame]
NO_ANSWERS = pd.DataFrame(columns=ANSWERS)


def _due(served: pd.DataFrame, contacts: pd.DataFrame, *, seen_on: date = LAST, since: date = date(2026, 1, 1)) -> pd.DataFrame:
    owed = service.owe_actions(served, NO_TAGS, standards=STANDARDS, version=STANDARDS.versions[0])
    credits = service.credit_contacts(contacts, served, settings=SETTINGS)
    return service.find_due(owed, served, credits, seen_on=seen_on, recorded_from=since).set_index("customer_id")


def _month(served: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
    credits = service.credit_contacts(contacts, served, settings=SETTINGS)
    due = _due(served, contacts, seen_on=BEFORE).reset_index()
    return service.measure_month(due, served, credits, first=FIRST, last=LAST).set_index("customer_id")


def test_the_next_visit_is_due_an_interval_after_the_last(served: pd.DataFrame, make_contacts: MakeContacts) -> None:
    due = _due(served, make_contacts(("CA", "2026-06-03", "visit", "met"), ("CA", "2026-07-01", "visit", "absent")))
    assert due.loc["CA", "due_on"] == pd.Timestamp("2026-09-01"), "nobody was met in July"
    assert pd.isna(due.loc["CB", "last_contact_on"])


def test_a_visit_to_the_household_counts_for_its_adults_and_for_nobody_else(
    served: pd.DataFrame, make_contacts: MakeContacts
) -> None:
    due = _due(served, make_contacts(("CA", "2026-09-03", "visit", "family", "H1")))
    assert list(due["last_contact_on"].notna()) == [True, True, False] and list(due.index) == ["CA", "CB", "CE"]
    alone = make_standards(make_version({**VISIT, "household": False}))
    owed = service.owe_actions(served, NO_TAGS, standards=alone, version=alone.versions[0])
    credits = service.credit_contacts(make_contacts(("CA", "2026-09-03", "visit", "met", "H1")), served, settings=SETTINGS)
    found = service.find_due(owed, served, credits, seen_on=LAST, recorded_from=FIRST)
    assert list(found.set_index("customer_id")["last_contact_on"].notna()) == [True, False, False]


def test_the_first_round_is_spread_over_the_interval_and_a_household_goes_together() -> None:
    many = pd.DataFrame({"customer_id": [f"C{n}" for n in range(900)], "tier": "VIP", "tier_before": "VIP", "nature": "FARM",
                         "household_id": [f"H{n // 2}" for n in range(900)], "is_adult": True, "branch_id": "B1",
                         "manager_id": "M1", "first_open_on": pd.Timestamp("2010-01-01")})
    due = _due(many, pd.DataFrame(columns=["customer_id", "household_id", "on_day", "kind", "need", "result"]))
    days = (due["due_on"] - pd.Timestamp("2026-01-01")).dt.days
    assert days.min() == 1 and days.max() == 90 and days.nunique() > 80
    assert (days.value_counts() < 40).all(), "nobody has them all on one day"
    assert due.groupby("household_id")["due_on"].nunique().eq(1).all()


def test_nothing_is_due_before_anything_was_recorded_or_the_customer_came(
    served: pd.DataFrame, make_contacts: MakeContacts
) -> None:
    new = served.assign(first_open_on=pd.Timestamp("2026-09-20"))
    assert (_due(new, make_contacts())["due_on"] > pd.Timestamp("2026-09-20")).all()
    assert (_due(served, make_contacts(), since=LAST)["due_on"] > pd.Timestamp(LAST)).all()


def test_what_was_due_in_the_month_is_done_in_time_late_or_not(served: pd.DataFrame, make_contacts: MakeContacts) -> None:
    contacts = make_contacts(("CA", "2026-06-10", "visit", "met"), ("CA", "2026-09-08", "visit", "met"),
                             ("CB", "2026-06-10", "visit", "met"), ("CB", "2026-09-09", "visit", "met"),
                             ("CE", "2026-06-10", "visit", "met"), ("CE", "2026-10-01", "visit", "met"))
    month = _month(served, contacts)
    assert list(month["is_done"]) == [True, True, False] and list(month["is_in_time"]) == [True, False, False]
    assert month.loc["CA", "due_on"] == month.loc["CA", "done_on"] == pd.Timestamp("2026-09-08")


def test_a_visit_that_was_not_due_yet_is_neither_due_nor_missing(served: pd.DataFrame, make_contacts: MakeContacts) -> None:
    contacts = make_contacts(("CA", "2026-08-20", "visit", "met", "H1"), ("CE", "2026-08-20", "visit", "met"))
    assert _month(served, contacts).empty


def test_a_later_contact_changes_nothing_of_the_month(served: pd.DataFrame, make_contacts: MakeContacts) -> None:
    early = (("CA", "2026-06-10", "visit", "met"), ("CE", "2026-06-10", "visit", "met"))
    pd.testing.assert_frame_equal(_month(served, make_contacts(*early)),
                                  _month(served, make_contacts(*early, ("CA", "2026-10-05", "visit", "met"))))


def _rows(n_done: int, n: int) -> pd.DataFrame:
    rows = pd.DataFrame({"customer_id": [f"C{k}" for k in range(n)], "action": "visit", "month": "2026-09", "role": "manager",
                         "minutes": 40, "standard_id": "s", "tier": "VIP", "branch_id": "B1", "manager_id": None,
                         "due_on": pd.Timestamp(LAST), "done_on": pd.NaT})
    return rows.assign(is_done=rows.index < n_done, is_in_time=False)


def test_of_a_few_no_rate_is_said_and_of_more_it_is_said_with_its_interval() -> None:
    few, more = (service.rate_service(_rows(n - 1, n), NO_ANSWERS, least_n=10) for n in (9, 20))
    assert few["done_rate"].isna().all() and not few["is_told"].any() and (few["n_due"] == 9).all()
    row = more[(more["level"] == "tier") & (more["action"] == "visit")].iloc[0]
    assert row["done_rate"] == 0.95 and 0.75 < row["low"] < 0.8 and 0.99 < row["high"] < 1
    assert set(more["level"]) == {"member", "tier", "branch", "manager"} and row["minutes_due"] == 800
    assert list(more.loc[more["level"] == "manager", "unit"].unique()) == [""], "nobody's customers are counted, as nobody's"


def test_requests_are_answered_within_the_tier_s_days_and_promises_kept_by_theirs(
    served: pd.DataFrame, make_contacts: MakeContacts
) -> None:
    requests = pd.DataFrame([("CA", "2026-09-07", "2026-09-09"), ("CB", "2026-09-07", "2026-09-10"), ("CE", "2026-09-07", None),
                             ("CD", "2026-09-28", None)], columns=["customer_id", "opened_on", "answered_on"])
    contacts = make_contacts(("CA", "2026-09-01", "call", "think"), ("CA", "2026-09-15", "call", "no_answer"),
                             ("CD", "2026-09-02", "call", "think"))
    contacts = contacts.assign(next_on=["2026-09-15", None, "2026-09-20"])
    judged = service.judge_answers(requests, contacts, served, version=STANDARDS.versions[0], settings=SETTINGS, first=FIRST,
                                   last=LAST)
    found = {(row.customer_id, row.action): (row.is_done, row.is_in_time) for row in judged.itertuples()}
    assert found == {("CA", "response"): (True, True), ("CB", "response"): (True, False), ("CE", "response"): (False, False),
                     ("CA", "promise"): (True, True), ("CD", "promise"): (False, False)}, "CD's answer is due in October"


@pytest.mark.parametrize("n_people", [1, 2])
def test_work_is_weighed_against_what_the_people_have(served: pd.DataFrame, n_people: int) -> None:
    standards = make_standards(make_version({**VISIT, "every_days": 7, "minutes": 480}), capacity_minutes={"manager": 3000})
    owed = service.owe_actions(served, NO_TAGS, standards=standards, version=standards.versions[0])
    people = pd.DataFrame({"manager_id": [f"M{n + 1}" for n in range(n_people)], "branch_id": "B1"})
    rows = service.weigh_work(service.plan_work(owed, served), people, capacity=standards.capacity_minutes)
    by = rows.set_index(["level", "unit"])
    times = 365 / 12 / 7
    assert by.loc[("manager", "M1"), "minutes"] == pytest.approx(times * 480), "one visit serves both adults of the household"
    assert by.loc[("role", "manager"), "n_people"] == n_people and by.loc[("role", "manager"), "is_over"] == (n_people == 1)
    assert pd.isna(by.loc[("manager", ""), "is_over"]), "of nobody's customers nobody can say"
    more = service.compare_work(rows, rows.assign(minutes=rows["minutes"] * 2))
    assert (more["minutes_change"] == more["minutes_before"]).all()


def test_no_due_day_lies_before_the_standard_began(served: pd.DataFrame, make_contacts: MakeContacts) -> None:
    stricter = make_standards(make_version(VISIT), make_version({**VISIT, "every_days": 30}, valid_from=FIRST))
    owed = service.owe_actions(served, NO_TAGS, standards=stricter, version=stricter.versions[-1])
    credits = service.credit_contacts(make_contacts(("CA", "2026-07-01", "visit", "met")), served, settings=SETTINGS)
    due = service.find_due(owed, served, credits, seen_on=BEFORE, recorded_from=FIRST - timedelta(days=90))
    assert due.set_index("customer_id").loc["CA", "due_on"] == pd.Timestamp(FIRST), "nobody is late by a rule that did not hold"
