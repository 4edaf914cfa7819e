"""What a month had of cases, leads, verified visits and forms, as it stood on its last day."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime

import pandas as pd

from rccrm_lib.core.case_settings import CaseSettings
from rccrm_lib.core.contact_settings import ContactSettings
from rccrm_lib.ocrm import service
from rccrm_lib.ocrm.service.cases import FRAME
from rccrm_lib.ocrm.service.lots import LOTS

DAYS = {"first": date(2026, 9, 1), "last": date(2026, 9, 30)}
CHECKED = ["contact_seq", "verdict", "note", "person_id", "at"]


def _case(
    kind: str, opened: str, due: str, closed: str = "", cause: str = "", is_adopted: bool | None = None
) -> dict[str, object]:
    empty = dict.fromkeys(FRAME, "")
    return {**empty, "kind": kind, "category": "fee", "opened_on": opened, "due_on": due, "closed_on": closed, "cause": cause,
            "is_adopted": is_adopted, "state": "closed" if closed else "open"}


CASES = pd.DataFrame([
    _case("complaint", "2026-08-10", "2026-08-25", "2026-08-20", "system"),     # over before the month
    _case("complaint", "2026-08-20", "2026-09-04", "2026-09-04", "telling"),    # on its last day
    _case("complaint", "2026-08-20", "2026-09-04", "2026-09-05", "telling"),
    _case("complaint", "2026-09-10", "2026-09-25"),
    _case("complaint", "2026-09-20", "2026-10-05"),
    _case("complaint", "2026-09-01", "2026-10-31"),                             # complex and extended
    _case("complaint", "2026-10-01", "2026-10-16"),                             # after the month
    _case("suggestion", "2026-09-01", "2026-10-01", "2026-09-10", is_adopted=True),
    _case("suggestion", "2026-09-01", "2026-10-01", "2026-09-10", is_adopted=False),
])


def test_cases_that_were_open_in_the_month_stand_by_the_clock() -> None:
    found = service.tally_cases(CASES, **DAYS)
    assert found.drop(columns="category").to_numpy().tolist() == [
        ["complaint", 15, 4, 1, 1, 1, 1, 0], ["complaint", 60, 1, 0, 0, 1, 0, 0], ["suggestion", 30, 2, 2, 0, 0, 0, 1]]
    assert service.tally_causes(CASES, **DAYS).to_numpy().tolist() == [["telling", 2]]
    assert service.tally_cases(CASES.iloc[:0], **DAYS).empty


def test_leads_say_what_came_of_them_and_which_prospects_are_customers() -> None:
    rows = [("", "open", "", "2026-09-10", "", ""), ("", "closed", "won", "2026-09-01", "2026-09-05", "CA"),
            ("CB", "closed", "won", "2026-08-01", "2026-09-05", "CB"), ("CC", "closed", "lost", "2026-08-01", "2026-08-05", "CC")]
    leads = pd.DataFrame(rows, columns=["customer_id", "state", "outcome", "opened_on", "closed_on", "linked_id"])
    assert service.tally_leads(leads, **DAYS).to_numpy().tolist() == [["open", 1, 1, 0], ["won", 2, 1, 1]]


def test_a_verification_counts_in_the_month_in_which_it_was_drawn(make_contacts: Callable[..., pd.DataFrame]) -> None:
    def at(day: str) -> float:
        return datetime.fromisoformat(f"{day}T04:00:00+00:00").timestamp()

    contacts = make_contacts(("CA", "2026-09-03", "visit", "met"), ("CB", "2026-09-04", "visit", "met"),
                             ("CD", "2026-09-05", "call", "reached"))
    drawn = pd.DataFrame([(1, "w1", at("2026-09-07")), (2, "w1", at("2026-09-07")), (9, "w0", at("2026-08-31"))], columns=LOTS)
    checks = pd.DataFrame([(1, "not_reached", "", "zh", at("2026-09-08")), (1, "confirmed", "", "zh", at("2026-09-09")),
                           (2, "doubtful", "", "zh", at("2026-10-02")), (9, "doubtful", "", "zh", at("2026-09-02"))],
                          columns=CHECKED)
    found = service.tally_checks(contacts, drawn, checks, settings=CaseSettings(), **DAYS)
    assert dict(zip(found["step"], found["n"], strict=True)) == {
        "visits": 2, "drawn": 2, "confirmed": 1, "doubtful": 0, "not_reached": 0, "waiting": 1}
    nothing = service.tally_checks(contacts.iloc[:0], drawn.iloc[:0], checks.iloc[:0], settings=CaseSettings(), **DAYS)
    assert set(nothing["n"]) == {0}


def test_of_forms_what_was_not_asked_is_not_nought(make_contacts: Callable[..., pd.DataFrame]) -> None:
    contacts = make_contacts(*[("CA", "2026-09-03", "visit", "met")] * 3, ("CA", "2026-08-03", "visit", "met"))
    forms = [{"residents": 2, "satisfaction": "5"}, {"residents": 5}, {}, {"residents": 9}]
    found = service.tally_forms(contacts.assign(form=[json.dumps(one) for one in forms]), settings=ContactSettings(), **DAYS)
    by_name = found.set_index(["field", "choice"])
    assert by_name.loc[("residents", "")].tolist() == [2, 3.5] and by_name.loc[("satisfaction", "5"), "n"] == 1
    assert by_name.loc[("land", ""), "n"] == 0 and pd.isna(by_name.loc[("land", ""), "median"])


def test_a_week_without_visits_has_nothing_to_draw(make_contacts: Callable[..., pd.DataFrame]) -> None:
    over = service.weeks_over(make_contacts(), today=date(2026, 9, 14), settings=CaseSettings())
    assert over.empty and list(over.columns) == ["seq", "manager_id", "week"]
