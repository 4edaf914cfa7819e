"""Was the lot a lot? Balance before the draw, and the shares that it gave."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import scipy

from rccrm_lib import stats

ENOUGH = 0.1  # standard deviations: the usual limit of a difference that matters


def balance_table(units: pd.DataFrame, *, campaign_id: str, baselines: Sequence[int]) -> pd.DataFrame:
    """One row per covariate: its means by arm, their difference in standard deviations, what chance allows.

    Covariates: the mean AUM per customer 3, 2 and 1 months before the draw (fen) where supplied, and the number
    of customers per unit. `is_alike` is false where the difference exceeds both 0.1 and what a fair lot of this
    many units gives in 95 of 100 cases.
    """
    treated = units["treated"].astype(bool)
    counts = [max(int(side.sum()), 1) for side in (treated, ~treated)]
    limit = max(ENOUGH, float(scipy.stats.norm.ppf(0.975) * np.sqrt(sum(1 / n for n in counts))))
    rows = []
    for name, covariate in _covariates(baselines).items():
        values, weights = units[covariate], None if covariate == "n_customers" else units["n_customers"]
        if values.isna().any() or not treated.any() or treated.all():
            continue
        smd = stats.standardised_mean_difference(values, treated, weights=weights)
        means = [np.average(values[side], weights=None if weights is None else weights[side])
                 for side in (treated, ~treated)]
        rows.append({"campaign_id": campaign_id, "covariate": name, "mean_treated": means[0], "mean_held_out": means[1],
                     "smd": smd, "limit": limit, "is_alike": abs(smd) <= limit})
    return pd.DataFrame(rows)


def _covariates(baselines: Sequence[int]) -> dict[str, int | str]:
    """Names of the covariates and the columns that hold them."""
    names: dict[str, int | str] = {f"aum_before_{-offset}": offset for offset in baselines}
    return {**names, "customers_per_unit": "n_customers"}


def lot_checks(units: pd.DataFrame) -> dict[str, object]:
    """Share of units that were treated, and the p of the split: one value each for the campaign's row.

    Without a planned share the test is whether all strata have the same share of treated units (chi-squared); a
    p below .001 says that the list is not what was drawn. `none` where there is one stratum only.
    """
    clean = units[~units["is_mixed"]]
    share = float(clean["treated"].mean()) if len(clean) else float("nan")
    table = pd.crosstab(clean["stratum"], clean["treated"])
    if table.shape[0] < 2 or table.shape[1] < 2:
        return {"treated_share": share, "sample_ratio_p": float("nan"), "sample_ratio_test": "none"}
    p = float(scipy.stats.chi2_contingency(table, correction=False)[1])
    return {"treated_share": share, "sample_ratio_p": p, "sample_ratio_test": "between_strata"}
