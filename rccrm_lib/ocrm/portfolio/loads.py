"""What each manager carries, as it is and as proposed, and how evenly."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from rccrm_lib.core.portfolio_settings import PortfolioSettings
from rccrm_lib.ocrm.portfolio import schema
from rccrm_lib.ocrm.portfolio.pools import ramp_weight


def compare_loads(rows: pd.DataFrame, managers: pd.DataFrame, *, settings: PortfolioSettings, as_of: date) -> pd.DataFrame:
    """One row per manager who is there: customers, fen and minutes before and after, who comes and who goes.

    `rows`: one row per customer with `manager_id`, `to_manager_id`, `value_fen`, `minutes`; whoever there is no room for stays.
    """
    staff = managers.sort_values("manager_id").reset_index(drop=True)
    loads = staff[["manager_id", "branch_id"]].copy()
    before = rows["manager_id"].fillna("")
    after = rows["to_manager_id"].where(rows["to_manager_id"] != "", before)
    for side, who in (("before", before), ("after", after)):
        sums = rows.assign(n=1, value_fen=rows["value_fen"].fillna(0)).groupby(who)[["n", "value_fen", "minutes"]].sum()
        sums = sums.reindex(staff["manager_id"], fill_value=0).astype("int64").reset_index(drop=True)
        loads[f"n_{side}"], loads[f"minutes_{side}"] = sums["n"], sums["minutes"]
        loads[f"value_{side}_fen"] = sums["value_fen"]
    changed = before != after
    loads["n_in"] = after[changed].value_counts().reindex(staff["manager_id"], fill_value=0).to_numpy(dtype="int64")
    loads["n_out"] = before[changed].value_counts().reindex(staff["manager_id"], fill_value=0).to_numpy(dtype="int64")
    weights = np.array([ramp_weight(day, settings=settings, as_of=as_of) for day in staff["since_on"]])
    for name in ("customers", "minutes"):
        limits = np.array([getattr(settings.capacity_of(line or ""), name) for line in staff["line"].fillna("")])
        loads[f"capacity_{name}"] = np.floor(limits * weights).astype("int64")
    return loads[schema.LOADS.names]


def gini(loads: pd.Series) -> float:
    """How unevenly a load is spread: 0 alike, towards 1 all with one; NaN without any load. Source: Gini (1912), by ranks."""
    values = np.sort(loads.to_numpy(dtype=float))
    if not len(values) or values.sum() <= 0:
        return float("nan")
    ranks = np.arange(1, len(values) + 1)
    return float((2 * ranks - len(values) - 1) @ values / (len(values) * values.sum()))


def spread_within(loads: pd.DataFrame, column: str) -> float:
    """The Gini of a load within branches, each weighed by its managers: what handing over inside a branch can change."""
    parts = [(len(part), gini(part[column])) for _, part in loads.groupby("branch_id") if len(part) > 1]
    known = [(n, one) for n, one in parts if one == one]
    return sum(n * one for n, one in known) / sum(n for n, _ in known) if known else float("nan")
