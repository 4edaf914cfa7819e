"""One effect with its interval: regression by cluster, or the lot itself where there are few units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy

from rccrm_lib import stats
from rccrm_lib.core.settings import CampaignSettings

CLUSTER_T, RANDOMISATION = "cluster_t", "randomisation"
POWER = 0.8


@dataclass(frozen=True)
class Effect:
    """Fen per listed customer; `detectable` is the true effect that this trial would find in 8 of 10 times."""

    effect: float
    se: float
    low: float
    high: float
    p: float
    method: str
    detectable: float


def winsorise(values: pd.Series, *, share: float) -> pd.Series:
    """The values with the lowest and highest `share` pulled in to the quantiles there, arms together."""
    low, high = values.quantile(share), values.quantile(1 - share)
    return values.clip(low, high)


def estimate_effect(
    units: pd.DataFrame, outcome: pd.Series, *, baseline: pd.Series | None, settings: CampaignSettings, seed: int
) -> Effect:
    """The effect of assignment on the mean per listed customer, fen.

    `units`: one row per drawn unit (treated, stratum, n_customers). Least squares of the unit's mean on assignment
    and stratum constants, weighted by customers: the same as a regression of customers with units as clusters.
    `baseline` (the same balance before the draw) is one more regressor, which is CUPED without a separate step
    (Deng et al. 2013). Student's t with units - 1 degrees of freedom; below `min_clusters` units the p and the
    interval come from repeating the draw.
    """
    weights = units["n_customers"].to_numpy(dtype=np.float64)
    design = _design(units, baseline)
    row = stats.cluster_robust_ols(design, outcome, clusters=units["unit_id"], weights=weights,
                                   confidence=settings.confidence).loc["treated"]
    df = int(row["df"])
    reach = scipy.stats.t.ppf(0.5 + settings.confidence / 2, df) + scipy.stats.t.ppf(POWER, df)
    effect = Effect(row["estimate"], row["se"], row["low"], row["high"], row["p"], CLUSTER_T, reach * row["se"])
    if len(units) >= settings.min_clusters:
        return effect
    lot = stats.randomisation_test(
        outcome, units["treated"], strata=units["stratum"], seed=seed, weights=weights, draws=settings.draws,
        controls=None if baseline is None else pd.DataFrame({"baseline": _centred(baseline)}),
        confidence=settings.confidence,
    )
    return Effect(lot.estimate, effect.se, lot.low, lot.high, lot.p, RANDOMISATION, effect.detectable)


def _centred(values: pd.Series) -> pd.Series:
    return values - values.mean()


def _design(units: pd.DataFrame, baseline: pd.Series | None) -> pd.DataFrame:
    strata = pd.get_dummies(units["stratum"], prefix="stratum", dtype=np.float64)
    design = pd.concat([units["treated"].astype(np.float64).rename("treated"), strata], axis=1)
    if baseline is not None and baseline.nunique() > 1:
        design = design.assign(baseline=_centred(baseline))
    return design
