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

#: Customers on watch as if their tier fell now, from the last month at it to this one. What moved between customers this month is
#: in both months of the history, so nothing structural lies between them.
WATCHED = """
SELECT customer_id, tier::VARCHAR AS stood_tier, natural_tier::VARCHAR AS now_tier, NULL::VARCHAR AS stood_reason,
       tier_reason::VARCHAR AS now_reason, months_below, customers.party_kind = 'org' AS is_company, {nothing}
FROM tiers JOIN customers USING (customer_id) WHERE month = $month AND is_watch ORDER BY customer_id
"""
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


def watched(con: duckdb.DuckDBPyConnection, *, month: str, structural: list[str]) -> pd.DataFrame:
    """One row per customer on watch this month, as `decide` reads movers; the structural parts move nothing."""
    nothing = ", ".join(f"0::BIGINT AS {name}" for name in structural)
    return con.execute(WATCHED.format(nothing=nothing), {"month": month}).df()


def watch_spans(customers: pd.DataFrame, *, months: list[str], month: str) -> pd.DataFrame:
    """One row per customer on watch: the last month at the tier to this one."""
    place = months.index(month) if month in months else 0
    names = np.array(months or [month], dtype=object)
    since = np.maximum(place - customers["months_below"].to_numpy(dtype=np.int64), 0)
    return pd.DataFrame({"customer_id": customers["customer_id"].to_numpy(), "from_month": names[since], "to_month": names[place],
                         "is_month": False}, columns=COLUMNS)
