"""Wilson's interval against published values; the bootstrap over clusters against known truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rccrm_lib.stats import Interval, bootstrap_interval, proportion_interval


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
     (29, 29, 0.8830, 1.0)],
)
def test_wilson_as_published(successes: int, total: int, low: float, high: float) -> None:
    found = proportion_interval(successes, total)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert found.estimate == successes / total


def test_share_of_nobody_is_unknown() -> None:
    found = proportion_interval(0, 0)
    assert np.isnan(found.estimate) and (found.low, found.high) == (0.0, 1.0)


@pytest.mark.parametrize(("successes", "total"), [(-1, 5), (6, 5)])
def test_impossible_counts_are_refused(successes: int, total: int) -> None:
    with pytest.raises(ValueError, match="between 0"):
        proportion_interval(successes, total)


def test_an_interval_without_limits_contains_zero() -> None:
    assert Interval(1.0, float("nan"), float("nan")).contains_zero
    assert not Interval(1.0, 0.5, 1.5).contains_zero


def _villages(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    village = np.repeat(np.arange(40), 10)
    return pd.DataFrame({"village": village, "row": np.arange(400), "y": rng.normal(size=40)[village]})


def _mean(frame: pd.DataFrame) -> float:
    return float(frame["y"].mean())


def test_bootstrap_has_the_width_of_the_number_of_clusters() -> None:
    frame = _villages(1)
    by_village = bootstrap_interval(frame, _mean, cluster="village", seed=1, draws=600)
    by_row = bootstrap_interval(frame, _mean, cluster="row", seed=1, draws=600)
    expected = 2 * 1.96 * frame.groupby("village")["y"].first().std() / np.sqrt(40)
    assert by_village.high - by_village.low == pytest.approx(expected, rel=0.12)
    assert by_row.high - by_row.low == pytest.approx(expected / np.sqrt(10), rel=0.15)


def test_bootstrap_same_seed_same_interval_and_input_unchanged() -> None:
    frame = _villages(2)
    before = frame.copy()
    one = bootstrap_interval(frame, _mean, cluster="village", seed=5, draws=50)
    assert one == bootstrap_interval(frame, _mean, cluster="village", seed=5, draws=50)
    assert one != bootstrap_interval(frame, _mean, cluster="village", seed=6, draws=50)
    pd.testing.assert_frame_equal(frame, before)


def test_bootstrap_of_one_cluster_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        bootstrap_interval(_villages(1).assign(village=0), _mean, cluster="village", seed=1)
