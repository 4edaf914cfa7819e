"""The history of customers as matrices: one row per customer, one column per month, nothing after the last month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rccrm_lib.core.errors import NotSupplied, SchemaError
from rccrm_lib.facts.calendar import months_between

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
NEEDED = ("customer_id", "month", "n_accounts", "aum_avg_fen", "customer_in_fen", "first_open_on")
NEVER = 10**6


@dataclass(frozen=True)
class Grid:
    """Customers x months. Balances in fen; `first` is the index of a customer's first observed month."""

    customer_ids: npt.NDArray[Any]
    months: tuple[str, ...]
    aum: FloatArray
    credit: FloatArray
    accounts: FloatArray
    others_aum: FloatArray | None
    first: IntArray
    age_at_start: IntArray
    death: IntArray
    merged: IntArray
    moved: IntArray
    reference_months: int
    floor_fen: float
    tiers: npt.NDArray[Any] = field(repr=False)

    @cached_property
    def medians(self) -> list[FloatArray]:
        """Per month: the median of the daily-average balance over up to `reference_months` months that end there."""
        return [_trailing_median(self.aum, end, self.reference_months) for end in range(len(self.months))]

    def reference(self, end: int) -> FloatArray:
        """The yardstick of each customer at the end of month `end`: the trailing median, at least the floor."""
        return np.fmax(self.medians[end], self.floor_fen)


def build_grid(
    history: pd.DataFrame, *, months: Sequence[str], reference_months: int, floor_yuan: int
) -> Grid:
    """Matrices from one row per customer and month; only `months` are read, and of these the last unbroken run.

    A month without a row after a customer's first one means that nothing is left: balance 0, no account. A
    missing balance in a row that is there stays missing (not supplied). Raises SchemaError for missing columns
    or two rows of one customer and month.
    """
    missing = [name for name in NEEDED if name not in history.columns]
    if missing:
        raise SchemaError(f"history lacks {', '.join(missing)}", f"columns {', '.join(NEEDED)}",
                          "hand over the customer history with the customers' opening dates")
    used = unbroken_tail(months)
    rows = history[history["month"].isin(used) & history["first_open_on"].notna()]
    if len(rows) and rows["aum_avg_fen"].isna().all():
        raise NotSupplied("no balance is supplied in any month", "daily-average balances of the customers",
                          "supply bal_month")
    ids = np.sort(np.asarray(rows["customer_id"].unique(), dtype=object))
    at = (pd.Index(ids).get_indexer(rows["customer_id"]), pd.Index(used).get_indexer(rows["month"]))
    if len(rows) and pd.Series(at[0].astype(np.int64) * len(used) + at[1]).duplicated().any():
        raise SchemaError("history holds a customer and month twice", "one row per customer and month",
                          "aggregate the history to customers first")
    return _fill(rows, ids, used, at, reference_months=reference_months, floor_yuan=floor_yuan)


def unbroken_tail(months: Sequence[str]) -> tuple[str, ...]:
    """The last months that follow each other without a gap, oldest first."""
    ordered = sorted(set(months))
    start = 0
    for i in range(1, len(ordered)):
        if months_between(ordered[i - 1], ordered[i]) != 1:
            start = i
    return tuple(ordered[start:])


