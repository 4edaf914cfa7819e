"""Differences in standard deviations, and whether the lot fell as planned."""

from __future__ import annotations

import numpy as np
import pytest

from rccrm_lib.stats import sample_ratio_test, standardised_mean_difference


def test_difference_by_hand() -> None:
    # Means 5 and 2, variances 1 and 4: 3 / sqrt(2.5).
    values, treated = [4, 5, 6, 0, 2, 4], [1, 1, 1, 0, 0, 0]
    assert standardised_mean_difference(values, treated) == pytest.approx(3 / np.sqrt(2.5))
    assert standardised_mean_difference(values, 1 - np.array(treated)) == pytest.approx(-3 / np.sqrt(2.5))


def test_units_of_measurement_do_not_matter_and_missing_values_are_left_out() -> None:
    rng = np.random.default_rng(1)
    values, treated = rng.normal(size=50), np.arange(50) % 2
    fen = standardised_mean_difference(values * 100 + 7, treated)
    assert fen == pytest.approx(standardised_mean_difference(values, treated))
    assert standardised_mean_difference([*values, np.nan], [*treated, 1]) == pytest.approx(fen)


def test_without_variation_nothing_can_be_standardised() -> None:
    assert standardised_mean_difference([1, 1, 1, 1], [1, 1, 0, 0]) == 0
    assert np.isnan(standardised_mean_difference([2, 2, 1, 1], [1, 1, 0, 0]))
    assert np.isnan(standardised_mean_difference([2, 1, 1], [1, 0, 0]))


def test_equal_weights_change_nothing() -> None:
    values, treated = [4, 5, 6, 0, 2, 4], [1, 1, 1, 0, 0, 0]
    assert standardised_mean_difference(values, treated, weights=[2] * 6) == pytest.approx(3 / np.sqrt(2.5))


def test_split_of_the_lot() -> None:
    assert sample_ratio_test(500, 500) == pytest.approx(1.0)
    assert sample_ratio_test(900, 100, treated_share=0.9) > 0.9
    assert sample_ratio_test(560, 440) < 0.001
    assert np.isnan(sample_ratio_test(0, 0))
    with pytest.raises(ValueError, match="between 0 and 1"):
        sample_ratio_test(1, 1, treated_share=1)
