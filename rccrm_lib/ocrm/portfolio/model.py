"""The proposal of one pool as a linear programme: which manager takes which unit, at the least cost.

Generalised assignment with elastic balance: minimise moves, villages torn apart, lines that do not fit, and load beyond a band
around each manager's fair share, so that every unit has one manager or none (dear) and no capacity is exceeded.
Solved as a linear programme; what that leaves undecided (at most about one unit per limit, a property of its corners) is
decided exactly by a small integer programme, the rest fixed. Source: Shmoys and Tardos (1993), doi:10.1007/BF01585178.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rccrm_lib.core.portfolio_settings import MEASURES, PortfolioSettings
from rccrm_lib.ocrm.portfolio.pools import Array, Pool

if TYPE_CHECKING:  # loaded where it is used: every kernel of a month, and every page, would pay for it
    from scipy.optimize import OptimizeResult
    from scipy.sparse import csr_array

WHOLE = 1e-6
LEFT = 1e-4   # of the objective: how near to the best the integer programme comes
NOBODY = -1


class Unsolved(Exception):
    """The solver gave no answer within its steps; the rule takes over."""


@dataclass(frozen=True)
class Programme:
    """Columns: one per pair of unit and manager, one per unit for "nobody", then over and under per manager and measure."""

    unit: Array       # of each pair
    manager: Array
    cost: Array       # of every column
    equal: csr_array  # each unit once
    most: csr_array   # capacities and bands, as at most
    limits: Array
    upper: Array

    @property
    def n_pairs(self) -> int:
        """How many columns are pairs."""
        return len(self.unit)


def fair_shares(pool: Pool, *, settings: PortfolioSettings) -> Array:
    """Manager by measure: each unit's load divided among those who may take it, new ones taking less.

    Where a line that does not fit costs as much as a move, lines part the branch: only those whose line fits share a unit.
    """
    suits = pool.allowed & pool.fits if settings.costs.line >= settings.costs.move else pool.allowed
    suits = np.where(suits.any(axis=1, keepdims=True), suits, pool.allowed)
    shares = suits * pool.weights[None, :]
    total = shares.sum(axis=1, keepdims=True)
    shares = np.divide(shares, total, out=np.zeros_like(shares), where=total > 0)
    return shares.T @ pool.loads


def build_programme(pool: Pool, *, settings: PortfolioSettings) -> Programme:
    """The programme of a pool with at least one manager."""
    from scipy.sparse import coo_array

    costs = settings.costs
    fixed = pool.fixed[:, None]
    can = np.where(fixed == NOBODY, pool.allowed, np.arange(len(pool.managers))[None, :] == fixed)
    unit, manager = np.nonzero(can)
    n_units, n_managers, n_measures = len(pool.loads), len(pool.managers), len(MEASURES)
    size = pool.loads[:, 0]
    moved = pool.keeps.sum(axis=1, keepdims=True) - pool.keeps
    pair_cost = costs.move * moved + size[:, None] * (costs.line * ~pool.fits + costs.village * ~pool.at_home)
    shares = fair_shares(pool, settings=settings)
    slack_cost = np.tile([costs.imbalance, costs.value_imbalance, costs.imbalance], 2 * n_managers)
    cost = np.concatenate([pair_cost[unit, manager], costs.unplaced * size, slack_cost])
    n_pairs, n_columns = len(unit), len(unit) + n_units + 2 * n_managers * n_measures
    equal = coo_array((np.ones(n_pairs + n_units), (np.concatenate([unit, np.arange(n_units)]), np.arange(n_pairs + n_units))),
                      shape=(n_units, n_columns)).tocsr()
    most, limits = _limits(pool, unit, manager, shares, settings, n_columns)
    upper = np.concatenate([np.ones(n_pairs + n_units), np.full(2 * n_managers * n_measures, np.inf)])
    return Programme(unit, manager, cost, equal, most, limits, upper)


def _limits(pool: Pool, unit: Array, manager: Array, shares: Array, settings: PortfolioSettings,
            n_columns: int) -> tuple[csr_array, Array]:
    """Per measure: capacity, top and bottom of the band, in average customers.

    The scale is not for looks: a yuan beyond the band would cost less than the solver's tolerance, and go for nothing.
    """
    from scipy.sparse import coo_array, csr_array, vstack

    n_managers, n_measures, pairs = len(pool.managers), len(MEASURES), np.arange(len(unit))
    average = np.maximum(pool.loads.sum(axis=0) / max(1.0, pool.loads[:, 0].sum()), 1e-9)
    loads, bands, capacity = pool.loads / average, shares / average, pool.capacity / average
    first_slack = len(unit) + len(pool.loads)
    blocks, limits = [], []
    for k, measure in enumerate(MEASURES):
        load, tolerance = loads[unit, k], getattr(settings.tolerance, measure)
        slack = first_slack + np.arange(n_managers) * n_measures + k
        under = slack + n_managers * n_measures
        ones, rows = np.ones(n_managers), np.arange(n_managers)
        shape = (n_managers, n_columns)
        carried = coo_array((load, (manager, pairs)), shape=shape)
        blocks += [carried, carried - coo_array((ones, (rows, slack)), shape=shape),
                   -carried - coo_array((ones, (rows, under)), shape=shape)]
        limits += [capacity[:, k], bands[:, k] * (1 + tolerance), -bands[:, k] * (1 - tolerance)]
    bounds = np.concatenate(limits)
    finite = np.isfinite(bounds)
    return csr_array(vstack(blocks).tocsr()[finite]), bounds[finite]


def solve_programme(programme: Programme, *, settings: PortfolioSettings) -> tuple[Array, float, float]:
    """The manager's number of each unit (NOBODY: no room), the cost, and the least that any answer could cost.

    Raises Unsolved when the solver does not come to an end within its steps.
    """
    if programme.n_pairs <= settings.exact_pairs:
        found = _whole(programme, np.zeros(len(programme.cost)), programme.upper, settings)
        return _chosen(programme, found.x), float(found.fun), float(found.mip_dual_bound)
    from scipy.optimize import linprog

    bound = linprog(programme.cost, A_ub=programme.most, b_ub=programme.limits, A_eq=programme.equal,
                    b_eq=np.ones(programme.equal.shape[0]), bounds=_pairs_of_bounds(programme), method="highs-ds")
    if bound.status != 0:
        raise Unsolved(bound.message)
    lower, upper = np.zeros(len(programme.cost)), programme.upper.copy()
    n = programme.n_pairs + programme.equal.shape[0]
    decided = programme.equal[:, :n] @ (bound.x[:n] > 1 - WHOLE) > 0
    in_unit = np.concatenate([programme.unit, np.arange(programme.equal.shape[0])])
    settled = decided[in_unit]
    lower[:n] = np.where(settled, np.round(bound.x[:n]), 0)
    upper[:n] = np.where(settled, lower[:n], 1)
    found = _whole(programme, lower, upper, settings)
    return _chosen(programme, found.x), float(found.fun), float(bound.fun)


def _pairs_of_bounds(programme: Programme) -> Array:
    return np.column_stack([np.zeros(len(programme.upper)), programme.upper])


def _whole(programme: Programme, lower: Array, upper: Array, settings: PortfolioSettings) -> OptimizeResult:
    from scipy.optimize import Bounds, LinearConstraint, milp

    n = programme.n_pairs + programme.equal.shape[0]
    whole = np.zeros(len(programme.cost))
    whole[:n] = 1
    constraints = [LinearConstraint(programme.equal, 1, 1), LinearConstraint(programme.most, -np.inf, programme.limits)]
    found = milp(programme.cost, integrality=whole, bounds=Bounds(lower, upper), constraints=constraints,
                 options={"mip_rel_gap": LEFT, "node_limit": settings.node_limit})
    if found.x is None:
        raise Unsolved(found.message)
    return found


def _chosen(programme: Programme, x: Array) -> Array:
    taken = np.flatnonzero(x[: programme.n_pairs] > 0.5)
    chosen = np.full(programme.equal.shape[0], NOBODY)
    chosen[programme.unit[taken]] = programme.manager[taken]
    return chosen


def relax_limits(pool: Pool, *, settings: PortfolioSettings) -> Array:
    """Manager by measure: by how much capacities would have to give way, at the least, so that every unit had somebody.

    In customers, yuan and minutes; a linear programme, so that a part of a customer may count.
    """
    from scipy.optimize import linprog
    from scipy.sparse import block_array, coo_array, eye_array, vstack

    free = build_programme(pool, settings=settings)
    n_managers, n_measures = len(pool.managers), len(MEASURES)
    carried = [coo_array((pool.loads[free.unit, k], (free.manager, np.arange(free.n_pairs))), shape=(n_managers, free.n_pairs))
               for k in range(n_measures)]
    limits = pool.capacity.T.ravel()
    finite = np.isfinite(limits)
    short = np.zeros(n_managers * n_measures)
    if not finite.any() or not free.n_pairs:
        return short.reshape(n_measures, n_managers).T
    rows = vstack(carried).tocsr()[finite]
    gives = -eye_array(int(finite.sum()), format="csr")
    reachable = np.unique(free.unit)
    equal = block_array([[free.equal[reachable][:, : free.n_pairs], coo_array((len(reachable), int(finite.sum())))]])
    cost = np.concatenate([np.zeros(free.n_pairs), 1 / np.maximum(limits[finite], 1)])
    found = linprog(cost, A_ub=block_array([[rows, gives]]).tocsr(), b_ub=limits[finite], A_eq=equal.tocsr(),
                    b_eq=np.ones(len(reachable)), bounds=(0, None), method="highs-ds")
    if found.status == 0:
        short[finite] = found.x[free.n_pairs:]
    return short.reshape(n_measures, n_managers).T
