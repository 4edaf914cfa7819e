"""How much the numbers of the definition matter, and what the spells ended with."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from rccrm_lib.acrm.churn.curves import COMPETING, kaplan_meier_by
from rccrm_lib.acrm.churn.grid import build_grid
from rccrm_lib.acrm.churn.spells import CHURN_CAUSES, spells_of
from rccrm_lib.acrm.churn.states import CAUSE_CODES
from rccrm_lib.core.settings import ChurnSettings

RATIOS = (0.2, 0.3, 0.4)
MONTHS = (2, 3, 4)


def sensitivity(
    history: pd.DataFrame, *, settings: ChurnSettings, months: Sequence[str],
    ratios: Sequence[float] = RATIOS, enter_months: Sequence[int] = MONTHS, attrition_months: int = 6,
) -> pd.DataFrame:
    """One row per enter ratio and number of low months: spells, churn events, rate, attrition after 6 months (0 to 1).

    Everything else as in `settings`, whose own ratio and months are always among the rows (`is_base`). Attrition
    is 1 - Kaplan-Meier since entry, missing where too few are at risk. Input like `build_spells`.
    """
    grid = build_grid(history, months=months, reference_months=settings.reference_months,
                      floor_yuan=settings.floor_yuan)
    rows = []
    for ratio in sorted({*ratios, settings.enter_ratio}):
        for width in sorted({*enter_months, settings.enter_months}):
            changed = settings.model_copy(update={"enter_ratio": ratio, "enter_months": width})
            counts = _count(spells_of(grid, settings=changed), settings=settings, attrition_months=attrition_months)
            is_base = ratio == settings.enter_ratio and width == settings.enter_months
            rows.append({"enter_ratio": ratio, "enter_months": width, **counts, "is_base": is_base})
    return pd.DataFrame(rows)


def _count(spells: pd.DataFrame, *, settings: ChurnSettings, attrition_months: int) -> dict[str, float | int]:
    exposed, events = int((spells["exit"] - spells["entry"]).sum()), int(spells["event"].sum())
    curve = kaplan_meier_by(spells, None, settings=settings, since="entry")
    survival = curve.loc[curve["month"] == attrition_months, "survival"]
    return {
        "n_spells": len(spells), "n_events": events, "n_unconfirmed": int((spells["cause"] == "unconfirmed").sum()),
        "customer_months": exposed, "events_per_100_years": 1200 * events / exposed if exposed else float("nan"),
        "attrition": 1 - float(survival.iloc[0]) if len(survival) else float("nan"),
    }


def count_causes(spells: pd.DataFrame, *, with_censored: bool = False) -> pd.DataFrame:
    """One row per cause in fixed order: spells that ended so, whether it is churn, and two counts of doubt.

    `n_balance_only`: decided without customer credits; `n_household_possible`: the family gained about as much.

    `with_censored` adds the spells that have not ended: `censored`, and `unconfirmed` where the end may have begun.
    """
    causes = list(CAUSE_CODES if with_censored else COMPETING)
    counts = spells.groupby("cause").size().reindex(causes, fill_value=0)
    alone = spells[~spells["is_credit_known"]].groupby("cause").size().reindex(causes, fill_value=0)
    doubtful = spells[spells["is_household_possible"]].groupby("cause").size().reindex(causes, fill_value=0)
    return pd.DataFrame({
        "cause": causes, "is_churn": [code in CHURN_CAUSES for code in causes],
        "n": counts.to_numpy(dtype="int64"), "n_balance_only": alone.to_numpy(dtype="int64"),
        "n_household_possible": doubtful.to_numpy(dtype="int64"),
    })
