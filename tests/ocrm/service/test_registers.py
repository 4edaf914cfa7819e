"""Complaints by the clock and recusal, leads and what came of them, visits drawn by lot, in a real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import text

from rccrm_lib.core.case_settings import CaseSettings
from rccrm_lib.core.errors import RccrmError, StaleWrite, StoreError
from rccrm_lib.core.people import Person
from rccrm_lib.core.store import Database, Decisions, broken_row
from rccrm_lib.core.store.contacts import CHECKED, READ
from rccrm_lib.ocrm.service import (
    Act,
    Cases,
    Conclusion,
    Leads,
    Lots,
    NewCase,
    NewLead,
    draw_visits,
    urgency,
    weeks_over,
)
from rccrm_lib.ocrm.service.lots import follow_drawn

SETTINGS = CaseSettings()
TELLER, HEAD = Person("sun", "孙柜员", "teller", "360199", "B1"), Person("zhang", "张行长", "branch_head", "360199", "B1")
OTHER, MANAGER = replace(HEAD, person_id="wu"), Person("wang", "王芳", "manager", "360199", "B1", "M1")
DONE = Conclusion("已解决", "staffing")
TAKES, SETTLES = ("take_complaints",), ("settle_complaints",)
COMPLAINT = NewCase("complaint", "waiting", "排队两小时", customer_id="CA", about_id="M1", is_complex=True)


def at(day: str, hour: int = 4) -> float:
    """A moment of a day in UTC; 04:00 is noon in China."""
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC).timestamp()


@pytest.fixture
def decisions(tmp_path: Path) -> Decisions:
    """The decisions of one member in a store of its own."""
    return Decisions(Database(tmp_path / "store.sqlite"), "360199")


@pytest.fixture
def cases(decisions: Decisions) -> Cases:
    """The register of cases."""
    return Cases(decisions, settings=SETTINGS)


def _open(cases: Cases, day: str, *, hour: int = 4, key: str = "k1", is_complex: bool = True) -> dict[str, object]:
    return cases.open(replace(COMPLAINT, is_complex=is_complex), Act(TELLER, at(day, hour), key), tasks=TAKES).values


@pytest.mark.parametrize(("day", "hour", "is_complex", "opened", "due"), [
    ("2026-09-16", 4, False, "2026-09-16", "2026-10-01"),   # over a month's end
    ("2028-02-14", 4, False, "2028-02-14", "2028-02-29"),   # a leap day
    ("2027-02-14", 4, False, "2027-02-14", "2027-03-01"),
    ("2026-12-10", 4, True, "2026-12-10", "2027-01-09"),    # over the year's end
    ("2026-09-30", 17, False, "2026-10-01", "2026-10-16"),  # in China the next day has begun
    ("2026-09-30", 15, False, "2026-09-30", "2026-10-15"),
])
def test_the_clock_counts_days_where_the_bank_is(
    cases: Cases, day: str, hour: int, is_complex: bool, opened: str, due: str
) -> None:
    values = _open(cases, day, hour=hour, is_complex=is_complex)
    assert (values["opened_on"], values["due_on"]) == (opened, due)


def test_more_time_needs_another_person_s_approval_and_is_given_once(cases: Cases) -> None:
    _open(cases, "2026-09-01")
    case_id = cases.frame()["case_id"][0]
    cases.handle(case_id, ["zhang"], Act(HEAD, at("2026-09-02"), "k2"), tasks=SETTLES, seen=1)
    with pytest.raises(RccrmError, match="approved by whoever handles"):
        cases.extend(case_id, Act(HEAD, at("2026-09-20"), "k3"), tasks=SETTLES, reason="外调", seen=2)
    with pytest.raises(RccrmError, match="may not"):
        cases.extend(case_id, Act(TELLER, at("2026-09-20"), "k4"), tasks=TAKES, reason="外调", seen=2)
    done = cases.extend(case_id, Act(OTHER, at("2026-09-20"), "k5"), tasks=SETTLES, reason="外调", seen=2)
    assert done.values["due_on"] == "2026-10-31", "30 days and 30 more"
    with pytest.raises(RccrmError, match="cannot be extended"):
        cases.extend(case_id, Act(OTHER, at("2026-09-21"), "k6"), tasks=SETTLES, reason="再延", seen=3)


def test_a_simple_case_is_not_extended(cases: Cases) -> None:
    _open(cases, "2026-09-01", is_complex=False)
    with pytest.raises(RccrmError, match="cannot be extended"):
        cases.extend(cases.frame()["case_id"][0], Act(OTHER, at("2026-09-20"), "k"), tasks=SETTLES, reason="外调", seen=1)


def test_nobody_decides_on_a_complaint_about_himself(cases: Cases) -> None:
    _open(cases, "2026-09-01")
    case_id = cases.frame()["case_id"][0]
    with pytest.raises(RccrmError, match="about the person"):
        cases.handle(case_id, ["wang", "M1"], Act(HEAD, at("2026-09-02"), "k2"), tasks=SETTLES, seen=1)
    with pytest.raises(RccrmError, match="about the person"):
        cases.close(case_id, DONE, Act(MANAGER, at("2026-09-02"), "k3"), tasks=SETTLES, own_ids=["wang", "M1"], seen=1)
    closed = cases.close(case_id, DONE, Act(HEAD, at("2026-09-03"), "k4"), tasks=SETTLES, own_ids=["zhang"], seen=1)
    assert (closed.values["state"], closed.values["closed_on"]) == ("closed", "2026-09-03")
    with pytest.raises(RccrmError, match="is closed"):
        cases.close(case_id, DONE, Act(HEAD, at("2026-09-04"), "k5"), tasks=SETTLES, own_ids=["zhang"], seen=2)


def test_two_who_decide_at_once_are_told_and_a_click_delivered_twice_is_one(cases: Cases) -> None:
    _open(cases, "2026-09-01")
    _open(cases, "2026-09-01")
    case_id = cases.frame()["case_id"][0]
    for _ in range(2):
        cases.handle(case_id, ["zhang"], Act(HEAD, at("2026-09-02"), "k2"), tasks=SETTLES, seen=1)
    with pytest.raises(StaleWrite, match="zhang"):
        cases.close(case_id, DONE, Act(OTHER, at("2026-09-03"), "k3"), tasks=SETTLES, own_ids=["wu"], seen=1)
    assert len(cases.frame()) == 1 and len(cases.history(case_id)) == 2


def test_closing_and_extending_twice_with_one_click_is_once(cases: Cases) -> None:
    _open(cases, "2026-09-01")
    case_id = cases.frame()["case_id"][0]
    extended = [cases.extend(case_id, Act(OTHER, at("2026-09-20"), "k2"), tasks=SETTLES, reason="外调", seen=1) for _ in range(2)]
    closed = [cases.close(case_id, DONE, Act(HEAD, at("2026-09-21"), "k3"), tasks=SETTLES, own_ids=["zhang"], seen=2)
              for _ in range(2)]
    assert [one.version for one in (*extended, *closed)] == [2, 2, 3, 3] and len(cases.history(case_id)) == 3
    with pytest.raises(StoreError, match="key"):
        other = replace(DONE, text="另一种说法")
        cases.close(case_id, other, Act(HEAD, at("2026-09-21"), "k3"), tasks=SETTLES, own_ids=["zhang"], seen=2)


def test_a_past_day_is_told_as_it_was_known_then(cases: Cases) -> None:
    _open(cases, "2026-09-01")
    case_id = cases.frame()["case_id"][0]
    cases.extend(case_id, Act(OTHER, at("2026-09-28"), "k2"), tasks=SETTLES, reason="外调", seen=1)
    _open(cases, "2026-10-02", key="k3")
    then = cases.frame(as_of=date(2026, 9, 15))
    assert then[["due_on", "is_extended"]].to_numpy().tolist() == [["2026-10-01", False]]
    assert len(cases.frame()) == 2 and cases.frame(as_of=date(2026, 8, 31)).empty


def test_what_was_said_stands_in_no_list_and_in_no_log(cases: Cases, tmp_path: Path) -> None:
    _open(cases, "2026-09-01")
    assert "text" not in cases.frame().columns
    with Database(tmp_path / "store.sqlite").read() as con:
        assert "排队" not in str(con.execute(text("SELECT * FROM audit_event")).fetchall()) and broken_row(con) is None


@pytest.mark.parametrize(("today", "how"), [("2026-09-12", "open"), ("2026-09-13", "soon"), ("2026-09-16", "soon"),
                                            ("2026-09-17", "late")])
def test_a_case_is_near_its_day_before_it_is_late(today: str, how: str) -> None:
    assert urgency(date(2026, 9, 1), date(2026, 9, 16), today=date.fromisoformat(today), settings=SETTINGS) == how


def test_a_lead_comes_back_to_whoever_sent_it(decisions: Decisions) -> None:
    leads = Leads(decisions, settings=SETTINGS)
    lead = leads.open(NewLead("M1", "loan_farm", customer_id="CA"), Act(TELLER, at("2026-09-28"), "k1"))
    assert leads.frame().loc[0, "due_on"] == "2026-10-03"
    with pytest.raises(RccrmError, match="another manager"):
        leads.close(lead.subject, "won", Act(replace(MANAGER, manager_id="M2"), at("2026-09-29"), "k2"), note="办了", seen=1)
    for _ in range(2):
        leads.close(lead.subject, "won", Act(MANAGER, at("2026-09-29"), "k3"), note="授信五万", seen=1)
    assert list(leads.sent_by("sun")["outcome"]) == ["won"] and leads.sent_by("li").empty
    with pytest.raises(RccrmError, match="day that has passed"):
        leads.open(NewLead("M1", "loan_farm", due_on=date(2026, 9, 1)), Act(TELLER, at("2026-09-28"), "k4"))


def _visits(n: int, manager: str, first: int = 1, day: str = "2026-09-08") -> list[dict[str, object]]:
    return [{"seq": first + k, "customer_id": f"C{first + k}", "manager_id": manager, "on_day": day, "kind": "visit",
             "result": "met", "person_id": manager, "at": at(day)} for k in range(n)]


VISITS = pd.DataFrame([*_visits(41, "M1"), *_visits(3, "M2", 100)], columns=READ)


def test_the_lot_takes_a_share_of_every_manager_and_at_least_one() -> None:
    drawn = draw_visits(VISITS, share=0.05, seed="s")
    assert len([seq for seq in drawn if seq < 100]) == 3 and len([seq for seq in drawn if seq >= 100]) == 1
    assert drawn == draw_visits(VISITS.iloc[::-1], share=0.05, seed="s") and drawn != draw_visits(VISITS, share=0.05, seed="t")


def test_every_visit_is_drawn_as_often_as_any_other() -> None:
    of_one = VISITS[VISITS["manager_id"] == "M1"]
    often = pd.Series([seq for n in range(400) for seq in draw_visits(of_one, share=0.05, seed=f"{n}")])
    counts = often.value_counts().reindex(range(1, 42), fill_value=0)
    assert counts.between(8, 51).all(), "29 times on average; 4 standard deviations are 21"


def test_a_week_is_drawn_once_it_is_over_and_the_lot_can_be_repeated(decisions: Decisions) -> None:
    lots = Lots(decisions, "360199")
    assert weeks_over(VISITS, today=date(2026, 9, 13), settings=SETTINGS).empty, "on Sunday the week still lasts"
    over = weeks_over(VISITS, today=date(2026, 9, 14), settings=SETTINGS)
    for _ in range(2):
        lots.draw_missing(over, share=0.05, now=at("2026-09-14"))
    (lot,) = lots.lots()
    assert lot.subject == "2026-09-07" and len(lots.drawn()) == 4
    again = pd.DataFrame(lot.values["drawn_from"], columns=["seq", "manager_id"])
    assert draw_visits(again, share=lot.values["share"], seed=lot.values["seed"]) == lot.values["contacts"]


def test_two_pages_that_draw_at_once_have_one_lot(decisions: Decisions) -> None:
    over = weeks_over(VISITS, today=date(2026, 9, 14), settings=SETTINGS)
    one, other = Lots(decisions, "360199"), Lots(decisions, "360199")
    one._draw("2026-09-07", over, share=0.05, now=1.0)
    other._draw("2026-09-07", over, share=0.05, now=1.0)
    assert len(one.lots()) == 1 and len(other.drawn()) == 4


def _waiting(*checks: tuple[int, str, str], today: str = "2026-09-15") -> pd.DataFrame:
    """What waits on a day of the visits 1, 2 and 999, drawn on 14 September; a check: visit, verdict, day."""
    drawn = pd.DataFrame({"contact_seq": [1, 2, 999], "week": "2026-09-07", "drawn_at": at("2026-09-14")})
    said = [(seq, verdict, "", "he", at(day)) for seq, verdict, day in checks]
    rows = follow_drawn(drawn, VISITS, pd.DataFrame(said, columns=CHECKED), today=date.fromisoformat(today), within_days=14,
                        settings=SETTINGS)
    return rows[rows["waits"]]


def test_a_visit_waits_until_it_is_verified_or_corrected() -> None:
    assert list(_waiting()["seq"]) == [1, 2], "999 was corrected and is no longer there"
    assert list(_waiting((2, "confirmed", "2026-09-15"))["seq"]) == [1]
    assert list(_waiting((1, "doubtful", "2026-09-15"), (2, "confirmed", "2026-09-15"))["seq"]) == []
    assert list(_waiting(today="2026-10-30")["seq"]) == [1, 2], "late, and still to be asked"


def test_who_was_not_reached_waits_again_until_the_time_for_it_is_over() -> None:
    tried = (2, "not_reached", "2026-09-15"), (2, "not_reached", "2026-09-17")
    row = _waiting(*tried, today="2026-09-28").query("seq == 2").iloc[0]
    assert (row["said_on"], row["by"], row["n_checks"], row["until_on"]) == ("2026-09-17", "he", 2, "2026-09-28")
    assert list(_waiting(*tried, today="2026-09-29")["seq"]) == [1], "then it stays 'not reached'"
    assert list(_waiting(*tried, (2, "confirmed", "2026-09-18"), today="2026-09-18")["seq"]) == [1], "the last verdict counts"
