"""Tests by lot: repeat the draw that was made, within its strata, and see how often chance does as much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RandomisationTest:
    """The estimate, its two-sided p and the interval of constant effects that the test does not reject."""

    estimate: float
    p: float
    low: float
    high: float
    draws: int


def draw_assignments(treated: npt.ArrayLike, *, strata: npt.ArrayLike, draws: int, seed: int) -> FloatArray:
    """One row per unit, one column per draw, 1.0 where treated: as many treated in every stratum as there were."""
    flags = np.asarray(treated, dtype=np.float64)
    codes, labels = pd.factorize(np.asarray(strata))
    rng = np.random.default_rng(seed)
    drawn = np.zeros((len(flags), draws))
    for stratum in range(len(labels)):
        rows = np.flatnonzero(codes == stratum)
        n_treated = int(flags[rows].sum())
        ranks = rng.random((len(rows), draws)).argsort(axis=0).argsort(axis=0)
        drawn[rows] = ranks < n_treated
    return drawn


def randomisation_test(
    outcome: npt.ArrayLike,
    treated: npt.ArrayLike,
    *,
    strata: npt.ArrayLike,
    seed: int,
    controls: pd.DataFrame | None = None,
    weights: npt.ArrayLike | None = None,
    draws: int = 2000,
    confidence: float = 0.95,
) -> RandomisationTest:
    """The effect of treatment on units drawn by lot within strata, judged by that lot alone.

    One entry per unit of randomisation. The estimate is the (weighted) least-squares coefficient of treatment
    beside stratum constants and `controls` (values from before the draw); draws are compared by the coefficient
    times the length of what is left of treatment, which is linear in the outcome, so that the test of every
    constant effect is inverted exactly: the interval holds the effects with p above 1 - confidence (Rosenbaum
    2002, Observational Studies, section 2.6). Needs no large number of units. An interval can be infinite where
    there are too few different draws. Raises ValueError when both arms are in no stratum together.
    """
    y, d = np.asarray(outcome, dtype=np.float64), np.asarray(treated, dtype=np.float64)
    w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=np.float64)
    if not (np.isfinite(y).all() and np.isfinite(w).all()):
        raise ValueError("missing or infinite outcomes or weights: expected complete units")
    root = np.sqrt(w)
    basis = _orthonormal(root[:, None] * _nuisance(strata, controls))

    def rest(columns: FloatArray) -> FloatArray:
        weighted = root[:, None] * columns
        return weighted - basis @ (basis.T @ weighted)

    own, target = rest(d[:, None])[:, 0], root * y
    if own @ own <= 1e-12 * max(1.0, float(d @ (w * d))):
        raise ValueError("treatment does not vary within any stratum: expected both arms in at least one")
    drawn = rest(draw_assignments(d, strata=strata, draws=draws, seed=seed))
    lengths, length = np.sqrt((drawn**2).sum(axis=0)), np.sqrt(own @ own)
    usable = lengths > 1e-6 * length
    scale = lengths[usable] * length
    by_chance, carried = (drawn.T @ target)[usable] / scale, (drawn.T @ own)[usable] / scale
    return _invert(float(own @ target / length**2), by_chance, carried, confidence=confidence)


def _nuisance(strata: npt.ArrayLike, controls: pd.DataFrame | None) -> FloatArray:
    constants = pd.get_dummies(pd.Series(np.asarray(strata)).astype(str), dtype=np.float64).to_numpy()
    return constants if controls is None else np.column_stack([constants, controls.to_numpy(dtype=np.float64)])


def _orthonormal(columns: FloatArray) -> FloatArray:
    """An orthonormal basis of the space of the columns, whatever its rank."""
    scale = np.sqrt((columns**2).sum(axis=0))
    left, size, _ = np.linalg.svd(columns[:, scale > 0] / scale[scale > 0], full_matrices=False)
    return left[:, size > 1e-10 * size.max()]


def _invert(estimate: float, by_chance: FloatArray, carried: FloatArray, *, confidence: float) -> RandomisationTest:
    """p of no effect, and the effects tau with one-sided p above (1 - confidence) / 2 on either side.

    Under effect tau a draw gives by_chance - tau * carried against estimate - tau. A draw reaches the estimate
    from above exactly for tau >= limit = (estimate - by_chance) / (1 - carried), since carried is a cosine. The
    draw that was made counts as one more (carried = 1 reaches it for every tau).
    """
    draws = len(by_chance)
    slack = 1e-9 * (np.abs(by_chance).max(initial=0.0) + abs(estimate))
    as_high = 1 + int((by_chance >= estimate - slack).sum())
    as_low = 1 + int((by_chance <= estimate + slack).sum())
    p = min(1.0, 2 * min(as_high, as_low) / (draws + 1))
    same = carried > 1 - 1e-9
    limits = np.sort((estimate - by_chance[~same]) / (1 - carried[~same]))
    allowed = int(np.floor((1 - confidence) / 2 * (draws + 1))) - 1 - int(same.sum())
    if allowed < 0:
        return RandomisationTest(estimate, p, -np.inf, np.inf, draws)
    return RandomisationTest(estimate, p, float(limits[allowed]), float(limits[-1 - allowed]), draws)
