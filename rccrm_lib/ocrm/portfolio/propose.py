"""The proposal of a month: who should look after whom, what that changes, for whom there is no room, and which limits clash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from rccrm_lib.core.portfolio_settings import MEASURES, PortfolioSettings
from rccrm_lib.core.schema import check_frame
from rccrm_lib.ocrm.portfolio import schema
from rccrm_lib.ocrm.portfolio.loads import compare_loads
from rccrm_lib.ocrm.portfolio.model import NOBODY, Unsolved, build_programme, fair_shares, relax_limits, solve_programme
from rccrm_lib.ocrm.portfolio.pools import Array, Pool, make_pools
from rccrm_lib.ocrm.portfolio.rule import keep_then_fill

NOT_NOTHING = 1e-6  # customers, yuan, minutes: less is rounding


@dataclass(frozen=True)
class Proposal:
    """What is proposed; `cost` in moves of one customer, `bound` the least that any answer could cost; `by_rule`: branches
    for which the solver gave no answer in its steps."""

    moves: pd.DataFrame
    unassigned: pd.DataFrame
    loads: pd.DataFrame
    clashes: pd.DataFrame
    cost: float
    bound: float
    by_rule: tuple[str, ...]


def propose_portfolio(customers: pd.DataFrame, managers: pd.DataFrame, recusals: pd.DataFrame, *, settings: PortfolioSettings,
                      as_of: date) -> Proposal:
    """One row per customer who changes hands, in `moves`; the other frames as declared in `schema`.

    `customers`, `managers`, `recusals` as declared there; the order of their rows does not matter. Raises SchemaError for a
    frame that is not as declared.
    """
    for frame, table in ((customers, schema.CUSTOMERS), (managers, schema.MANAGERS), (recusals, schema.RECUSALS)):
        check_frame(frame, table)
    placed, clashes, by_rule, cost, bound = [], [], [], 0.0, 0.0
    for pool in make_pools(customers, managers, recusals, settings=settings, as_of=as_of):
        chosen, pool_cost, pool_bound = _place(pool, settings)
        by_rule += [pool.branch_id] if pool_cost is None else []
        cost, bound = cost + (pool_cost or 0.0), bound + pool_bound
        placed.append(_judge(pool, chosen, settings))
        if (chosen == NOBODY).any():
            clashes += _clash(pool, settings)
    nothing = customers.assign(unit="", to_manager_id="", reason="", limit="", evidence="")
    rows = pd.concat(placed, ignore_index=True) if placed else nothing
    loads = compare_loads(rows, managers, settings=settings, as_of=as_of)
    return Proposal(_moves(rows), _unassigned(rows), check_frame(loads, schema.LOADS),
                    pd.DataFrame(clashes, columns=schema.CLASHES.names), cost, bound, tuple(by_rule))


def _place(pool: Pool, settings: PortfolioSettings) -> tuple[Array, float | None, float]:
    if not pool.managers:
        return np.full(len(pool.loads), NOBODY), 0.0, 0.0
    try:
        return solve_programme(build_programme(pool, settings=settings), settings=settings)
    except Unsolved:
        return keep_then_fill(pool), None, 0.0


def _judge(pool: Pool, chosen: Array, settings: PortfolioSettings) -> pd.DataFrame:
    """One row per customer of a pool: to whom, why, and what stands in the way where there is nobody."""
    part = pool.members
    unit = part["unit_no"].to_numpy()
    names = np.array([*pool.managers, ""], dtype=object)
    to = names[chosen[unit]]  # NOBODY is -1: the last one
    after = np.zeros((len(pool.managers), len(MEASURES)))
    np.add.at(after, chosen[chosen != NOBODY], pool.loads[chosen != NOBODY])
    limits = np.array([_limit(pool, int(u), after) if chosen[u] == NOBODY else "" for u in range(len(chosen))], dtype=object)
    before = (pool.keeps.T @ np.ones(len(chosen))) if pool.managers else np.zeros(0)
    reasons = [_reason(pool, int(u), frm, str(t), before) for u, frm, t in zip(unit, part["manager_id"], to, strict=True)]
    place = {name: number for number, name in enumerate(pool.managers)}
    shares = fair_shares(pool, settings=settings)[:, 0] if pool.managers else np.zeros(0)
    counts = {name: (int(before[at]), int(after[at, 0]), round(float(shares[at]))) for name, at in place.items()}
    evidence = [_evidence(frm, str(t), counts) if reason else ""
                for frm, t, reason in zip(part["manager_id"], to, reasons, strict=True)]
    return part.assign(branch_id=pool.branch_id, to_manager_id=to, reason=reasons, limit=limits[unit], evidence=evidence)


def _reason(pool: Pool, unit: int, frm: object, to: str, before: Array) -> str:
    """Why a customer changes hands; empty: does not."""
    has = isinstance(frm, str) and frm != ""
    if not to or frm == to:
        return ""
    if not has:
        return "new"
    if frm not in pool.managers:
        return "left"
    at, new = pool.managers.index(str(frm)), pool.managers.index(to)
    if not pool.allowed[unit, at]:
        return "recusal"
    if (pool.keeps[unit] > 0).sum() > 1:
        return "household"
    if not pool.fits[unit, at] and pool.fits[unit, new]:
        return "line"
    return "capacity" if before[at] > pool.capacity[at, 0] else "balance"


def _evidence(frm: object, to: str, counts: Mapping[str, tuple[int, int, int]]) -> str:
    """Numbers of both managers: customers now, customers as proposed, fair share."""
    sides = {"from": counts.get(str(frm)), "to": counts.get(to)}
    said = {side: dict(zip(("before", "after", "share"), one, strict=True)) for side, one in sides.items() if one}
    return json.dumps(said, sort_keys=True)


def _limit(pool: Pool, unit: int, after: Array) -> str:
    """The code of the limit in the way of a unit without a manager."""
    if not pool.managers:
        return "no_manager"
    can = pool.allowed[unit] if pool.fixed[unit] < 0 else np.arange(len(pool.managers)) == pool.fixed[unit]
    if not can.any():
        return "recusal"
    room = (pool.capacity - after)[can]
    short = (pool.loads[unit][None, :] > room + NOT_NOTHING).sum(axis=0)
    return MEASURES[int(short.argmax())] if short.any() else "unplaced"


def _clash(pool: Pool, settings: PortfolioSettings) -> list[tuple[str, str, str, float]]:
    """What would have to give way in a pool, by manager and limit; without any manager, the pool as a whole."""
    if not pool.managers:
        return [(pool.branch_id, "", "no_manager", float(pool.loads[:, 0].sum()))]
    short = relax_limits(pool, settings=settings)
    found = [(pool.branch_id, name, measure, round(float(short[m, k]), 2)) for m, name in enumerate(pool.managers)
             for k, measure in enumerate(MEASURES) if short[m, k] > NOT_NOTHING]
    barred = ~pool.allowed.any(axis=1)
    return found + ([(pool.branch_id, "", "recusal", float(pool.loads[barred, 0].sum()))] if barred.any() else [])


def _moves(rows: pd.DataFrame) -> pd.DataFrame:
    moved = rows[rows["reason"] != ""].sort_values(["branch_id", "unit", "customer_id"])
    moved = moved.rename(columns={"manager_id": "from_manager_id"})
    moved = moved.assign(from_manager_id=moved["from_manager_id"].fillna(""))
    return check_frame(moved[schema.MOVES.names].reset_index(drop=True), schema.MOVES)


def _unassigned(rows: pd.DataFrame) -> pd.DataFrame:
    left = rows[rows["limit"] != ""].sort_values(["branch_id", "customer_id"]).rename(columns={"manager_id": "from_manager_id"})
    left = left.assign(from_manager_id=left["from_manager_id"].fillna(""))
    return check_frame(left[schema.UNASSIGNED.names].reset_index(drop=True), schema.UNASSIGNED)
