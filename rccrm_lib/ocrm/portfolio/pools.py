"""Pools and units: what is decided together. A pool is a branch; a unit is a household in it, or one customer without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from rccrm_lib.core.portfolio_settings import MEASURES, PortfolioSettings
from rccrm_lib.facts.money import FEN_PER_YUAN

Array = np.ndarray


@dataclass(frozen=True)
class Pool:
    """One branch: units by managers. Loads are customers, value in yuan and minutes, in the order of MEASURES.

    `keeps`: how many customers of a unit a manager looks after now; `allowed`: whether a manager may take a unit.
    """

    branch_id: str
    members: pd.DataFrame   # one row per customer, with its unit's number
    managers: tuple[str, ...]
    loads: Array            # unit x measure
    keeps: Array            # unit x manager
    allowed: Array          # unit x manager
    fits: Array             # unit x manager: whether the business line fits
    at_home: Array          # unit x manager: whether the manager has most of the unit's village
    fixed: Array            # unit: the manager who must keep it, or -1
    capacity: Array         # manager x measure; infinity: no limit
    weights: Array          # manager: 1 for a full load, less for somebody new


def make_pools(customers: pd.DataFrame, managers: pd.DataFrame, recusals: pd.DataFrame, *, settings: PortfolioSettings,
               as_of: date) -> list[Pool]:
    """One pool per branch that has a customer. A customer belongs to the branch of the manager who is there, else to the own.

    A household is kept together within a branch; where its customers stand at two branches, each part is a unit.
    """
    staff = managers.sort_values("manager_id").reset_index(drop=True)
    branch_of = dict(zip(staff["manager_id"], staff["branch_id"], strict=True))
    pool = customers["manager_id"].map(branch_of).fillna(customers["branch_id"]).fillna("")
    unit = customers["household_id"].where(customers["household_id"].notna() & (customers["household_id"] != ""),
                                           customers["customer_id"])
    rows = customers.assign(pool=pool, unit=unit).sort_values(["pool", "unit", "customer_id"])
    return [_make_pool(str(branch), part.reset_index(drop=True), staff[staff["branch_id"] == branch].reset_index(drop=True),
                       recusals, settings=settings, as_of=as_of) for branch, part in rows.groupby("pool", sort=True)]


def ramp_weight(since_on: object, *, settings: PortfolioSettings, as_of: date) -> float:
    """The share of a full load of somebody who has held the post since a day; without a day, all of it."""
    if since_on is None or pd.isna(since_on) or not settings.ramp.months:  # type: ignore[call-overload]
        return 1.0
    since = pd.Timestamp(since_on)  # type: ignore[arg-type]
    months = max(0, (as_of.year - since.year) * 12 + as_of.month - since.month)
    start = settings.ramp.start_share
    return min(1.0, start + (1 - start) * months / settings.ramp.months)


def _make_pool(branch: str, part: pd.DataFrame, staff: pd.DataFrame, recusals: pd.DataFrame, *, settings: PortfolioSettings,
               as_of: date) -> Pool:
    names = tuple(staff["manager_id"])
    part = part.assign(unit_no=part.groupby("unit", sort=True).ngroup())
    n_units = int(part["unit_no"].max()) + 1
    place = {name: number for number, name in enumerate(names)}
    at = part["manager_id"].map(place)
    keeps = np.zeros((n_units, len(names)))
    known = at.notna()
    np.add.at(keeps, (part.loc[known, "unit_no"].to_numpy(), at[known].astype(int).to_numpy()), 1)
    # the line of the customer who has most; equal: the smaller number
    leading = part.assign(rank=part["value_fen"].fillna(0)).sort_values(
        ["unit_no", "rank", "customer_id"], ascending=[True, False, True]).drop_duplicates("unit_no")
    lines = staff["line"].fillna("").to_numpy(dtype=object)
    fits = (lines[None, :] == "") | (leading["line"].to_numpy(dtype=object)[:, None] == lines[None, :])
    weights = np.array([ramp_weight(day, settings=settings, as_of=as_of) for day in staff["since_on"]])
    allowed = _allowed(part, n_units, place, recusals)
    loads = part.assign(customers=1, value=part["value_fen"].fillna(0).clip(lower=0) / FEN_PER_YUAN)
    return Pool(
        branch, part, names, loads.groupby("unit_no")[list(MEASURES)].sum().to_numpy(dtype=float), keeps,
        allowed, fits, _at_home(part, leading, keeps), _fixed(part, at, allowed),
        _capacity(lines, weights, settings), weights,
    )


def _allowed(part: pd.DataFrame, n_units: int, place: dict[str, int], recusals: pd.DataFrame) -> Array:
    allowed = np.ones((n_units, len(place)), dtype=bool)
    barred = part[["customer_id", "unit_no"]].merge(recusals, on="customer_id")
    barred = barred[barred["manager_id"].isin(list(place))]
    allowed[barred["unit_no"].to_numpy(dtype=int), barred["manager_id"].map(place).to_numpy(dtype=int)] = False
    return allowed


def _fixed(part: pd.DataFrame, at: pd.Series, allowed: Array) -> Array:
    """Of a unit with somebody who asked not to change: the manager of the first of them, where that one is here and may.

    A recusal goes before the wish to stay: otherwise a relative would be kept by asking for him.
    """
    fixed = np.full(len(allowed), -1)
    rows = part.assign(at=at)[part["stays"].astype(bool) & at.notna()].drop_duplicates("unit_no")
    units, managers = rows["unit_no"].to_numpy(dtype=int), rows["at"].to_numpy(dtype=int)
    fixed[units] = np.where(allowed[units, managers], managers, -1)
    return fixed


def _at_home(part: pd.DataFrame, leading: pd.DataFrame, keeps: Array) -> Array:
    """Whether a manager has most of a unit's village now; of equals the first. A unit without a village is at home anywhere."""
    home = np.ones(keeps.shape, dtype=bool)
    villages = leading["village_id"].reset_index(drop=True)
    for _, units in villages.groupby(villages, sort=True).groups.items():
        had = keeps[units].sum(axis=0)
        if keeps.shape[1] and had.max() > 0:
            home[units] = np.arange(keeps.shape[1]) == had.argmax()
    return home


def _capacity(lines: Array, weights: Array, settings: PortfolioSettings) -> Array:
    """Manager by measure; new managers less; whole customers and minutes."""
    limits = np.array([[(c := settings.capacity_of(line)).customers, c.value_yuan, c.minutes] for line in lines], dtype=float)
    limits = np.where(limits == 0, np.inf, limits).reshape(len(lines), len(MEASURES))
    return np.floor(limits * weights[:, None])
