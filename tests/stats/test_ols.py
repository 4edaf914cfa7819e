"""Cluster-robust least squares against hand computations, identities and known truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats as distributions

from rccrm_lib.stats import cluster_robust_ols


def _constant(n: int) -> pd.DataFrame:
    return pd.DataFrame({"constant": np.ones(n)})


def test_mean_with_one_row_per_cluster_is_the_textbook_interval() -> None:
    y = np.array([3.0, 5.0, 8.0, 2.0, 7.0])
    row = cluster_robust_ols(_constant(5), y, clusters=np.arange(5)).loc["constant"]
    assert row["estimate"] == pytest.approx(5.0)
    assert row["se"] == pytest.approx(y.std(ddof=1) / np.sqrt(5))
    low, high = distributions.t.interval(0.95, 4, loc=5.0, scale=y.std(ddof=1) / np.sqrt(5))
    assert (row["low"], row["high"]) == pytest.approx((low, high))


def test_two_clusters_by_hand() -> None:
    # Residuals of the mean 3: (-2, -1) and (1, 2); cluster sums -3 and 3; meat 18; bread 1/4.
    # CR1: 2/1 * 3/3 * (1/4) * 18 * (1/4) = 2.25.
    row = cluster_robust_ols(_constant(4), [1, 2, 4, 5], clusters=["a", "a", "b", "b"]).loc["constant"]
    assert row["se"] == pytest.approx(1.5)
    assert row["df"] == 1 and row["n_clusters"] == 2
    assert row["high"] - row["estimate"] == pytest.approx(12.706204736432095 * 1.5)


def test_repeating_rows_within_clusters_adds_no_information() -> None:
    rng = np.random.default_rng(1)
    x = pd.DataFrame({"constant": 1.0, "x": rng.normal(size=40)})
    y = rng.normal(size=40) + x["x"]
    once = cluster_robust_ols(x, y, clusters=np.arange(40))
    twice = cluster_robust_ols(pd.concat([x, x]), pd.concat([y, y]), clusters=np.tile(np.arange(40), 2))
    assert np.allclose(once["estimate"], twice["estimate"])
    # Only the factor (N-1)/(N-K) knows about the rows.
    assert np.allclose(once["se"] / np.sqrt(39 / 38), twice["se"] / np.sqrt(79 / 78))


def test_weights_are_customers_of_a_unit() -> None:
    rng = np.random.default_rng(2)
    sizes = rng.integers(1, 6, 30)
    unit = pd.DataFrame({"constant": 1.0, "treated": np.arange(30) % 2 * 1.0})
    y = rng.normal(size=30)
    rows = np.repeat(np.arange(30), sizes)
    by_unit = cluster_robust_ols(unit, y, clusters=np.arange(30), weights=sizes)
    by_customer = cluster_robust_ols(unit.iloc[rows], y[rows], clusters=rows)
    n = sizes.sum()
    assert np.allclose(by_unit["estimate"], by_customer["estimate"])
    assert np.allclose(by_unit["se"] / np.sqrt(29 / 28), by_customer["se"] / np.sqrt((n - 1) / (n - 2)))


def test_order_of_rows_and_names_of_clusters_do_not_matter() -> None:
    rng = np.random.default_rng(3)
    x, y = pd.DataFrame({"constant": 1.0, "x": rng.normal(size=30)}), rng.normal(size=30)
    groups = np.repeat(np.arange(10), 3)
    order = rng.permutation(30)
    one = cluster_robust_ols(x, y, clusters=groups)
    other = cluster_robust_ols(x.iloc[order], y[order], clusters=[f"v{9 - g}" for g in groups[order]])
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(
    ("design", "outcome", "clusters", "words"),
    [
        (_constant(3), [1, 2, np.nan], [1, 2, 3], "missing"),
        (_constant(3), [1, 2, 3], [1, 1, 1], "at least 2"),
        (_constant(3), [1, 2, 3], [1, 2, None], "missing"),
        (_constant(1), [1], [1], "at least 2"),
        (pd.DataFrame({"a": [1.0, 1, 1, 1], "b": [2.0, 2, 2, 2]}), [1, 2, 3, 4], [1, 2, 3, 4], "full rank"),
        (_constant(3), [1, 2], [1, 2, 3], "as many"),
    ],
)
def test_what_cannot_be_estimated_is_refused(design: pd.DataFrame, outcome: list, clusters: list, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        cluster_robust_ols(design, outcome, clusters=clusters)


def _cover(seed: int, *, by_village: bool) -> tuple[bool, float]:
    rng = np.random.default_rng(seed)
    villages, size = 30, 15
    village = np.repeat(np.arange(villages), size)
    treated = rng.permutation(np.arange(villages) % 2)[village] * 1.0
    y = rng.normal(0, 0.5, villages)[village] + rng.normal(size=len(village))
    design = pd.DataFrame({"constant": 1.0, "treated": treated})
    row = cluster_robust_ols(design, y, clusters=village if by_village else np.arange(len(y))).loc["treated"]
    return bool(row["low"] <= 0 <= row["high"]), float(row["high"] - row["low"])


def test_no_effect_is_covered_with_clusters_and_missed_without() -> None:
    with_clusters = [_cover(seed, by_village=True) for seed in range(300)]
    without = [_cover(seed, by_village=False) for seed in range(300)]
    assert 0.915 <= np.mean([hit for hit, _ in with_clusters]) <= 0.985
    assert np.mean([hit for hit, _ in without]) < 0.80, "rows of one village must not pass for independent"
    assert np.mean([width for _, width in with_clusters]) > 1.5 * np.mean([width for _, width in without])
