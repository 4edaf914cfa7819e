"""Intervals: of a share, and by resampling clusters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy


@dataclass(frozen=True)
class Interval:
    """An estimate with its lower and upper limit, all in the same unit."""

    estimate: float
    low: float
    high: float

    @property
    def contains_zero(self) -> bool:
        """Whether no effect is among the values that the data allow; an interval without limits tells nothing."""
        return not (self.low > 0 or self.high < 0)


def proportion_interval(successes: int, total: int, *, confidence: float = 0.95) -> Interval:
    """The share of successes (0 to 1) with Wilson's interval (Wilson 1927; Brown, Cai and DasGupta 2001).

    Holds near 0 and 1, where the textbook interval collapses. A total of 0 gives NaN within 0 to 1.
    Raises ValueError unless 0 <= successes <= total.
    """
    if not 0 <= successes <= total:
        raise ValueError(f"{successes} of {total}: expected a count between 0 and the total")
    if total == 0:
        return Interval(float("nan"), 0.0, 1.0)
    z = float(scipy.stats.norm.ppf(0.5 + confidence / 2))
    share = successes / total
    centre = (share + z * z / (2 * total)) / (1 + z * z / total)
    reach = z / (1 + z * z / total) * float(np.sqrt(share * (1 - share) / total + z * z / (4 * total * total)))
    low = 0.0 if successes == 0 else max(0.0, centre - reach)
    high = 1.0 if successes == total else min(1.0, centre + reach)
    return Interval(share, low, high)


def bootstrap_interval(
    frame: pd.DataFrame,
    statistic: Callable[[pd.DataFrame], float],
    *,
    cluster: str,
    seed: int,
    draws: int = 2000,
    confidence: float = 0.95,
) -> Interval:
    """A statistic of the frame with its percentile interval over whole clusters drawn with replacement.

    `cluster` names the column of what was sampled or drawn by lot (household, village): rows of one cluster
    always come together. Wants some 30 clusters or more. The same seed gives the same interval, and the order
    of the rows does not matter unless it matters to the statistic. Raises ValueError for fewer than 2 clusters.
    """
    groups = [rows for _, rows in sorted(frame.groupby(cluster, observed=True).indices.items())]
    if len(groups) < 2:
        raise ValueError(f"{len(groups)} clusters in {cluster!r}: expected at least 2 to resample")
    rng = np.random.default_rng(seed)
    values = np.empty(draws)
    for draw in range(draws):
        chosen = rng.integers(0, len(groups), len(groups))
        values[draw] = statistic(frame.take(np.concatenate([groups[i] for i in chosen])))
    low, high = np.nanquantile(values, [0.5 - confidence / 2, 0.5 + confidence / 2])
    return Interval(float(statistic(frame)), float(low), float(high))
