"""Who is near a tier: by the nearer measure, what is missing to the fen, and when what is there will do."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from rccrm_lib.acrm.value import assign_tiers, near_threshold
from rccrm_lib.acrm.value.measures import reach_tiers
from rccrm_lib.core.tier_settings import TierSettings

TIERS = [tier.code for tier in TierSettings().tiers]


def month_of(rows: list[tuple[str, int, int | None]], ends: list[int | None] | None = None) -> pd.DataFrame:
    """The tiers of one month: customer, average and a month's contribution in fen; assets of the last day where given."""
    history = pd.DataFrame(rows, columns=["customer_id", "aum_avg_fen", "comparable_fen"]).assign(month="2026-01", n_accounts=1)
    tiers = assign_tiers(history.astype({"comparable_fen": "Int64"}), settings=TierSettings())
    if ends is None:
        return tiers
    known = pd.DataFrame({"customer_id": [row[0] for row in rows], "aum_end_fen": pd.array(ends, dtype="Int64")})
    return tiers.merge(known, on="customer_id")


def near(frame: pd.DataFrame) -> pd.DataFrame:
    return near_threshold(frame, settings=TierSettings()).set_index("customer_id")


def test_the_nearer_measure_is_named_with_what_a_month_lacks() -> None:
    found = near(month_of([
        ("both", 4_600_000, 4_000),  # 8 % short of 50,000 yuan; 4 % short of 41.67 yuan a month, the twelfth part of 500
        ("assets", 4_900_000, 4_000), ("contribution", 100, 3_900), ("far", 3_000_000, 3_000), ("unknown", 4_900_000, None),
    ]))
    assert found["measure"].to_dict() == {"both": "CONTRIBUTION", "contribution": "CONTRIBUTION", "assets": "AUM",
                                          "unknown": "AUM"}
    assert found.loc["both", ["next_tier", "floor_fen", "gap_fen"]].tolist() == ["QUALITY", 4_167, 167]
    assert found.loc["assets", ["next_tier", "floor_fen", "gap_fen"]].tolist() == ["QUALITY", 5_000_000, 100_000]
    assert found.loc["contribution", ["tier", "gap_fen"]].tolist() == ["POTENTIAL", 267]


def test_a_tier_that_the_other_measure_has_reached_is_none_to_be_near_to() -> None:
    assert near(month_of([("A", 4_900_000, 20_000)])).empty  # contribution makes VIP; assets just below QUALITY lift nobody


def test_assets_of_the_last_day_that_reach_the_floor_lift_two_months_on_if_they_stay() -> None:
    found = near(month_of([("stays", 4_900_000, 0), ("lacks", 4_900_000, 0), ("unknown", 4_900_000, 0), ("worth", 0, 4_100)],
                          [5_000_000, 4_980_000, None, 900]))
    assert found["end_gap_fen"].astype(object).where(found["end_gap_fen"].notna(), None).to_dict() == {
        "stays": 0, "lacks": 20_000, "unknown": None, "worth": None}
    assert found["months_until_up"].dropna().to_dict() == {"stays": 2}
    history = pd.DataFrame([("stays", f"2026-0{n}", 1, fen) for n, fen in enumerate((4_900_000, 5_000_000, 5_000_000), 1)],
                           columns=["customer_id", "month", "n_accounts", "aum_avg_fen"])
    assert assign_tiers(history, settings=TierSettings())["tier"].tolist() == ["POTENTIAL", "POTENTIAL", "QUALITY"]


@given(rows=st.lists(st.tuples(st.integers(0, 700_000_000), st.none() | st.integers(-500, 600_000)), min_size=1, max_size=20))
@settings(max_examples=60)
def test_law_what_is_missing_reaches_the_tier_and_a_fen_less_does_not(rows) -> None:
    found = near(month_of([(f"C{place:03d}", *values) for place, values in enumerate(rows)]))
    for less in (0, 1):
        is_aum = found["measure"] == "AUM"
        given_fen = found["gap_fen"] - less
        lifted = pd.DataFrame({
            "aum_avg_fen": found["aum_avg_fen"] + given_fen.where(is_aum, 0),
            "comparable_fen": found["comparable_fen"] + given_fen.where(~is_aum, 0).astype("Int64"),
        })
        reached = reach_tiers(lifted, settings=TierSettings()).natural
        wanted = found["next_tier"].map(TIERS.index)
        assert ((reached >= wanted) if less == 0 else (reached < wanted)).all()
