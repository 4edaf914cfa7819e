"""The tier of a household: of what its members have together, beside the tiers of the persons."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.acrm.value.schema import HOUSEHOLD_TIERS
from rccrm_lib.acrm.value.tiers import assign_tiers
from rccrm_lib.core.schema import check_frame
from rccrm_lib.core.tier_settings import TierSettings


def household_tiers(history: pd.DataFrame, *, month: str, settings: TierSettings) -> pd.DataFrame:
    """One row per household this month, by the same rule as persons.

    `history` has household_id, month, n_members (with an account), aum_avg_fen and, where supplied, comparable_fen: sums
    over those who belong to the household this month, in every month of the history.
    """
    persons = history.rename(columns={"household_id": "customer_id", "n_members": "n_accounts"})
    tiers = assign_tiers(persons, settings=settings)
    now = tiers[tiers["month"] == month].rename(columns={"customer_id": "household_id"})
    members = history.loc[history["month"] == month, ["household_id", "n_members"]]
    joined = now.merge(members.astype({"household_id": object}), on="household_id", validate="one_to_one")
    return check_frame(joined[HOUSEHOLD_TIERS.names].reset_index(drop=True), HOUSEHOLD_TIERS)
