"""Tests by lot against full enumeration and known truth."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from rccrm_lib.stats import draw_assignments, randomisation_test

ONE = np.zeros(6)


def test_draws_keep_the_number_of_treated_in_every_stratum() -> None:
    strata = np.array(["a"] * 5 + ["b"] * 4)
    treated = np.array([1, 1, 0, 0, 0, 1, 0, 0, 0])
    drawn = draw_assignments(treated, strata=strata, draws=50, seed=1)
    assert (drawn[:5].sum(axis=0) == 2).all() and (drawn[5:].sum(axis=0) == 1).all()
    assert len(np.unique(drawn.T, axis=0)) > 15


def test_p_is_that_of_full_enumeration() -> None:
    y, treated = np.array([9.0, 7.0, 8.5, 1.0, 2.0, 7.5]), np.array([1, 1, 1, 0, 0, 0])
    observed = y[:3].mean() - y[3:].mean()
    chance = []
    for chosen in combinations(range(6), 3):
        inside = np.isin(np.arange(6), chosen)
        chance.append(y[inside].mean() - y[~inside].mean())
    exact = 2 * np.mean(np.array(chance) >= observed - 1e-9)
    found = randomisation_test(y, treated, strata=ONE, seed=3, draws=20_000)
    assert found.estimate == pytest.approx(observed)
    assert found.p == pytest.approx(exact, abs=0.01)


def test_the_interval_holds_just_the_effects_that_the_test_allows() -> None:
    rng = np.random.default_rng(5)
    strata, treated = np.repeat([0, 1], 8), np.tile([1, 0], 8)
    y = rng.normal(size=16) + 2 * treated + strata
    found = randomisation_test(y, treated, strata=strata, seed=7, draws=999)
    for effect, allowed in ((found.low - 0.02, False), (found.low + 0.02, True), (found.high - 0.02, True),
                            (found.high + 0.02, False)):
        p = randomisation_test(y - effect * treated, treated, strata=strata, seed=7, draws=999).p
        assert (p > 0.05) is allowed, effect
    assert found.low < found.estimate < found.high


def test_too_few_different_draws_give_no_limit() -> None:
    found = randomisation_test([1, 2, 3, 4], [1, 1, 0, 0], strata=np.zeros(4), seed=1, draws=500)
    assert found.low == -np.inf and found.high == np.inf


def test_a_baseline_narrows_the_interval_and_weights_count_customers() -> None:
    rng = np.random.default_rng(8)
    treated, before = np.tile([1, 0], 10), rng.normal(size=20)
    y = 3 * before + treated + rng.normal(0, 0.1, 20)
    raw = randomisation_test(y, treated, strata=np.zeros(20), seed=1)
    adjusted = randomisation_test(y, treated, strata=np.zeros(20), seed=1, controls=pd.DataFrame({"before": before}))
    assert adjusted.high - adjusted.low < 0.2 * (raw.high - raw.low)
    assert adjusted.low < 1 < adjusted.high
    weights = np.where(np.arange(20) == 0, 5.0, 1.0)
    weighted = randomisation_test(y, treated, strata=np.zeros(20), seed=1, weights=weights)
    on, off = treated == 1, treated == 0
    assert weighted.estimate == pytest.approx(np.average(y[on], weights=weights[on]) - y[off].mean())


def test_same_seed_same_answer() -> None:
    rng = np.random.default_rng(9)
    y, treated = rng.normal(size=12), np.tile([1, 0], 6)
    assert randomisation_test(y, treated, strata=np.zeros(12), seed=4) == randomisation_test(
        y, treated, strata=np.zeros(12), seed=4)


def test_no_effect_is_covered_with_a_dozen_unequal_villages() -> None:
    hits = []
    for seed in range(300):
        rng = np.random.default_rng(seed)
        weights = rng.integers(5, 60, 12)
        treated = rng.permutation(np.tile([1, 0], 6))
        y = rng.standard_t(3, 12)
        found = randomisation_test(y, treated, strata=np.zeros(12), seed=seed, draws=299, weights=weights)
        hits.append(found.low <= 0 <= found.high)
    assert np.mean(hits) >= 0.925


@pytest.mark.parametrize(
    ("outcome", "treated", "strata", "words"),
    [([1, 2, 3, 4], [1, 1, 0, 0], [0, 0, 1, 1], "both arms"), ([1, np.nan, 3, 4], [1, 0, 1, 0], [0] * 4, "missing")],
)
def test_what_was_no_lot_is_refused(outcome: list, treated: list, strata: list, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        randomisation_test(outcome, treated, strata=strata, seed=1)
