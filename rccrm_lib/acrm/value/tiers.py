"""Tiers that rise at once and fall slowly: quick up, slow down.

The tier of a month is the status during that month: it follows from the months before. Measured are the daily average of
the assets and, where it is supplied, the contribution; the better of both counts (see measures.py).
* The first month: the tier that the month alone reaches (the natural tier).
* A month that reaches a higher tier lifts the customer to it in the next month.
* `months_below_before_down` (3; more for the top tiers) months in a row below the tier: in the month after (the 4th) the
  tier is the natural tier of the last of them (the 3rd), even when the 4th month has recovered; it rises again in the 5th.
A month in which a customer holds no account ends the run; one that was not delivered for anybody does not.
A person may override the rule for some months; the rule runs on underneath and takes over again afterwards.
Source of the rule: the published practice of Bohai Bank (reach the level: up next month; watch; down in month 4
to the level of month 3; six months for the private bank).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rccrm_lib.acrm.value.measures import ABSENT, MEASURES, high_by_contribution, reach_tiers
from rccrm_lib.acrm.value.overrides import OVERRIDE, Override, place_overrides
from rccrm_lib.acrm.value.schema import HISTORY, TIERS
from rccrm_lib.core.schema import check_frame
from rccrm_lib.core.tier_settings import TierSettings

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
BANDS = ("low", "mid", "high")
#: Columns that are categories where there are millions of rows.
CODED = ("customer_id", "month", "tier", "natural_tier", "reason", "band")
FIRST, RETURNED, KEPT, RISING, WATCH, UP, DOWN = range(len(REASONS))


def assign_tiers(
    history: pd.DataFrame, *, settings: TierSettings, overrides: Sequence[Override] = ()
) -> pd.DataFrame:
    """The rows of `code_tiers` with plain texts, which group and compare as one expects."""
    return plain_texts(code_tiers(history, settings=settings, overrides=overrides))


def plain_texts(tiers: pd.DataFrame) -> pd.DataFrame:
    """Rows of `code_tiers` with texts instead of categories."""
    return tiers.astype(dict.fromkeys(CODED, object))


def code_tiers(
    history: pd.DataFrame, *, settings: TierSettings, overrides: Sequence[Override] = ()
) -> pd.DataFrame:
    """One row per customer and month in which the customer held an account: tier, watch and reasons.

    `history` has customer_id, month, aum_avg_fen (fen) and, where known, n_accounts, comparable_fen (contribution of the
    month) and is_company; months with n_accounts 0 or without a supplied average have no tier. `months_below` counts up
    to and including the month; `is_watch` is months_below > 0. `reason` says why the tier is what it is, `tier_reason`
    which measure gives the natural tier. Columns of texts are categories. Sorted by customer and month whatever the order of
    the rows.
    """
    held = _held_rows(history)
    customer_codes, customers = _sorted_codes(held["customer_id"])
    month_codes, months = _sorted_codes(held["month"])
    cells = _Cells(month_codes, customer_codes, (len(months), len(customers)))
    reached = reach_tiers(held, settings=settings)
    natural = cells.spread(reached.natural, ABSENT)
    _refuse_twice(held, n_cells=int((natural != ABSENT).sum()))
    tier, below, reason = _walk(natural, patience=np.array(settings.patience(), dtype=np.int16))
    codes = [one.code for one in settings.tiers]
    overridden = place_overrides(tier, overrides, customers=customers, months=months, codes=codes)
    below[overridden] = 0
    measure = np.where(overridden, len(MEASURES), cells.spread(reached.reason, 0))
    contribution, known = _contribution(held, cells)
    who, when = np.nonzero(natural.T != ABSENT)  # customer by customer, month by month
    coded = pd.Categorical.from_codes
    return pd.DataFrame({
        "customer_id": coded(who, customers),
        "month": coded(when, months),
        "tier": coded(tier[when, who], codes),
        "natural_tier": coded(natural[when, who], codes),
        "months_below": below[when, who].astype(np.int64),
        "is_watch": below[when, who] > 0,
        "reason": coded(reason[when, who], REASONS),
        "aum_avg_fen": cells.spread(held["aum_avg_fen"].to_numpy(), 0)[when, who],
        "aum_tier": coded(cells.spread(reached.aum, ABSENT)[when, who], codes),
        "contribution_tier": coded(cells.spread(reached.contribution, ABSENT)[when, who], codes),
        "tier_reason": coded(measure[when, who], [*MEASURES, OVERRIDE]),
        "band": coded(_bands(tier, contribution, known, settings=settings)[when, who], BANDS),
        "comparable_fen": pd.arrays.IntegerArray(contribution[when, who], ~known[when, who]),
    }, columns=TIERS.names, copy=False)  # consolidating millions of rows costs more than any later use saves


def _bands(tier: np.ndarray, contribution: np.ndarray, known: np.ndarray, *, settings: TierSettings) -> np.ndarray:
    """The place in BANDS of every month and customer: that of the tier, or high for those who bring most in the month."""
    bands = np.array([BANDS.index(one.band) for one in settings.tiers], dtype=np.int8)[tier]
    for row, brought, is_known in zip(bands, contribution, known, strict=True):
        row[high_by_contribution(brought, is_known, share=settings.high_contribution_share)] = BANDS.index("high")
    return bands


@dataclass(frozen=True)
class _Cells:
    """Where each row of the history stands in a matrix of months and customers."""

    month: np.ndarray
    customer: np.ndarray
    shape: tuple[int, int]

    def spread(self, values: np.ndarray, empty: int) -> np.ndarray:
        """The values in their cells, `empty` elsewhere."""
        matrix = np.full(self.shape, empty, dtype=values.dtype)
        matrix[self.month, self.customer] = values
        return matrix


def _contribution(held: pd.DataFrame, cells: _Cells) -> tuple[np.ndarray, np.ndarray]:
    """The contribution of the months in fen, and where it is supplied."""
    if "comparable_fen" not in held:
        return np.zeros(cells.shape, dtype=np.int64), np.zeros(cells.shape, dtype=bool)
    column = held["comparable_fen"]
    known = column.notna().to_numpy(dtype=bool)
    return cells.spread(column.fillna(0).to_numpy(dtype=np.int64), 0), cells.spread(known, 0)


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


def _held_rows(history: pd.DataFrame) -> pd.DataFrame:
    """The rows that have a tier: an account and a supplied average."""
    check_frame(history.head(CHECKED_ROWS), HISTORY)
    keep = history["aum_avg_fen"].notna()
    if "n_accounts" in history:
        keep &= history["n_accounts"] > 0
    more = [name for name in ("comparable_fen", "is_company") if name in history]
    held = history.loc[keep, ["customer_id", "month", "aum_avg_fen", *more]]
    return held.astype({"aum_avg_fen": np.int64})


def _walk(natural: np.ndarray, *, patience: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tier, months below and reason per month (rows) and customer (columns); patience is months below, per tier."""
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
            goes_down = stays & (below[at - 1] >= patience[tier[at - 1]])
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
