"""Which two months are compared: last month and this one for everybody; for a tier that changed, the months that changed it.

A tier follows from the months before (see tiers.py): who rises this month reached the level last month, who falls this month was
below it for as many months as the rule waits. So the month that counts is last month, compared with the one before it
(risen), or with the last month that was not below (fallen).
"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from rccrm_lib.core.tier_settings import TierSettings

COLUMNS = ("customer_id", "from_month", "to_month", "is_month")
EVERYBODY = """
SELECT DISTINCT customer_id, $before AS from_month, $month AS to_month, TRUE AS is_month
FROM tiers WHERE month IN ($before, $month) ORDER BY customer_id
"""
STARTED = ("FIRST", "RETURNED")  # the tier is this month's own


def month_spans(con: duckdb.DuckDBPyConnection, *, month: str, before: str) -> pd.DataFrame:
    """One row per customer with a tier in either month: last month to this month."""
    return con.execute(EVERYBODY, {"month": month, "before": before}).df()


def tier_spans(movers: pd.DataFrame, *, months: list[str], month: str, settings: TierSettings) -> pd.DataFrame:
    """One row per customer whose tier changed: the months whose difference changed it."""
    place = months.index(month) if month in months else 0
    patience = dict(zip((tier.code for tier in settings.tiers), settings.patience(), strict=True))
    back = np.where(movers["rule_reason"] == "DOWN", movers["stood_tier"].map(patience), 1)
    started = movers["rule_reason"].isin(STARTED).to_numpy()
    until = np.where(started, place, max(place - 1, 0))
    since = np.maximum(until - back.astype(int), 0)
    names = np.array(months or [month], dtype=object)
    return pd.DataFrame({"customer_id": movers["customer_id"].to_numpy(), "from_month": names[since], "to_month": names[until],
                         "is_month": False}, columns=COLUMNS)
