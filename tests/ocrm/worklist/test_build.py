"""The items of a month: each reason on a case made for it, what keeps items off, and ids that last."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from rccrm_lib.core.errors import SchemaError
from rccrm_lib.core.worklist_settings import Steps, WorklistSettings
from rccrm_lib.ocrm.worklist import FOUND, build_items, renew_cases
from rccrm_lib.ocrm.worklist.build import step_rows
from tests.ocrm.worklist.bank import AS_OF, MEMBER, MONTH, NO_ANSWERS, Bank

SETTINGS = WorklistSettings(min_past=3)


def build(bank: Bank, answers: pd.DataFrame = NO_ANSWERS, *, month: str = MONTH, **more: pd.DataFrame) -> pd.DataFrame:
    build_items(bank.con, answers, settings=SETTINGS, member_id=MEMBER, month=month, more=more)
    return bank.items()


def evidence(row: pd.Series) -> dict[str, Any]:
    return json.loads(row["evidence"])


def test_value_at_risk_is_a_years_contribution_times_the_share_that_left_after_the_same_fall() -> None:
    bank, fell = Bank(), (9_000_000,) * 3 + (2_000_000,) * 10
    for n in range(4):  # fell ten months ago; one of four left within half a year
        bank.customer(f"P{n}", aum=fell)
        bank.add("churn_spells", (f"P{n}", n == 0, "2025-09", "2026-02" if n == 0 else "2026-09"))
    bank.customer("NOW", aum=(9_000_000,) * 10 + (2_000_000,) * 3, yearly_fen=120_000)
    row = build(bank).set_index("customer_id").loc["NOW"]
    assert (row["reason"], row["kind"], row["value_fen"]) == ("at_risk", "model", 30_000)
    assert evidence(row) | {"state": "falling", "n_past": 4, "n_left": 1, "before_fen": 9_000_000} == evidence(row)


def test_too_few_in_the_past_is_cannot_tell_and_no_value() -> None:
    bank = Bank()
    bank.customer("NOW", aum=(9_000_000,) * 10 + (2_000_000,) * 3, yearly_fen=120_000)
    row = build(bank).iloc[0]
    assert pd.isna(row["value_fen"]) and evidence(row)["is_known"] is False


@pytest.mark.parametrize(("flows", "expected"), [
    ([("A", "D", 8_000_000, "TRO", "C", False)], ["A"]),
    ([("A", "D", 8_000_000, "TRO", "C", True)], []),  # between own accounts
    ([("A", "C", 8_000_000, "SAL", "C", False)], []), ([("A", "C", 8_000_000, "LON", "C", False)], []),
    ([("A", "D", 8_000_000, "OTH", "S", False)], []),  # a deposit that renews itself
    ([("A", "D", 8_000_000, "TRO", "C", False), ("B", "C", 8_000_000, "TRI", "C", False)], []),  # inside the household
    ([("A", "D", 4_000_000, "TRO", "C", False)], []),  # below the floor
])
def test_a_large_movement_is_what_leaves_the_household_of_the_customers_own_will(
    flows: list[tuple[str, str, int, str, str, bool]], expected: list[str]) -> None:
    bank = Bank()
    for name in "AB":
        bank.customer(name, home="H1", aum=(10_000_000,) * 13)
    bank.add("txn_history", *((f"A{who}", date(2026, 9, 10), dc, fen, code, by, own) for who, dc, fen, code, by, own in flows))
    assert list(build(bank)["customer_id"]) == expected


def test_a_movement_is_large_for_this_customer_and_the_largest_ones_are_called_on_the_first_day() -> None:
    bank = Bank()
    bank.customer("RICH", aum=(100_000_000,) * 13)  # 30 % of a million yuan
    bank.customer("BUSY", aum=(1_000_000,) * 13)  # 60,000 yuan a day is nothing new
    bank.customer("OUT", aum=(1_000_000,) * 13)
    day = date(2026, 9, 1)
    bank.add("txn_history", ("ARICH", day, "D", 25_000_000, "TRO", "C", False), ("AOUT", day, "D", 25_000_000, "TRO", "C", False),
             *(("ABUSY", day + timedelta(days=n), "DC"[n % 2], 6_000_000, "TRO", "C", False) for n in range(20)))
    row = build(bank).iloc[0]
    assert (row["customer_id"], row["kind"], row["due_on"].date()) == ("OUT", "duty", AS_OF + timedelta(days=1))


def test_a_deposit_comes_up_in_three_steps_with_the_share_that_was_taken_away_before() -> None:
    bank = Bank()
    bank.customer("A", aum=(10_000_000,) * 13, yearly_fen=240_000)
    bank.add("acct_time", ("AA", date(2026, 10, 20), 5_000_000, False, None))
    bank.customer("RENEWS")
    bank.add("acct_time", ("ARENEWS", date(2026, 10, 20), 5_000_000, True, None))
    for n in range(4):
        bank.customer(f"P{n}", aum=(5_000_000,) * 10 + ((1_000_000,) * 3 if n == 0 else (5_000_000,) * 3))
        bank.add("acct_time_history", ("2026-05", f"AP{n}", date(2026, 6, 15), 4_000_000))
    build(bank)
    rows = bank.items("deposit")
    assert set(rows["customer_id"]) == {"A"}
    assert [(row.from_on.date().day, row.due_on.date().day) for row in rows.itertuples()] == [(5, 16), (17, 19), (20, 20)]
    assert set(rows["value_fen"]) == {30_000}  # 2,400 yuan a year x half of the assets x 1 of 4


def test_steps_follow_each_other_without_a_gap_and_the_last_one_stays() -> None:
    assert step_rows("loan", Steps(days=(30, 10, -1), stays_days=60)) == [
        ("loan", 1, -30, -11, -11), ("loan", 2, -10, 0, 0), ("loan", 3, 1, 1, 61)]
    assert step_rows("deposit", Steps(days=(3, 0), stays_days=7)) == [("deposit", 1, -3, -1, -1), ("deposit", 2, 0, 0, 7)]


def test_dates_of_the_customer_come_up_in_time() -> None:
    bank = Bank()
    bank.customer("DOC", valid_to_on=date(2026, 12, 20))
    bank.customer("FEB", birth_on=date(1980, 10, 3), band="high")
    bank.customer("LOW", birth_on=date(1980, 10, 3))
    bank.customer("GAP", lacks="occupation,address", band="mid")
    bank.customer("LOAN")
    bank.add("loan", ("ALOAN", date(2026, 10, 15), 2_000_000))
    rows = build(bank)
    assert [(row.customer_id, row.reason) for row in rows.itertuples()] == [
        ("DOC", "document"), ("FEB", "birthday"), ("GAP", "missing"), *[("LOAN", "loan")] * 4]
    assert evidence(rows.iloc[1])["age"] == 46


def test_a_birthday_on_a_leap_day_is_kept_in_every_year() -> None:
    bank = Bank()
    bank.customer("LEAP", birth_on=date(1980, 2, 29), band="high")
    build(bank, month="2027-01")
    bank.add("tiers", ("LEAP", "2027-01", "high"))
    assert evidence(build(bank, month="2027-01").iloc[0])["birthday_on"] == "2027-02-28"


@pytest.mark.parametrize(("lunar", "birth_on", "day", "age"), [
    ("0903", date(1965, 9, 27), "2026-10-12", 61),  # the day itself: third of the ninth month of 1965
    ("0815", date(1970, 1, 20), None, None),  # 25 September: over before the month's end
    ("0901", date(1970, 1, 20), "2026-10-10", 57),  # born before the new year of 1970: in the lunar year 1969
    ("0901", None, "2026-10-10", None),
    ("0901L", date(1964, 1, 1), "2026-10-10", 63),  # 2026 has no leap month: the plain one
])
def test_who_keeps_the_lunar_day_is_greeted_on_it_and_on_no_other(
        lunar: str, birth_on: date | None, day: str | None, age: int | None) -> None:
    bank = Bank()
    bank.customer("L", birth_on=birth_on, lunar=lunar, band="high")
    found = [evidence(row) for _, row in build(bank).iterrows()]
    assert found == ([{"birthday_on": day, "age": age, "lunar_day": lunar}] if day else [])


def test_the_lunar_day_at_the_turn_of_the_solar_year() -> None:
    bank = Bank()
    bank.customer("EVE", birth_on=date(1960, 1, 27), lunar="1230", band="high")  # New Year's eve of a short month
    bank.add("tiers", ("EVE", "2027-01", "high"))
    found = evidence(build(bank, month="2027-01").iloc[0])
    assert found == {"birthday_on": "2027-02-05", "age": 67, "lunar_day": "1230"}


def test_the_control_group_of_a_campaign_is_never_listed() -> None:
    bank = Bank()
    for name in ("T", "C", "BOTH", "MET"):
        bank.customer(name)
    bank.add("campaign", ("HD", "安心存", date(2026, 9, 1), date(2026, 10, 31)),
             ("OLD", "旧活动", date(2026, 1, 1), date(2026, 3, 1)))
    members = (("HD", "KT", "T"), ("HD", "KC", "C"), ("HD", "KBOTH", "T"), ("HD", "KBOTH", "C"), ("OLD", "KT", "T"))
    bank.add("campaign_member", *((campaign, "CORE", who, arm, None) for campaign, who, arm in members),
             ("HD", "CORE", "KMET", "T", date(2026, 9, 5)))
    rows = build(bank)
    assert list(rows["customer_id"]) == ["T"]
    assert bank.suppressed() == {("campaign", "control", 2)}


def test_leads_cases_and_owed_contacts_are_duties_of_whom_they_were_sent_to() -> None:
    bank = Bank()
    for name in "ABC":
        bank.customer(name)
    bank.add("leads", ("L1", "A", "M9", "贷款", date(2026, 9, 28), date(2026, 10, 5), "sun", "open"),
             ("L2", "A", "M9", "贷款", date(2026, 9, 28), date(2026, 10, 5), "sun", "won"))
    bank.add("cases", ("T1", "B", date(2026, 9, 20), date(2026, 10, 5), "complaint", "open"),
             ("T2", "C", date(2026, 9, 20), date(2026, 10, 5), "complaint", "closed"))
    bank.add("service_due", ("C", "visit", date(2026, 10, 10), 30, "S1", None, False),
             ("B", "visit", date(2026, 10, 10), 30, "S1", None, False))
    rows = build(bank)
    assert [(r.customer_id, r.reason, r.manager_id, r.kind) for r in rows.itertuples()] == [
        ("A", "lead", "M9", "duty"), ("B", "case", "M1", "duty"), ("B", "service", "M1", "duty"), ("C", "service", "M1", "duty")]
    assert bank.suppressed() == set(), "what a complaint keeps off is judged on the day: it may be closed tomorrow"
    case = {"case_id": "T1", "customer_id": "B", "household_id": None, "manager_id": "M1", "opened_on": "2026-09-20",
            "due_on": "2026-10-05", "kind": "complaint"}
    renewed = renew_cases(rows, pd.DataFrame([case]), settings=WorklistSettings(), member_id=MEMBER)
    assert set(renewed["item_id"]) == set(rows["item_id"]), "a case keeps its number"


def test_whoever_a_contact_told_to_be_dead_is_on_no_list() -> None:
    bank = Bank()
    bank.customer("A", band="high", lacks="occupation")
    bank.add("loan", ("AA", date(2026, 11, 29), 2_000_000))
    build_items(bank.con, NO_ANSWERS, settings=SETTINGS, member_id=MEMBER, month=MONTH, told_dead=["A"])
    assert bank.items().empty and {cause for _, cause, _ in bank.suppressed()} == {"death"}


@pytest.mark.parametrize(("who", "kept", "cause"), [
    ({"died_on": date(2026, 9, 1)}, set(), "death"), ({"staff": True}, {"loan"}, "staff"),
    ({"birth_on": date(2012, 1, 1)}, {"loan"}, "minor"), ({"refuses": True}, {"loan", "missing"}, "refusal")])
def test_some_are_left_in_peace(who: dict[str, Any], kept: set[str], cause: str) -> None:
    bank = Bank()
    bank.customer("A", band="high", lacks="occupation", **who)
    bank.add("near_threshold", ("A", "VIP", 10_000, "AUM", None))
    bank.add("loan", ("AA", date(2026, 11, 29), 2_000_000))
    assert set(build(bank)["reason"]) == kept
    assert {one for _, one, _ in bank.suppressed()} == {cause}


def test_no_score_is_used_for_whoever_refused_profiling() -> None:
    bank = Bank()
    for name in ("A", "B"):
        bank.customer(name, refuses=name == "A", yearly_fen=240_000)
        bank.add("acct_time", (f"A{name}", date(2026, 10, 20), 500_000, False, None))
        for n in range(4):
            bank.add("acct_time_history", ("2026-05", f"A{name}", date(2026, 6, 15), 1_000 + n))
    values = build(bank).groupby("customer_id")["value_fen"].max()
    assert pd.isna(values["A"])


def test_what_was_called_wrong_does_not_come_back_and_another_reason_does() -> None:
    bank = Bank()
    bank.customer("A", lacks="occupation", band="mid")
    bank.add("near_threshold", ("A", "VIP", 10_000, "AUM", None))
    at = pd.Timestamp("2026-08-01T04:00Z").timestamp()
    wrong = pd.DataFrame([("near-00ff", "A", "M1", "wrong", "not_so", None, "wang", at)], columns=NO_ANSWERS.columns)
    assert set(build(bank, wrong)["reason"]) == {"missing"}
    assert bank.suppressed() == {("near", "wrong", 1)}
    assert set(build(bank, wrong.assign(at=at - 200 * 86_400))["reason"]) == {"missing", "near"}


def test_ids_last_over_runs_and_months_and_a_new_cycle_has_a_new_one() -> None:
    bank = Bank()
    bank.customer("A")
    bank.add("loan", ("AA", date(2026, 11, 20), 2_000_000))
    first = build(bank)
    pd.testing.assert_frame_equal(build(bank), first)
    october = build(bank, month="2026-10").set_index("from_on")["item_id"]
    shared = first.set_index("from_on")["item_id"]
    assert len(set(shared)) == len(shared) > 0
    common = shared.index.intersection(october.index)
    assert len(common) and (shared[common] == october[common]).all()


def test_a_feed_of_ones_own_is_a_frame_and_a_wrong_frame_is_refused() -> None:
    bank = Bank()
    bank.customer("A")
    row = ("A", "2026-09", "model", 20, "{}", AS_OF, AS_OF, AS_OF + timedelta(days=9), 5_000, None, "my model")
    frame = pd.DataFrame([row], columns=FOUND.names)
    found = build(bank, near=frame)
    assert list(found["source"]) == ["my model"] and found.loc[0, "value_fen"] == 5_000
    with pytest.raises(SchemaError):
        build(bank, near=frame.assign(customer_id=None))
    with pytest.raises(SchemaError):
        build(bank, near=pd.concat([frame, frame]))
