"""Who keeps a tier by patience alone: how long still, what would keep it for good, what brought it down, what is at stake."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rccrm_lib.acrm.value.gaps import nearer_gaps
from rccrm_lib.acrm.value.measures import MONTHS_IN_YEAR
from rccrm_lib.acrm.value.schema import WATCH_LIST
from rccrm_lib.core.schema import check_frame
from rccrm_lib.core.tier_settings import TierSettings
from rccrm_lib.facts.calendar import add_months

DECIDED = ["customer_id", "deciding", "deciding_fen", "deciding_measure", "deciding_from", "n_alone"]


def watch_list(now: pd.DataFrame, decided: pd.DataFrame, *, month: str, settings: TierSettings) -> pd.DataFrame:
    """One row per customer on watch: below the tier, and still in it because the rule waits (see tiers.py).

    `now`: the tiers of the month, is_company where known; `decided`: what alone took the month below the tier (`watch_decided`).
    months_left counts to the month of the fall, this one not: 1 is the next. Who has been below for as long as the rule
    waits falls then whatever comes (is_settled), to falls_to; for the others that is where things stand. gap_fen: what the nearer
    measure lacks to the tier (a daily average, or a month's contribution). stake_fen: a year's contribution at this month's
    level, missing where it is not supplied. Sorted by the tier, high first, then by who falls first.
    """
    watched = now[now["is_watch"]].reset_index(drop=True)
    places = {tier.code: place for place, tier in enumerate(settings.tiers)}
    held = watched["tier"].map(places).to_numpy(dtype=np.int64)
    gaps, measure = nearer_gaps(watched, held, settings=settings)
    waits = np.array(settings.patience(), dtype=np.int64)[held]
    left = np.maximum(waits - watched["months_below"].to_numpy(dtype=np.int64), 0) + 1
    months = {n: add_months(month, int(n)) for n in np.unique(left)}
    worth = watched["comparable_fen"].astype("Int64")
    frame = pd.DataFrame({
        "customer_id": watched["customer_id"], "tier": watched["tier"], "falls_to": watched["natural_tier"],
        "months_below": watched["months_below"], "months_left": left, "falls_in": [months[n] for n in left],
        "is_settled": left == 1, "measure": measure, "floor_fen": gaps.floor_fen, "gap_fen": gaps.missing_fen,
        "gap_share": gaps.share, "aum_avg_fen": watched["aum_avg_fen"], "comparable_fen": worth,
        "stake_fen": worth * MONTHS_IN_YEAR, "place": -held,
    })
    joined = frame.merge(decided[DECIDED], on="customer_id", how="left", validate="one_to_one")
    ordered = joined.sort_values(["place", "months_left", "gap_share", "customer_id"])
    return check_frame(ordered[WATCH_LIST.names].reset_index(drop=True), WATCH_LIST)
