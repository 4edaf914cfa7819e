"""Which customers go back to the pool because nobody has been in touch, and which are about to."""

from __future__ import annotations

from datetime import date

import pandas as pd

from rccrm_lib.core.portfolio_settings import PortfolioSettings
from rccrm_lib.core.schema import check_frame
from rccrm_lib.ocrm.portfolio.schema import RECLAIM

NOTICE, DUE = "notice", "due"


def find_reclaims(kept: pd.DataFrame, contacts: pd.DataFrame, *, settings: PortfolioSettings, as_of: date) -> pd.DataFrame:
    """One row per customer of a manager who has not been in touch for as long as the tier allows, or will soon not have been.

    `kept`: customer_id, manager_id, branch_id, tier, from_on (since when by people's word; may be missing). `contacts`:
    customer_id, on_day of every contact on record. Days count from the last contact or the beginning of the care, and never
    from before the first contact on record: what was not recorded then is not known. Without any contact: nobody.
    """
    if contacts.empty:
        return _frame(kept.head(0).assign(last_contact_on=pd.NaT, days=0, limit_days=0, state=""))
    days = pd.to_datetime(contacts["on_day"])
    last = kept["customer_id"].map(days.groupby(contacts["customer_id"]).max())
    begun = pd.to_datetime(kept["from_on"]).where(kept["from_on"].notna())
    since = pd.concat([last, begun], axis=1).max(axis=1).fillna(days.min()).clip(lower=days.min())
    limit = kept["tier"].map(dict(settings.reclaim_days))
    rows = kept.assign(last_contact_on=last, days=(pd.Timestamp(as_of) - since).dt.days, limit_days=limit)
    near = rows["manager_id"].notna() & (rows["days"] >= rows["limit_days"] - settings.notice_days)
    rows = rows[near.fillna(False)]
    rows = rows.assign(state=pd.Series(NOTICE, index=rows.index).mask(rows["days"] >= rows["limit_days"], DUE))
    return _frame(rows.sort_values(["branch_id", "manager_id", "customer_id"]))


def _frame(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.astype({"days": "int64", "limit_days": "int64", "last_contact_on": "datetime64[ns]"})
    return check_frame(rows[RECLAIM.names].reset_index(drop=True), RECLAIM)
