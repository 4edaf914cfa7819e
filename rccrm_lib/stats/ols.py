"""Least squares whose standard errors respect clusters: neighbours of one village are not independent customers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy

FloatArray = npt.NDArray[np.float64]


def cluster_robust_ols(
    design: pd.DataFrame,
    outcome: npt.ArrayLike,
    *,
    clusters: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """One row per column of `design`: estimate, se, df, t, p, low, high, n, n_clusters; index is the column name.

    (Weighted) least squares without an added constant: put one into `design`. Standard errors are CR1,
    G/(G-1) * (N-1)/(N-K), and intervals use Student's t with G-1 degrees of freedom (Cameron and Miller 2015,
    A Practitioner's Guide to Cluster-Robust Inference, section II.B and VI.D). Units are those of `outcome`.
    Raises ValueError for missing values, a design without full rank, fewer than 2 clusters, no spare rows.
    """
    x = np.asarray(design, dtype=np.float64)
    y = np.asarray(outcome, dtype=np.float64)
    w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=np.float64)
    groups, labels = pd.factorize(np.asarray(clusters))
    _refuse_unusable(design, x, y, w, groups, n_clusters=len(labels))
    bread: FloatArray = np.asarray(np.linalg.inv(x.T @ (w[:, None] * x)), dtype=np.float64)
    beta = bread @ (x.T @ (w * y))
    se = _cr1_errors(x, w * (y - x @ beta), bread, groups, n_clusters=len(labels))
    return _coefficient_table(design.columns, beta, se, n=len(y), n_clusters=len(labels), confidence=confidence)


def _refuse_unusable(
    design: pd.DataFrame, x: FloatArray, y: FloatArray, w: FloatArray, groups: npt.NDArray[np.intp], *, n_clusters: int
) -> None:
    if not len(x) == len(y) == len(w) == len(groups):
        raise ValueError(f"{len(x)} rows of design, {len(y)} outcomes, {len(groups)} clusters: expected as many each")
    if not (np.isfinite(x).all() and np.isfinite(y).all() and np.isfinite(w).all()) or (groups < 0).any():
        raise ValueError("missing or infinite values: expected complete rows, drop or fill them first")
    if (w <= 0).any():
        raise ValueError("a weight of 0 or less: expected positive weights")
    if n_clusters < 2:
        raise ValueError(f"{n_clusters} clusters: expected at least 2, one cluster has no error of its own")
    if len(x) <= x.shape[1]:
        raise ValueError(f"{len(x)} rows for {x.shape[1]} coefficients: expected more rows than coefficients")
    # Columns are scaled first, so that yuan beside 0/1 flags do not look like a lack of rank.
    scale = np.sqrt((x**2).sum(axis=0))
    if (scale == 0).any() or np.linalg.matrix_rank(x / scale) < x.shape[1]:
        raise ValueError(f"columns {list(design.columns)} repeat each other: expected a design of full rank")


def _cr1_errors(
    x: FloatArray, weighted_residual: FloatArray, bread: FloatArray, groups: npt.NDArray[np.intp], *, n_clusters: int
) -> FloatArray:
    """Standard errors from the scores summed within clusters."""
    scores = x * weighted_residual[:, None]
    summed = np.column_stack(
        [np.bincount(groups, weights=scores[:, j], minlength=n_clusters) for j in range(x.shape[1])]
    )
    n, k = x.shape
    small_sample = n_clusters / (n_clusters - 1) * (n - 1) / (n - k)
    covariance = small_sample * bread @ (summed.T @ summed) @ bread
    return np.sqrt(np.clip(np.diag(covariance), 0, None))


def _coefficient_table(
    names: pd.Index, beta: FloatArray, se: FloatArray, *, n: int, n_clusters: int, confidence: float
) -> pd.DataFrame:
    df = n_clusters - 1
    reach = scipy.stats.t.ppf(0.5 + confidence / 2, df) * se
    with np.errstate(divide="ignore", invalid="ignore"):
        t = beta / se
    table = {
        "estimate": beta, "se": se, "df": df, "t": t, "p": 2 * scipy.stats.t.sf(np.abs(t), df),
        "low": beta - reach, "high": beta + reach, "n": n, "n_clusters": n_clusters,
    }
    return pd.DataFrame(table, index=pd.Index(names, name="name"))
