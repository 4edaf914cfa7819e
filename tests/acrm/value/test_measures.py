"""Both measures of a tier, the high band of those who bring most, households, members' own floors, floors out of order."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from rccrm_lib.acrm.value import Override, assign_tiers, household_tiers, near_threshold, value_bands
from rccrm_lib.acrm.value.measures import high_by_contribution
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.tier_settings import TierSettings


def one_month(n: int, contribution: list[int], *, yuan: int = 3_000) -> pd.DataFrame:
    return pd.DataFrame({"customer_id": [f"C{k:03d}" for k in range(n)], "month": "2026-01", "aum_avg_fen": yuan * 100,
                         "n_accounts": 1, "comparable_fen": contribution})


def test_the_top_twentieth_by_contribution_is_of_the_high_band_whatever_the_tier(tier_settings) -> None:
    tiers = assign_tiers(one_month(100, list(range(1, 101))), settings=tier_settings)
    high = tiers[tiers["band"] == "high"]
    assert high["comparable_fen"].tolist() == [95, 96, 97, 98, 99, 100]  # the 95th of 100 is the percentile, and counts
    assert set(high["tier"]) == {"MASS"} and value_bands(tiers)["n"].tolist() == [94, 0, 6]


@pytest.mark.parametrize(("values", "known", "expected"), [
    ([5, 5, 5, 5], [1, 1, 1, 1], [1, 1, 1, 1]),  # ties stand together
    ([-3, -2, -1, 0], [1, 1, 1, 1], [0, 0, 0, 0]),  # who brings nothing is not high
    ([9, 1, 2, 3], [0, 1, 1, 1], [0, 0, 0, 1]),  # not supplied is not high
    ([9, 1], [0, 0], [0, 0]),
])
def test_who_brings_most(values, known, expected) -> None:
    found = high_by_contribution(np.array(values), np.array(known, dtype=bool), share=0.05)
    assert found.tolist() == [bool(one) for one in expected]
    assert not high_by_contribution(np.array(values), np.array(known, dtype=bool), share=None).any()


def test_without_contribution_assets_alone_decide_and_nothing_is_said_of_it(make_history, tier_settings) -> None:
    tiers = assign_tiers(make_history({"A": [60_000]}), settings=tier_settings)
    row = tiers.iloc[0]
    assert row["tier"] == "QUALITY" and row["tier_reason"] == "AUM" and row["aum_tier"] == "QUALITY"
    assert pd.isna(row["contribution_tier"]) and pd.isna(row["comparable_fen"])


def test_a_household_stands_by_what_its_members_have_together(tier_settings) -> None:
    rows = [("H1", "2026-01", 2, 5_500_000, 100), ("H1", "2026-02", 2, 5_500_000, 100), ("H2", "2026-02", 1, 900_000, 6_000)]
    history = pd.DataFrame(rows, columns=["household_id", "month", "n_members", "aum_avg_fen", "comparable_fen"])
    found = household_tiers(history, month="2026-02", settings=tier_settings)
    assert found[["household_id", "n_members", "tier", "tier_reason"]].astype(str).to_numpy().tolist() == [
        ["H1", "2", "QUALITY", "AUM"], ["H2", "1", "QUALITY", "CONTRIBUTION"]]


def test_a_company_is_near_its_own_floor(tier_settings) -> None:
    history = pd.DataFrame({"customer_id": ["CO", "P"], "month": "2026-01", "aum_avg_fen": [19_000_000, 19_000_000],
                            "n_accounts": 1, "is_company": [True, False]})
    tiers = assign_tiers(history, settings=tier_settings)
    now = tiers.assign(is_company=tiers["customer_id"] == "CO")
    found = near_threshold(now, settings=tier_settings)
    assert found[["customer_id", "tier", "next_tier", "gap_fen"]].to_numpy().tolist() == [
        ["P", "QUALITY", "VIP", 1_000_000], ["CO", "POTENTIAL", "QUALITY", 1_000_000]]


def test_a_member_may_have_floors_of_its_own() -> None:
    settings = TierSettings(members={"360199": {"QUALITY": {"floor_yuan": 80_000, "contribution_floor_yuan": 900}}})
    own, others = settings.of_member("360199"), settings.of_member("360198")
    assert [tier.floor_yuan for tier in own.tiers] == [0, 10_000, 80_000, 200_000, 500_000, 6_000_000]
    assert own.tiers[2].contribution_floor_yuan == 900 and own.tiers[2].company_floor_yuan == 200_000
    assert others.tiers == settings.tiers


@pytest.mark.parametrize(("member", "message"), [
    ({"QUALITY": {"floor_yuan": 200_000}},
     "floor_yuan must rise from tier to tier, not MASS 0, POTENTIAL 10000, QUALITY 200000, VIP"),
    ({"VIP": {"contribution_floor_yuan": 100}}, "contribution_floor_yuan must rise"),
    ({"MASS": {"floor_yuan": 1}}, "must start at 0"),
    ({"GOLD": {"floor_yuan": 1}}, "members.M1 names no tier: GOLD"),
])
def test_floors_out_of_order_are_refused_with_the_tier(member, message) -> None:
    with pytest.raises(ValidationError, match=message):
        TierSettings(members={"M1": member})


def test_an_override_of_nobody_changes_nothing_and_an_unknown_tier_is_refused(make_history, tier_settings) -> None:
    history = make_history({"A": [60_000]})
    plain = assign_tiers(history, settings=tier_settings)
    gone = [Override("B", "VIP", "2026-01", "2026-12"), Override("A", "VIP", "2026-02", "2026-12")]
    pd.testing.assert_frame_equal(assign_tiers(history, settings=tier_settings, overrides=gone), plain)
    with pytest.raises(RccrmError, match="names tier 'GOLD'"):
        assign_tiers(history, settings=tier_settings, overrides=[Override("A", "GOLD", "2026-01", "2026-01")])
