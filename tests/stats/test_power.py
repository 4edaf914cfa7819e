"""Detectable effects against the figures of the design, and the correlation of neighbours against planted truth."""

from __future__ import annotations

import numpy as np
import pytest

from rccrm_lib.stats import (
    design_effect,
    detectable_effect,
    detectable_effect_of_proportions,
    half_width,
    intra_cluster_correlation,
)


def test_base_rate_of_five_percent_with_two_thousand_each() -> None:
    alone = detectable_effect_of_proportions(0.05, n_treated=2000, n_held_out=2000)
    villages = detectable_effect_of_proportions(0.05, n_treated=2000, n_held_out=2000, effect_of_design=3)
    assert round(alone, 4) == 0.0193
    assert round(villages, 4) == 0.0334


def test_design_effect() -> None:
    assert design_effect(21, correlation=0.05) == pytest.approx(2.0)
    assert design_effect(1, correlation=0.5) == 1.0
    assert design_effect(10, correlation=-0.05) == 1.0, "chance must not make a trial look better than it is"
    with pytest.raises(ValueError, match="expected"):
        design_effect(0.5, correlation=0.1)


def test_half_width_and_detectable_effect_are_in_the_unit_of_sd() -> None:
    assert half_width(10, n_treated=200, n_held_out=200) == pytest.approx(1.95996, abs=1e-4)
    ratio = detectable_effect(10, n_treated=200, n_held_out=200) / half_width(10, n_treated=200, n_held_out=200)
    assert ratio == pytest.approx((1.959964 + 0.841621) / 1.959964, abs=1e-5)


def test_planned_power_is_what_happens() -> None:
    rng = np.random.default_rng(4)
    effect = detectable_effect(1.0, n_treated=100, n_held_out=100)
    difference = rng.normal(effect, np.sqrt(2 / 100), 4000)
    assert np.mean(np.abs(difference) > 1.959964 * np.sqrt(2 / 100)) == pytest.approx(0.8, abs=0.03)


@pytest.mark.parametrize("correlation", [0.0, 0.05, 0.5])
def test_correlation_of_neighbours_is_recovered(correlation: float) -> None:
    rng = np.random.default_rng(6)
    village = np.repeat(np.arange(600), 10)
    y = rng.normal(0, np.sqrt(correlation), 600)[village] + rng.normal(0, np.sqrt(1 - correlation), 6000)
    assert intra_cluster_correlation(y, village) == pytest.approx(correlation, abs=0.035)


def test_correlation_needs_clusters_with_members() -> None:
    assert np.isnan(intra_cluster_correlation([1.0, 2.0], ["a", "b"]))
    assert np.isnan(intra_cluster_correlation([1.0, 2.0], ["a", "a"]))


def test_an_empty_arm_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        half_width(1, n_treated=0, n_held_out=5)
