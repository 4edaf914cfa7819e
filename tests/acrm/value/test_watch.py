"""The watch list against the rule itself: who stays as he is falls when it says, who makes up the gap does not."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rccrm_lib.acrm.value import assign_tiers, watch_list
from rccrm_lib.core.tier_settings import TierSettings
from rccrm_lib.facts.calendar import add_months, month_range

LAST = "2026-09"
Values = tuple[int, int | None]
NOBODY = pd.DataFrame(columns=["customer_id", "deciding", "deciding_fen", "deciding_measure", "deciding_from", "n_alone"])


def history_of(courses: Sequence[Sequence[Values]], *, more: int = 0, last: list[Values] | None = None) -> pd.DataFrame:
    """Averages and contributions (fen) of each customer up to LAST, and as many months more of `last`, or of LAST's own."""
    rows = []
    for who, course in enumerate(courses):
        months = month_range(add_months(LAST, 1 - len(course)), add_months(LAST, more))
        ends = [*course, *[(last or [one[-1] for one in courses])[who]] * more]
        rows += [(f"C{who:03d}", month, aum, worth, 1) for month, (aum, worth) in zip(months, ends, strict=True)]
    frame = pd.DataFrame(rows, columns=["customer_id", "month", "aum_avg_fen", "comparable_fen", "n_accounts"])
    return assign_tiers(frame.astype({"comparable_fen": "Int64"}), settings=TierSettings())


def watched(courses: Sequence[Sequence[Values]]) -> pd.DataFrame:
    tiers = history_of(courses)
    return watch_list(tiers[tiers["month"] == LAST], NOBODY, month=LAST, settings=TierSettings())


def test_how_long_still_and_what_would_keep_the_tier() -> None:
    found = watched([
        [(6_000_000, 100)] * 3 + [(4_000_000, 4_100)],  # one month below QUALITY; by contribution 67 fen are missing
        [(6_000_000, None)] + [(4_000_000, None)] * 3,  # three months below: settled
        [(700_000_000, None)] + [(50_000_001, None)] * 3,  # the private bank waits for six
        [(6_000_000, 100)] * 4,
    ]).set_index("customer_id")
    assert found.index.tolist() == ["C002", "C001", "C000"]
    assert found["months_left"].to_dict() == {"C002": 4, "C001": 1, "C000": 3}
    assert found["falls_in"].to_dict() == {"C002": "2027-01", "C001": "2026-10", "C000": "2026-12"}
    assert found["is_settled"].to_dict() == {"C002": False, "C001": True, "C000": False}
    assert found.loc["C000", ["tier", "falls_to", "measure", "gap_fen"]].tolist() == ["QUALITY", "POTENTIAL", "CONTRIBUTION", 67]
    assert found.loc["C002", ["tier", "falls_to", "measure", "gap_fen"]].tolist() == ["PRIVATE", "WEALTH", "AUM", 549_999_999]
    assert found["stake_fen"].fillna(-1).tolist() == [-1, -1, 49_200]


MONTH = st.tuples(st.integers(0, 70_000_000), st.integers(-100, 50_000))


@given(courses=st.lists(st.lists(MONTH, min_size=6, max_size=6), min_size=1, max_size=12))
@settings(max_examples=40)
def test_law_who_stays_as_he_is_falls_when_it_says_and_not_before(courses) -> None:
    found = watched(courses)
    assume(len(found))
    later = history_of(courses, more=int(found["months_left"].max())).set_index(["customer_id", "month"])["tier"]
    for row in found.itertuples():
        assert later[(row.customer_id, add_months(row.falls_in, -1))] == row.tier
        assert later[(row.customer_id, row.falls_in)] == row.falls_to != row.tier


@given(courses=st.lists(st.lists(MONTH, min_size=6, max_size=6), min_size=1, max_size=12))
@settings(max_examples=40)
def test_law_a_month_that_makes_up_the_gap_keeps_the_tier_unless_the_fall_is_settled(courses) -> None:
    found = watched(courses).set_index("customer_id")
    assume(len(found))
    ends = [course[-1] for course in courses]
    for who, row in found.iterrows():
        aum, worth = ends[int(who[1:])]
        is_aum = row["measure"] == "AUM"
        ends[int(who[1:])] = (aum + row["gap_fen"] * is_aum, worth + row["gap_fen"] * (not is_aum))
    after = history_of(courses, more=1, last=ends)
    after = after[after["month"] == add_months(LAST, 1)].set_index("customer_id")
    for who, row in found.iterrows():
        assert (after.at[who, "tier"] == row["tier"]) == (not row["is_settled"])
        assert row["is_settled"] or not after.at[who, "is_watch"]
