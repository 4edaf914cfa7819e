"""Who is close to the next tier: by which measure, what is missing, and whether what is there now would do."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rccrm_lib.acrm.value.gaps import nearer_gaps
from rccrm_lib.acrm.value.measures import AUM, MEASURES, reach_tiers
from rccrm_lib.acrm.value.schema import NEAR_THRESHOLD
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.schema import check_frame
from rccrm_lib.core.tier_settings import TierSettings

#: The next month reaches the floor, the month after is in the tier: see tiers.py.
MONTHS_UNTIL_UP = 2


def near_threshold(now: pd.DataFrame, *, settings: TierSettings) -> pd.DataFrame:
    """One row per customer who lacks at most `near_threshold_share` of a floor above, by whichever measure is nearer.

    `now` holds the tiers of one month; aum_end_fen (assets on its last day) and is_company where known. gap_fen: what the daily
    average lacks, or the contribution of a month. A tier that this month has reached, or that the customer still has, is none to
    be near to. end_gap_fen is what the assets of the last day lack; where that is nothing, months_until_up says when the tier is
    reached if they stay. Both are missing for a contribution, whose level on a day nobody knows. Sorted by tier, high first.
    """
    if now["customer_id"].duplicated().any():
        raise RccrmError("a customer stands twice in the tiers", "the tiers of one month", "select a month first")
    codes = [tier.code for tier in settings.tiers]
    held = now["tier"].map({code: place for place, code in enumerate(codes)}).to_numpy(dtype=np.int64)
    has_reached = np.maximum(held, reach_tiers(now, settings=settings).natural)
    gaps, measure = nearer_gaps(now, has_reached + 1, settings=settings)
    comparable = now["comparable_fen"] if "comparable_fen" in now else pd.Series(pd.NA, index=now.index, dtype="Int64")
    end_gap = _end_gap(now, gaps.floor_fen, measure)
    frame = pd.DataFrame({
        "customer_id": now["customer_id"].to_numpy(),
        "tier": now["tier"].to_numpy(),
        "next_tier": np.array(codes, dtype=object)[gaps.place],
        "measure": measure,
        "aum_avg_fen": now["aum_avg_fen"].to_numpy(dtype=np.int64),
        "comparable_fen": comparable.astype("Int64").to_numpy(),
        "floor_fen": gaps.floor_fen,
        "gap_fen": gaps.missing_fen,
        "gap_share": gaps.share,
        "end_gap_fen": end_gap,
        "months_until_up": pd.array(np.full(len(now), MONTHS_UNTIL_UP), dtype="Int64"),
        "place": -gaps.place,
    })
    frame["months_until_up"] = frame["months_until_up"].where((frame["end_gap_fen"] == 0).fillna(False))
    ordered = frame[gaps.share <= settings.near_threshold_share].sort_values(["place", "gap_share", "customer_id"])
    return check_frame(ordered[NEAR_THRESHOLD.names].reset_index(drop=True), NEAR_THRESHOLD)


def _end_gap(now: pd.DataFrame, floor_fen: np.ndarray, measure: np.ndarray) -> pd.Series:
    """What the assets of the last day lack to the floor, 0 where they reach it; missing where the measure is another."""
    if "aum_end_fen" not in now:
        return pd.Series(pd.NA, index=range(len(now)), dtype="Int64")
    lacks = floor_fen - now["aum_end_fen"].astype("Int64").reset_index(drop=True)
    return lacks.clip(lower=0).where(measure == MEASURES[AUM])
