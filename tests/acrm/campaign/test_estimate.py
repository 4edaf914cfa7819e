"""Estimators on villages with planted truth."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from rccrm_lib.acrm.campaign.estimate import estimate_effect, winsorise
from rccrm_lib.acrm.campaign.units import attach_outcomes, make_units
from rccrm_lib.core.settings import CampaignSettings

Draw = Callable[..., tuple[pd.DataFrame, pd.DataFrame]]
RULES = CampaignSettings(draws=299)


def _units(seed: int, n_units: int, effect: float, correlation: float = 0.3) -> pd.DataFrame:
    """Units of unequal size with a baseline, an outcome and a planted effect per customer."""
    rng = np.random.default_rng(seed)
    stratum = np.arange(n_units) % 2
    treated = pd.Series(rng.random(n_units)).groupby(stratum).rank() <= n_units // 4
    before = rng.normal(0, 1, n_units) + stratum
    after = before + rng.normal(0, correlation, n_units) + effect * treated
    return pd.DataFrame({"unit_id": np.arange(n_units), "treated": treated, "stratum": stratum.astype(str),
                         "n_customers": rng.integers(1, 9, n_units), "before": before, "after": after})


@pytest.mark.parametrize(("n_units", "method"), [(60, "cluster_t"), (16, "randomisation")])
def test_no_effect_is_covered(n_units: int, method: str) -> None:
    hits = []
    for seed in range(150):
        units = _units(seed, n_units, 0.0)
        found = estimate_effect(units, units["after"], baseline=units["before"], settings=RULES, seed=seed)
        assert found.method == method
        hits.append(found.low <= 0 <= found.high)
    assert 0.90 <= np.mean(hits) <= 0.995


@pytest.mark.parametrize("n_units", [60, 16])
def test_a_planted_effect_is_found_without_bias(n_units: int) -> None:
    estimates = []
    for seed in range(100):
        units = _units(seed, n_units, 0.8)
        found = estimate_effect(units, units["after"], baseline=units["before"], settings=RULES, seed=seed)
        estimates.append(found.effect)
        assert found.low < found.effect < found.high
    error = np.std(estimates) / np.sqrt(len(estimates))
    assert np.mean(estimates) == pytest.approx(0.8, abs=3.5 * error)


def test_units_are_the_clusters_not_their_customers(draw_campaign: Draw) -> None:
    """The same customers once as drawn by village, once as if each had been drawn alone."""
    members, outcomes = draw_campaign(seed=4, village_sd=2_000_000, size=20, n_units=60)
    villages = attach_outcomes(make_units(members), outcomes, offsets=[-1, 3])
    by_village = estimate_effect(villages, villages[3], baseline=villages[-1], settings=RULES, seed=1)
    rows = np.repeat(np.arange(len(villages)), villages["n_customers"])
    alone = villages.iloc[rows].assign(n_customers=1, unit_id=np.arange(len(rows))).reset_index(drop=True)
    as_if_alone = estimate_effect(alone, alone[3], baseline=alone[-1], settings=RULES, seed=1)
    assert by_village.effect == pytest.approx(as_if_alone.effect)
    assert by_village.high - by_village.low > 3 * (as_if_alone.high - as_if_alone.low)


def test_detectable_effect_is_wider_than_half_the_interval() -> None:
    units = _units(1, 60, 0.0)
    found = estimate_effect(units, units["after"], baseline=None, settings=RULES, seed=1)
    assert (found.high - found.low) / 2 < found.detectable < found.high - found.low


def test_a_baseline_that_never_varies_is_no_regressor() -> None:
    units = _units(1, 60, 0.5)
    constant = pd.Series(0.0, index=units.index)
    with_it = estimate_effect(units, units["after"], baseline=constant, settings=RULES, seed=1)
    assert with_it == estimate_effect(units, units["after"], baseline=None, settings=RULES, seed=1)


def test_winsorised_values_lie_within_the_quantiles() -> None:
    values = pd.Series([*range(100), 10_000.0])
    cut = winsorise(values, share=0.01)
    assert cut.max() == 99 and cut.min() == 1
    assert winsorise(values, share=0.0).equals(values)