def _fill(rows: pd.DataFrame, ids: npt.NDArray[Any], months: tuple[str, ...], at: tuple[Any, Any], *,
          reference_months: int, floor_yuan: int) -> Grid:
    shape = (len(ids), len(months))
    present = np.zeros(shape, dtype=bool)
    present[at] = True
    first = np.argmax(present, axis=1).astype(np.int64) if len(months) else np.zeros(len(ids), np.int64)
    seen = np.arange(shape[1])[None, :] >= first[:, None]

    def matrix(values: Any) -> FloatArray:
        filled = np.where(seen & ~present, 0.0, np.nan)
        filled[at] = values.to_numpy(dtype=np.float64, na_value=np.nan)
        return filled

    credit = matrix(rows["customer_in_fen"].astype("Float64"))
    # A month in which no customer has a value was not supplied: an absent row says nothing about it either.
    credit[:, np.isnan(np.where(present, credit, np.nan)).all(axis=0)] = np.nan
    constant = rows.drop_duplicates("customer_id").set_index("customer_id").reindex(ids)
    aum = matrix(rows["aum_avg_fen"].astype("Float64"))
    death, merged, moved = (_month_index(constant, name, months) for name in ("death_on", "merged_on", "moved_on"))
    return Grid(
        ids, months, aum, credit, matrix(rows["n_accounts"].astype("Float64")), _others(rows, ids, months, aum), first,
        _age_at_start(constant, months, first), death, merged, moved, reference_months, floor_yuan * 100.0,
        _tiers(rows, constant, shape, at),
    )


def _age_at_start(constant: pd.DataFrame, months: tuple[str, ...], first: IntArray) -> IntArray:
    """Age in whole months at the end of the first column; balances before the booked opening move the origin."""
    if not months:
        return np.zeros(len(constant), np.int64)
    opened = pd.to_datetime(constant["first_open_on"])
    start = int(months[0][:4]) * 12 + int(months[0][5:]) - 1
    age = start - (opened.dt.year.to_numpy(np.int64) * 12 + opened.dt.month.to_numpy(np.int64) - 1)
    return np.maximum(age, -first)


def _month_index(constant: pd.DataFrame, column: str, months: tuple[str, ...]) -> IntArray:
    """The column of `months` in which a date lies; NEVER where there is none or it lies after the last month."""
    if column not in constant.columns or not months:
        return np.full(len(constant), NEVER, np.int64)
    start = int(months[0][:4]) * 12 + int(months[0][5:]) - 1
    date = pd.to_datetime(constant[column])
    index = (date.dt.year * 12 + date.dt.month - 1 - start).fillna(NEVER).to_numpy(np.int64)
    return np.where(index < len(months), index, NEVER)


def _others(rows: pd.DataFrame, ids: npt.NDArray[Any], months: tuple[str, ...], aum: FloatArray) -> FloatArray | None:
    """The balance of the rest of each customer's household, where the history names households."""
    if "household_id" not in rows.columns or rows["household_id"].isna().all():
        return None
    total = rows.groupby(["household_id", "month"], observed=True)["aum_avg_fen"].sum().unstack("month", fill_value=0)
    total = total.reindex(columns=list(months), fill_value=0)
    home = rows.drop_duplicates("customer_id").set_index("customer_id")["household_id"].reindex(ids)
    # No household known: the customer is alone, nothing can have moved within one.
    return total.reindex(home.to_numpy()).to_numpy(dtype=np.float64, na_value=np.nan) - aum


def _tiers(rows: pd.DataFrame, constant: pd.DataFrame, shape: tuple[int, int], at: tuple[Any, Any]) -> npt.NDArray[Any]:
    """The tier of each month where the caller gives `tier`; else `tier_at_entry` throughout; else none."""
    if "tier" in rows.columns:
        tiers = np.full(shape, None, dtype=object)
        tiers[at] = rows["tier"].to_numpy(dtype=object)
        return tiers
    if "tier_at_entry" in rows.columns:
        return np.repeat(constant["tier_at_entry"].to_numpy(dtype=object)[:, None], shape[1], axis=1)
    return np.full(shape, None, dtype=object)


def _trailing_median(values: FloatArray, end: int, width: int) -> FloatArray:
    """Median of the values present in the `width` columns that end at `end`; NaN where there is none."""
    window = np.sort(values[:, max(0, end - width + 1): end + 1], axis=1)  # missing values sort last
    count = (~np.isnan(window)).sum(axis=1)
    rows = np.arange(len(window))
    low, high = np.maximum((count - 1) // 2, 0), np.minimum(count // 2, window.shape[1] - 1)
    return np.where(count > 0, (window[rows, low] + window[rows, high]) / 2, np.nan)
