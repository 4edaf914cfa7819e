"""Tiers that rise at once and fall slowly: quick up, slow down.

The tier of a month is the status during that month: it follows from the daily averages of the months before.
* The first month: the tier that the month's own average reaches (the natural tier).
* A month whose average reaches a higher tier lifts the customer to it in the next month.
* `months_below_before_down` (3) months in a row below the tier: in the month after (the 4th) the tier is the
  natural tier of the last of them (the 3rd), even when the 4th month has recovered; it rises again in the 5th.
A month in which a customer holds no account ends the run; one that was not delivered for anybody does not.
Source of the rule: the published practice of Bohai Bank (reach the level: up next month; watch; down in month 4
to the level of month 3).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from rccrm_lib.acrm.value.schema import HISTORY, TIERS
from rccrm_lib.core.schema import check_frame
from rccrm_lib.core.settings import TierSettings
from rccrm_lib.facts.money import FEN_PER_YUAN

ABSENT = -1
CHECKED_ROWS = 10_000  # columns and kinds show in the first rows; the key is checked on all of them
#: Reason codes, in the order of their numbers in the matrix below.
REASONS = (
    "FIRST",  # the first month on record: natural tier
    "RETURNED",  # held nothing for a while, came back: natural tier
    "KEPT",  # this month's average stands at the tier
    "RISING",  # this month's average reached a higher tier: up next month
    "WATCH",  # this month's average is below the tier
    "UP",  # last month's average reached this tier
    "DOWN",  # below the former tier for the months that the rule allows
)
FIRST, RETURNED, KEPT, RISING, WATCH, UP, DOWN = range(len(REASONS))


def assign_tiers(history: pd.DataFrame, *, settings: TierSettings) -> pd.DataFrame:
    """One row per customer and month in which the customer held an account: tier, watch and reason.

    `history` has customer_id, month, aum_avg_fen (fen) and, where known, n_accounts; months with n_accounts 0
    or without a supplied average have no tier. `months_below` counts up to and including the month; `is_watch`
    is months_below > 0. Sorted by customer and month whatever the order of the rows.
    """
    held = _held_rows(history)
    customer_codes, customers = _sorted_codes(held["customer_id"])
    month_codes, months = _sorted_codes(held["month"])
    natural = np.full((len(months), len(customers)), ABSENT, dtype=np.int8)
    natural[month_codes, customer_codes] = natural_tiers(held["aum_avg_fen"], settings=settings)
    _refuse_twice(held, n_cells=int((natural != ABSENT).sum()))
    tier, below, reason = _walk(natural, patience=settings.months_below_before_down)
    aum = np.zeros(natural.shape, dtype=np.int64)
    aum[month_codes, customer_codes] = held["aum_avg_fen"].to_numpy()
    codes = np.array([one.code for one in settings.tiers], dtype=object)
    who, when = np.nonzero(natural.T != ABSENT)  # customer by customer, month by month
    return pd.DataFrame({
        "customer_id": customers[who],
        "month": months[when],
        "tier": codes[tier[when, who]],
        "natural_tier": codes[natural[when, who]],
        "months_below": below[when, who].astype(np.int64),
        "is_watch": below[when, who] > 0,
        "reason": np.array(REASONS, dtype=object)[reason[when, who]],
        "aum_avg_fen": aum[when, who],
    }, columns=TIERS.names)


def _refuse_twice(held: pd.DataFrame, *, n_cells: int) -> None:
    """Two rows of one customer and month share a cell: counting cells is much cheaper than comparing texts."""
    if len(held) != n_cells:
        check_frame(held, HISTORY)  # finds the same and says it


def _sorted_codes(values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """The place of each value among the sorted distinct ones, and these; texts or categories of texts."""
    codes, found = pd.factorize(values)
    distinct = np.asarray(found, dtype=object)
    order = np.argsort(distinct)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place[codes], distinct[order]


def natural_tiers(aum_avg_fen: pd.Series, *, settings: TierSettings) -> np.ndarray:
    """One number of a tier (0 is the lowest) per average in fen; below every floor is the lowest tier."""
    floors = np.array([one.floor_yuan * FEN_PER_YUAN for one in settings.tiers], dtype=np.int64)
    reached = np.searchsorted(floors, aum_avg_fen.to_numpy(dtype=np.int64), side="right") - 1
    return np.maximum(reached, 0).astype(np.int8)


def _held_rows(history: pd.DataFrame) -> pd.DataFrame:
    """The rows that have a tier: an account and a supplied average."""
    check_frame(history.head(CHECKED_ROWS), HISTORY)
    keep = history["aum_avg_fen"].notna()
    if "n_accounts" in history:
        keep &= history["n_accounts"] > 0
    held = history.loc[keep, ["customer_id", "month", "aum_avg_fen"]]
    return held.astype({"aum_avg_fen": np.int64})


def _walk(natural: np.ndarray, *, patience: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tier, months below and reason per month (rows) and customer (columns), month by month over all customers."""
    n_customers = natural.shape[1]
    tier, below = np.full_like(natural, ABSENT), np.zeros(natural.shape, dtype=np.int16)
    reason = np.full(natural.shape, KEPT, dtype=np.int8)
    was_here = np.zeros(n_customers, dtype=bool)
    ever_here = np.zeros(n_customers, dtype=bool)
    for at in range(len(natural)):
        now, here = natural[at], natural[at] != ABSENT
        starts = here & ~was_here
        goes_up, goes_down = np.zeros(n_customers, dtype=bool), np.zeros(n_customers, dtype=bool)
        former_below = np.zeros(n_customers, dtype=np.int16)
        status = now.copy()
        if at:
            stays = here & was_here
            goes_up = stays & (natural[at - 1] > tier[at - 1])
            goes_down = stays & (below[at - 1] >= patience)
            status = np.where(stays & ~goes_up & ~goes_down, tier[at - 1], status)
            status = np.where(goes_up | goes_down, natural[at - 1], status)
            former_below = np.where(stays & ~goes_down, below[at - 1], 0)
        is_below = here & (now < status)
        tier[at] = np.where(here, status, ABSENT)
        below[at] = np.where(is_below, former_below + 1, 0)
        reason[at] = np.select(
            [starts & ~ever_here, starts, goes_up, goes_down, is_below, here & (now > status)],
            [FIRST, RETURNED, UP, DOWN, WATCH, RISING],
            KEPT,
        )
        was_here, ever_here = here, ever_here | here
    return tier, below, reason
