"""Were two groups alike before anything was done, and did the lot fall as planned?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy


def standardised_mean_difference(
    values: npt.ArrayLike, treated: npt.ArrayLike, *, weights: npt.ArrayLike | None = None
) -> float:
    """Difference of the means (treated minus other) in standard deviations, pooled as the mean of both variances.

    Austin 2009 (Statistics in Medicine 28:3083); 0.1 is the usual limit of what matters. NaN when a group has
    fewer than 2 values or when neither varies but the means differ. Missing values are left out.
    """
    x, is_treated = np.asarray(values, dtype=np.float64), np.asarray(treated, dtype=bool)
    w = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=np.float64)
    present = np.isfinite(x)
    sides = [(x[present & side], w[present & side]) for side in (is_treated, ~is_treated)]
    if min(len(side[0]) for side in sides) < 2:
        return float("nan")
    means = [float(np.average(x_side, weights=w_side)) for x_side, w_side in sides]
    variances = [_variance(x_side, w_side) for x_side, w_side in sides]
    pooled = float(np.sqrt(sum(variances) / 2))
    if pooled == 0:
        return 0.0 if means[0] == means[1] else float("nan")
    return (means[0] - means[1]) / pooled


def _variance(x: npt.NDArray[np.float64], w: npt.NDArray[np.float64]) -> float:
    """Weighted variance; with equal weights the usual one with n - 1."""
    mean = np.average(x, weights=w)
    return float(np.average((x - mean) ** 2, weights=w) * len(x) / (len(x) - 1))


def sample_ratio_test(n_treated: int, n_held_out: int, *, treated_share: float = 0.5) -> float:
    """The p of a split this far from the planned share of treated units (exact binomial, two-sided).

    A very small p (below .001) says that the lists are not what was drawn: look for lost or doubled rows before
    believing any effect. Raises ValueError unless 0 < treated_share < 1.
    """
    if not 0 < treated_share < 1:
        raise ValueError(f"treated_share {treated_share}: expected a share between 0 and 1")
    if n_treated + n_held_out == 0:
        return float("nan")
    return float(scipy.stats.binomtest(n_treated, n_treated + n_held_out, treated_share).pvalue)
