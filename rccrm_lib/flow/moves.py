"""03: who is about to move: close to the next tier, or kept in the tier by patience alone."""

from __future__ import annotations

import duckdb
import pandas as pd

from rccrm_lib.acrm import value
from rccrm_lib.core import engine
from rccrm_lib.core.tier_settings import TierSettings
from rccrm_lib.flow.run import Run

ENDS = "SELECT customer_id, aum_end_fen FROM customer_history WHERE month = $month ORDER BY customer_id"


def describe_moves(
    run: Run, con: duckdb.DuckDBPyConnection, tiers: pd.DataFrame, *, settings: TierSettings
) -> dict[str, pd.DataFrame]:
    """The frames about moves to come, of this month's tiers; needs `customer_history` and `watch_decided` in `con`."""
    now = tiers[tiers["month"] == run.month]
    ends = engine.read_frame(con, ENDS, {"month": run.month})
    decided = engine.read_frame(con, "SELECT * FROM watch_decided ORDER BY customer_id")
    return {
        "near_threshold": value.near_threshold(now.merge(ends, on="customer_id", how="left"), settings=settings),
        "watch_list": value.watch_list(now, decided, month=run.month, settings=settings),
    }
