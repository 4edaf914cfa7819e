"""The lifecycle: each stage by its rule, the first that holds; entry dates that stay; leaving as churn says it."""

from __future__ import annotations

from datetime import date

import pandas as pd

from rccrm_lib.acrm.segments import STAGES, add_spell_months, count_stages, place_customers
from rccrm_lib.core.segment_settings import LifecycleSettings

MONTH = "2026-09"
WAN = 1_000_000
USUAL = {"n_accounts": 1, "ever_held": True, "first_open_on": date(2015, 5, 4), "tenure_months": 136, "aum_fen": WAN,
         "aum_year_ago_fen": WAN, "months_since_active": 0, "death_on": None}
CUSTOMERS = {
    "active": {}, "prospect": {"n_accounts": 0, "ever_held": False, "first_open_on": None, "tenure_months": None},
    "new": {"tenure_months": 3, "first_open_on": date(2026, 6, 9), "aum_year_ago_fen": None},
    "growing": {"aum_fen": 2 * WAN}, "declining": {"aum_fen": WAN // 2}, "dormant": {"months_since_active": 6},
    "lost": {"aum_fen": 0}, "closed": {"n_accounts": 0}, "won_back": {}, "ended": {"death_on": date(2026, 8, 2)},
    "small_change": {"aum_fen": 30_000, "aum_year_ago_fen": 10_000}, "unknown": {"aum_fen": None, "aum_year_ago_fen": None,
                                                                               "months_since_active": None},
}
SPELLS = pd.DataFrame([("lost", 1, "runoff", "2025-11", "2026-05"), ("won_back", 1, "dormancy", "2025-10", "2026-01"),
                       ("won_back", 2, "censored", "2026-07", "2026-09"), ("active", 1, "household", "2025-11", "2026-05")],
                      columns=["customer_id", "spell_no", "cause", "entry_month", "exit_month"])


def place(previous=None, **changes):
    rows = [{"customer_id": name, **USUAL, **own, **changes.get(name, {})} for name, own in CUSTOMERS.items()]
    return place_customers(pd.DataFrame(rows), add_spell_months(SPELLS, month=MONTH), settings=LifecycleSettings(), month=MONTH,
                           churn_causes=("runoff", "closure", "dormancy"), previous=previous).set_index("customer_id")


def test_each_stage_by_its_rule():
    stages = place()["stage"].to_dict()
    assert stages == {**{name: name for name in STAGES}, "closed": "lost", "small_change": "active", "unknown": "active"}


def test_what_is_missing_decides_nothing():
    assert place()["rule"]["unknown"] == "none_of_these"


def test_an_event_gives_the_entry_date():
    found = place()
    assert found["entry_on"][["lost", "won_back", "new", "ended"]].tolist() == [
        date(2026, 5, 31), date(2026, 7, 31), date(2026, 6, 9), date(2026, 8, 2)]
    assert found["is_entry_seen"][["lost", "new", "active", "growing"]].tolist() == [True, True, False, False]


def test_a_stage_that_lasts_keeps_its_entry_and_a_change_is_seen():
    before = place().reset_index().assign(entry_on=date(2026, 2, 28))
    before["stage"] = before["stage"].where(before["customer_id"] != "declining", "active")
    now = place(previous=before)
    assert now["entry_on"]["growing"] == date(2026, 2, 28) and not now["is_entry_seen"]["growing"]
    assert now["entry_on"]["declining"] == date(2026, 9, 30) and now["is_entry_seen"]["declining"]
    counts = count_stages(now.reset_index()).set_index("stage")
    assert counts.at["declining", "n_entered"] == 1 and counts["n_entered"].sum() == 1
    assert counts["n"].sum() == len(CUSTOMERS)


def test_without_a_month_before_nobody_can_have_entered():
    assert count_stages(place().reset_index())["n_entered"].isna().all()
