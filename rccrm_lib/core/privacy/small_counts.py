"""Tables of counts and sums in which nobody stands alone: small cells are hidden, and others with them that would give them away.

All tables of one run are one system of equations: each published cell is the sum of the finest groups in it. A hidden cell is
safe when the smallest and the largest value that this system allows for it (two linear programmes, as somebody would solve who
wants to know) lie far enough apart. While they do not, one more of the cells that pin it down (those with a price in the
programme) is hidden: complementary suppression, see Hundepool et al., Statistical Disclosure Control, Wiley 2012, ch. 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy

from rccrm_lib.core.privacy.systems import System, list_cells, make_system

TINY = 1e-7  # a price below this is none
TOP, SIZE = "__top", "__size"  # of a measure: the largest single amount, and the sum of amounts, without their signs


@dataclass(frozen=True)
class Limits:
    """`k`: the smallest group; `dominance`: share of one customer in a sum; `width`: how sure of a hidden sum one may be."""

    k: int = 10
    dominance: float = 0.85
    width: float = 0.10


def publish_tables(
    groups: pd.DataFrame, *, tables: Sequence[Sequence[str]], measures: Sequence[str] = (), limits: Limits
) -> pd.DataFrame:
    """One row per table and cell: dimensions, `n` and the measures, missing where hidden; which cells are small is not said.

    `groups`: one row per finest group that there is: the dimensions (texts), `n`, and for each measure its sum, its largest
    single amount (`<measure>__top`) and its sum without signs (`<measure>__size`). A group that is not there has no customers.
    """
    cells, belongs = list_cells(groups, tables)
    system = make_system(cells, belongs, tables)
    n = belongs @ groups["n"].to_numpy(dtype=float)
    hidden = protect(system, n, n < limits.k, need=np.full(len(n), float(limits.k)))
    cells["n"] = pd.Series(n.astype("int64"), dtype="Int64").mask(hidden)
    for measure in measures:
        cells[measure] = _publish_measure(groups, measure, belongs, system, hidden, limits)
    return cells


def _publish_measure(
    groups: pd.DataFrame, measure: str, belongs: scipy.sparse.csr_matrix, system: System, hidden: np.ndarray, limits: Limits
) -> pd.Series:
    """The sums of a measure: hidden where the count is, where one customer dominates, and where a sum would give another away."""
    amounts = groups[measure].to_numpy(dtype="int64")
    ends = zip(belongs.indptr, belongs.indptr[1:], strict=False)  # summed as whole numbers: fen are exact
    totals = np.array([amounts[belongs.indices[begin:end]].sum() for begin, end in ends], dtype="int64")
    size = belongs @ groups[f"{measure}{SIZE}"].to_numpy(dtype=float)
    top = belongs.multiply(groups[f"{measure}{TOP}"].to_numpy(dtype=float)).max(axis=1).toarray().ravel()
    dominated = top > limits.dominance * size
    scale = max(float(size.max(initial=0)), 1.0) / 1e6  # programmes are solved in numbers of a size that suits them
    out = protect(system, totals / scale, hidden | dominated, need=np.maximum(limits.width * np.abs(totals), 1.0) / scale,
                  signed=bool((amounts < 0).any()))
    return pd.Series(totals, dtype="Int64").mask(out)


def protect(system: System, values: np.ndarray, hidden: np.ndarray, *, need: np.ndarray, signed: bool = False) -> np.ndarray:
    """Which cells to hide so that no hidden one is known to within `need`: the given ones, and as few more as are found.

    What is hidden later only widens what was found before, so each cell is looked at until it is safe, and once.
    """
    out, queue = hidden.copy(), [int(cell) for cell in np.flatnonzero(hidden)]
    while queue:
        cell = queue.pop(0)
        while True:
            low, high, prices = find_interval(system, values, out, cell, signed=signed)
            if high - low >= need[cell] * (1 - TINY):
                break
            more = _choose(system, values, out, cell, prices)
            if more is None:
                break  # nothing is published any more that touches it
            out[more] = True
            queue.append(more)
    return out


def find_interval(
    system: System, values: np.ndarray, hidden: np.ndarray, cell: int, *, signed: bool = False
) -> tuple[float, float, np.ndarray]:
    """The smallest and the largest value of a cell that the published ones allow, and the price of each cell in finding them."""
    published = np.flatnonzero(~hidden)
    goal = system.cells[cell].toarray().ravel()
    known = scipy.sparse.vstack([system.cells[published], system.links], format="csr")
    equals = np.concatenate([values[published], np.zeros(system.links.shape[0])])
    prices, found = np.zeros(len(values)), []
    for sign in (1.0, -1.0):
        done = scipy.optimize.linprog(sign * goal, A_eq=known if known.shape[0] else None,
                                      b_eq=equals if known.shape[0] else None,
                                      bounds=(None if signed else 0, None), method="highs")
        if done.status == 0:
            found.append(sign * done.fun)
            if len(published):
                prices[published] = np.maximum(prices[published], np.abs(done.eqlin.marginals[: len(published)]))
        elif done.status in (2, 3):  # without an end (HiGHS may call it infeasible; the true values are a solution)
            found.append(-sign * np.inf)
        else:
            found.append(float(values[cell]))  # not solved: taken as known, so that more is hidden
    return found[0], found[1], prices


def _choose(system: System, values: np.ndarray, hidden: np.ndarray, cell: int, prices: np.ndarray) -> int | None:
    """The published cell to hide next: of those that pin the cell down the finest, and of these the smallest."""
    touching = np.asarray((system.cells @ system.cells[cell].T).todense()).ravel() > 0
    for wanted in ((prices > TINY) & (values != 0), prices > TINY, touching):
        open_ = np.flatnonzero(wanted & ~hidden)
        if len(open_):
            breadth = np.diff(system.cells.indptr)[open_]
            return int(open_[np.lexsort((open_, np.abs(values[open_]), breadth))[0]])
    return None
