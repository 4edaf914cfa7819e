"""Pyramid, concentration with its interval, and the list of those close to the next tier."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rccrm_lib.acrm.value import assign_tiers, concentration, distribution, near_threshold, pyramid, pyramid_bands
from rccrm_lib.core.errors import RccrmError

YUAN = {"a": [5_000, 4_000], "b": [60_000, 40_000], "c": [70_000, 80_000], "d": [None, 700_000], "e": [30_000, None]}


def frame_of(fen: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"customer_id": [f"C{n}" for n in range(len(fen))], "aum_avg_fen": fen})


def test_the_pyramid_has_every_tier_from_low_to_high(make_history, tier_settings) -> None:
    tiers = assign_tiers(make_history(YUAN), settings=tier_settings)
    found = pyramid(tiers, month="2026-02", settings=tier_settings)
    assert found["tier"].tolist() == ["MASS", "POTENTIAL", "QUALITY", "VIP", "WEALTH", "PRIVATE"]
    assert found["n"].tolist() == [1, 0, 2, 0, 1, 0]
    assert found["n_previous"].tolist() == [1, 1, 2, 0, 0, 0]
    assert found["n_watch"].tolist() == [0, 0, 1, 0, 0, 0]
    assert (found["aum_avg_fen"] // 100).tolist() == [4_000, 0, 120_000, 0, 700_000, 0]
    assert found["n_share"].sum() == pytest.approx(1) and found["aum_share"].sum() == pytest.approx(1)


def test_bands_sum_the_tiers(make_history, tier_settings) -> None:
    tiers = assign_tiers(make_history(YUAN), settings=tier_settings)
    found = pyramid_bands(pyramid(tiers, month="2026-02", settings=tier_settings)).set_index("band")
    assert found.index.tolist() == ["low", "mid", "high"]
    assert found["n"].tolist() == [1, 2, 1] and found["n_previous"].tolist() == [2, 2, 0]
    assert found["n_share"].tolist() == [0.25, 0.5, 0.25]


def test_the_first_month_has_no_previous_count(make_history, tier_settings) -> None:
    tiers = assign_tiers(make_history(YUAN), settings=tier_settings)
    first = pyramid(tiers, month="2026-01", settings=tier_settings)
    assert first["n_previous"].isna().all()
    assert pyramid_bands(first)["n_previous"].isna().all()  # missing, not 0


def test_a_month_without_customers_has_no_shares(make_history, tier_settings) -> None:
    tiers = assign_tiers(make_history(YUAN), settings=tier_settings)
    found = pyramid(tiers, month="2030-01", settings=tier_settings)
    assert found["n"].sum() == 0 and found["n_share"].isna().all() and found["aum_share"].isna().all()


def test_equal_assets_have_no_concentration() -> None:
    found = concentration(frame_of([500] * 200), seed=1)
    assert found["aum_share"].tolist() == pytest.approx([0.01, 0.05, 0.10, 0.20])
    assert found["low"].tolist() == pytest.approx(found["high"].tolist())


def test_the_top_holds_what_can_be_counted_by_hand() -> None:
    found = concentration(frame_of([*range(1, 101)]), seed=1).set_index("customers_share")
    assert found.loc[0.01, "aum_share"] == pytest.approx(100 / 5050)
    assert found.loc[0.05, "aum_share"] == pytest.approx(sum(range(96, 101)) / 5050)
    assert found.loc[0.20, "aum_share"] == pytest.approx(sum(range(81, 101)) / 5050)
    assert (found["low"] < found["aum_share"]).all() and (found["aum_share"] < found["high"]).all()


def test_a_part_of_a_customer_counts_in_part() -> None:
    found = concentration(frame_of([80, 20]), seed=1, shares=[0.25, 0.75])
    assert found["aum_share"].tolist() == pytest.approx([0.4, 0.9])
    assert found["low"].isna().all()  # two customers are no sample


def test_overdrafts_count_as_nothing_and_nobody_gives_no_rows() -> None:
    assert concentration(frame_of([100, -900]), seed=1, shares=[0.5])["aum_share"].tolist() == [1.0]
    assert concentration(frame_of([0, -5]), seed=1).empty
    assert concentration(frame_of([]), seed=1).empty


def test_a_customer_twice_is_refused() -> None:
    with pytest.raises(RccrmError, match="twice"):
        concentration(pd.concat([frame_of([1]), frame_of([1])]), seed=1)


def test_the_interval_depends_on_the_seed_only() -> None:
    fen = np.random.default_rng(3).lognormal(13, 1.5, 400).astype(np.int64).tolist()
    frame = frame_of(fen)
    pd.testing.assert_frame_equal(concentration(frame, seed=5), concentration(frame.iloc[::-1], seed=5))
    assert not concentration(frame, seed=5)["low"].equals(concentration(frame, seed=6)["low"])


@pytest.mark.slow
def test_the_interval_covers_the_share_of_the_population() -> None:
    """The top 20 % of a lognormal hold norm.cdf(sigma - z_0.8); about 95 of 100 intervals must cover it."""
    from scipy.stats import norm

    truth, rng = norm.cdf(1.0 - norm.ppf(0.8)), np.random.default_rng(11)
    hits = 0
    for seed in range(100):
        frame = frame_of((rng.lognormal(12, 1.0, 800)).astype(np.int64).tolist())
        row = concentration(frame, seed=seed, shares=[0.2], draws=200).iloc[0]
        hits += row["low"] <= truth <= row["high"]
    assert 87 <= hits <= 99


def test_near_the_next_tier(make_history, tier_settings) -> None:
    yuan = {"at": [45_000], "under": [44_999.99], "on": [50_000], "close": [199_999.99], "top": [90_000_000],
            "broke": [-3]}
    tiers = assign_tiers(make_history(yuan), settings=tier_settings)
    found = near_threshold(tiers, settings=tier_settings)
    assert found[["customer_id", "tier", "next_tier", "gap_fen"]].to_numpy().tolist() == [
        ["close", "QUALITY", "VIP", 1], ["at", "POTENTIAL", "QUALITY", 500_000]]


def test_a_customer_on_watch_is_not_near_the_tier_he_still_has(make_history, tier_settings) -> None:
    tiers = assign_tiers(make_history({"A": [60_000, 49_000]}), settings=tier_settings)
    now = tiers[tiers["month"] == "2026-02"]
    assert now["is_watch"].all() and near_threshold(now, settings=tier_settings).empty


def test_near_threshold_wants_one_month(make_history, tier_settings) -> None:
    tiers = assign_tiers(make_history({"A": [1, 2]}), settings=tier_settings)
    with pytest.raises(RccrmError, match="one month"):
        near_threshold(tiers, settings=tier_settings)


@given(fen=st.lists(st.integers(-10**9, 10**12), max_size=60))
@settings(max_examples=40)
def test_shares_rise_with_the_share_of_customers(fen) -> None:
    found = concentration(frame_of(fen), seed=1, draws=10)
    assert found["aum_share"].is_monotonic_increasing
    assert ((found["aum_share"] >= found["customers_share"] - 1e-12) & (found["aum_share"] <= 1)).all()


@pytest.mark.parametrize("spread", [1.0, 2.0])
def test_many_customers_have_the_interval_that_draws_would_give(monkeypatch: pytest.MonkeyPatch, spread: float) -> None:
    """Beach and Davidson's variance against the bootstrap, over equal and unequal assets, some without any."""
    rng = np.random.default_rng(5)
    fen = (np.exp(rng.normal(13, spread, 8_000)) * (rng.random(8_000) > 0.3)).astype(np.int64)
    drawn = concentration(frame_of(fen.tolist()), seed=1, draws=2_000)
    monkeypatch.setattr(distribution, "MOST_DRAWN", 1_000)
    closed = concentration(frame_of(fen.tolist()), seed=1)
    assert closed["aum_share"].tolist() == drawn["aum_share"].tolist()
    widths = (closed["high"] - closed["low"]) / (drawn["high"] - drawn["low"])
    assert widths.between(0.9, 1.1).all(), widths.tolist()
    for side in ("low", "high"):
        assert (closed[side] - drawn[side]).abs().max() < 0.01
