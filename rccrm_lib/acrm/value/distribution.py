"""How customers and assets spread over the tiers, and how concentrated they are."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import pandas as pd

from rccrm_lib.acrm.value.movement import last_month, month_rows
from rccrm_lib.acrm.value.schema import CONCENTRATION, PYRAMID, VALUE_BANDS
from rccrm_lib.acrm.value.tiers import BANDS
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.schema import check_frame
from rccrm_lib.core.tier_settings import TierSettings

TOP_SHARES = (0.01, 0.05, 0.10, 0.20)
#: Above so many customers the interval comes in closed form: drawing them hundreds of times takes seconds and says the same.
MOST_DRAWN = 20_000


def pyramid(
    tiers: pd.DataFrame, *, month: str, settings: TierSettings, stood: pd.DataFrame | None = None
) -> pd.DataFrame:
    """One row per tier, from low to high, also where nobody is in it: customers, watch, assets in fen, shares.

    `stood`: last month's tiers as they stood then; without it those of the history. n_previous is missing where there is no
    earlier month; shares run from 0 to 1 and are missing in an empty month.
    """
    codes, before = [tier.code for tier in settings.tiers], last_month(tiers, month=month)
    now = month_rows(tiers, month=month)
    sums = now.groupby("tier").agg(
        n=("customer_id", "size"), n_watch=("is_watch", "sum"), aum_avg_fen=("aum_avg_fen", "sum")
    )
    frame = sums.reindex(codes, fill_value=0).astype("int64").rename_axis("tier").reset_index()
    then = month_rows(tiers, month=before) if stood is None else stood
    counts = then["tier"].value_counts().reindex(codes, fill_value=0)
    previous = counts.to_numpy() if before else [pd.NA] * len(codes)
    frame["n_previous"] = pd.array(previous, dtype="Int64")
    frame["band"] = [tier.band for tier in settings.tiers]
    return check_frame(_with_shares(frame)[PYRAMID.names], PYRAMID)


def pyramid_bands(tier_pyramid: pd.DataFrame) -> pd.DataFrame:
    """One row per band (low, mid, high) of a pyramid: customers, watch, assets in fen, shares."""
    sums = tier_pyramid.groupby("band")[["n", "n_previous", "n_watch", "aum_avg_fen"]].sum(min_count=1)
    frame = sums.reindex([band for band in BANDS if band in sums.index]).reset_index()
    return _with_shares(frame)


def _with_shares(frame: pd.DataFrame) -> pd.DataFrame:
    n, fen = int(frame["n"].sum()), int(frame["aum_avg_fen"].sum())
    return frame.assign(
        n_share=frame["n"] / n if n else np.nan,
        aum_share=frame["aum_avg_fen"] / fen if fen else np.nan,
    )


def concentration(
    aum: pd.DataFrame,
    *,
    seed: int,
    shares: Sequence[float] = TOP_SHARES,
    draws: int = 400,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """One row per share of the customers: the share of the assets that those with most assets hold.

    `aum` has customer_id and aum_avg_fen (fen), one row per customer; overdrawn customers count with 0. Where the
    share is no whole number of customers, the last one counts in part. low and high are the percentile interval of a
    bootstrap over customers (of many, its limit in closed form), missing below 30 customers with assets. Without any assets the
    frame is empty.
    """
    if aum["customer_id"].duplicated().any():
        raise RccrmError("a customer stands twice in the assets", "one row per customer", "hand over a single month")
    fen = np.sort(aum["aum_avg_fen"].dropna().to_numpy(dtype=np.int64).clip(min=0))[::-1]
    points = np.asarray(sorted(shares), dtype=float)
    if fen.sum() == 0:
        return check_frame(pd.DataFrame(columns=CONCENTRATION.names), CONCENTRATION)
    low, high = _interval(fen, points, seed=seed, draws=draws, confidence=confidence)
    frame = pd.DataFrame({
        "customers_share": points,
        "aum_share": _top_shares(fen, np.ones(len(fen), dtype=np.int64), points),
        "low": low,
        "high": high,
        "n_customers": len(fen),
        "aum_fen": int(fen.sum()),
    })
    return check_frame(frame, CONCENTRATION)


def _top_shares(fen: np.ndarray, counts: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The share that the top holds when customer i (most assets first) stands counts[i] times in the sample."""
    customers = np.concatenate([[0], np.cumsum(counts)])
    assets = np.concatenate([[0], np.cumsum(counts * fen)])
    return np.interp(points * customers[-1], customers, assets) / assets[-1]


def _interval(
    fen: np.ndarray, points: np.ndarray, *, seed: int, draws: int, confidence: float
) -> tuple[np.ndarray, np.ndarray]:
    n = len(fen)
    if np.count_nonzero(fen) < 30:
        return np.full(len(points), np.nan), np.full(len(points), np.nan)
    if n > MOST_DRAWN:
        return _closed_interval(fen, points, confidence=confidence)
    rng = np.random.default_rng(seed)
    found = np.array([
        _top_shares(fen, np.bincount(rng.integers(0, n, n), minlength=n), points) for _ in range(draws)
    ])
    tail = (1 - confidence) / 2
    low, high = np.quantile(found, [tail, 1 - tail], axis=0)
    return low, high


def _closed_interval(fen: np.ndarray, points: np.ndarray, *, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Interval of top shares by their asymptotic variance (Beach & Davidson 1983, Review of Economic Studies 50: 723-735).

    A customer with x moves the top share S, whose poorest member has q, by ((x - q) where x > q, + p q - S x) / mean x.
    """
    n, mean = len(fen), fen.mean()
    shares = _top_shares(fen, np.ones(n, dtype=np.int64), points)
    errors = []
    for point, share in zip(points, shares, strict=True):
        poorest = fen[min(int(point * n), n - 1)]
        influence = (np.maximum(fen - poorest, 0) + point * poorest - share * fen) / mean
        errors.append(influence.std() / np.sqrt(n))
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * np.array(errors)
    return np.clip(shares - reach, 0, 1), np.clip(shares + reach, 0, 1)


def value_bands(now: pd.DataFrame) -> pd.DataFrame:
    """One row per band (low, mid, high) of one month's customers, also where nobody is in it: customers and assets in fen.

    High are the high tiers and those who bring most: see `high_contribution_share`.
    """
    sums = now.groupby("band").agg(n=("customer_id", "size"), aum_avg_fen=("aum_avg_fen", "sum"))
    frame = sums.reindex(list(BANDS), fill_value=0).astype("int64").rename_axis("band").reset_index()
    return check_frame(frame, VALUE_BANDS)
