"""How small an effect can a trial of this size see? Said before the draw, and beside every `cannot tell`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy


def design_effect(cluster_size: float, *, correlation: float) -> float:
    """Factor by which the variance grows when whole clusters are drawn: 1 + (m - 1) * correlation (Kish 1965)."""
    if cluster_size < 1 or not -1 <= correlation <= 1:
        raise ValueError(f"cluster size {cluster_size}, correlation {correlation}: expected >= 1 and -1 to 1")
    return max(1.0, 1 + (cluster_size - 1) * correlation)


def half_width(sd: float, *, n_treated: int, n_held_out: int, effect_of_design: float = 1.0,
               confidence: float = 0.95) -> float:
    """Half the width of the interval of a difference of two means; unit of `sd`."""
    return float(scipy.stats.norm.ppf(0.5 + confidence / 2)) * _standard_error(
        sd, n_treated, n_held_out, effect_of_design
    )


def detectable_effect(sd: float, *, n_treated: int, n_held_out: int, effect_of_design: float = 1.0,
                      confidence: float = 0.95, power: float = 0.8) -> float:
    """The smallest true difference of two means that is found with this power; unit of `sd`.

    (z of the confidence + z of the power) standard errors (Bloom 1995, Minimum Detectable Effects).
    """
    reach = float(scipy.stats.norm.ppf(0.5 + confidence / 2) + scipy.stats.norm.ppf(power))
    return reach * _standard_error(sd, n_treated, n_held_out, effect_of_design)


def detectable_effect_of_proportions(base_rate: float, *, n_treated: int, n_held_out: int,
                                     effect_of_design: float = 1.0, confidence: float = 0.95,
                                     power: float = 0.8) -> float:
    """The smallest true difference of two shares (0 to 1) that is found with this power, at this base rate."""
    if not 0 < base_rate < 1:
        raise ValueError(f"base rate {base_rate}: expected a share between 0 and 1")
    sd = float(np.sqrt(base_rate * (1 - base_rate)))
    return detectable_effect(sd, n_treated=n_treated, n_held_out=n_held_out, effect_of_design=effect_of_design,
                             confidence=confidence, power=power)


def _standard_error(sd: float, n_treated: int, n_held_out: int, effect_of_design: float) -> float:
    if n_treated < 1 or n_held_out < 1:
        raise ValueError(f"{n_treated} treated, {n_held_out} held out: expected at least one of each")
    return sd * float(np.sqrt(effect_of_design * (1 / n_treated + 1 / n_held_out)))


def intra_cluster_correlation(values: npt.ArrayLike, clusters: npt.ArrayLike) -> float:
    """Share of the variance that lies between clusters (one-way analysis of variance; can fall below 0 by chance).

    (MSB - MSW) / (MSB + (m0 - 1) MSW) with m0 for unequal sizes (Donner and Klar 2000, section 1.4.1). NaN when
    there are fewer than 2 clusters or no cluster has 2 members.
    """
    data = pd.DataFrame({"y": np.asarray(values, dtype=np.float64), "c": np.asarray(clusters)})
    by = data.groupby("c", observed=True)["y"].agg(["mean", "size"])
    n, groups = len(data), len(by)
    if groups < 2 or n == groups:
        return float("nan")
    between = float((by["size"] * (by["mean"] - data["y"].mean()) ** 2).sum()) / (groups - 1)
    within = float(((data["y"] - data["c"].map(by["mean"])) ** 2).sum()) / (n - groups)
    size = (n - float((by["size"] ** 2).sum()) / n) / (groups - 1)
    total = between + (size - 1) * within
    return (between - within) / total if total > 0 else float("nan")
