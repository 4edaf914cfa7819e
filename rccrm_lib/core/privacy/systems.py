"""The equations that the cells of several tables obey: what somebody could set up who wants to compute a hidden cell back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy

ALL = "(all)"  # in a dimension that a table does not divide by


@dataclass(frozen=True)
class System:
    """Each cell as a sum of unknowns (`cells`), and what the unknowns obey whatever is published (`links` times them is 0)."""

    cells: scipy.sparse.csr_matrix
    links: scipy.sparse.csr_matrix


def list_cells(groups: pd.DataFrame, tables: Sequence[Sequence[str]]) -> tuple[pd.DataFrame, scipy.sparse.csr_matrix]:
    """One row per table and cell with customers: `table` and the dimensions; and which groups belong to it."""
    dimensions = list(dict.fromkeys(name for table in tables for name in table))
    rows, places = [], []
    for table in tables:
        keys = [groups[name] for name in table] or [pd.Series(ALL, index=groups.index)]
        for key, index in groups.groupby(keys, sort=True).indices.items():
            values = dict(zip(table, key if isinstance(key, tuple) else (key,), strict=True)) if table else {}
            rows.append({"table": "+".join(table) or ALL} | {name: values.get(name, ALL) for name in dimensions})
            places.append(index)
    ends = np.concatenate([[0], np.cumsum([len(place) for place in places])])
    columns = np.concatenate(places) if places else np.zeros(0, dtype=int)
    belongs = scipy.sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), len(groups)))
    return pd.DataFrame(rows, columns=["table", *dimensions]), belongs


def make_system(cells: pd.DataFrame, belongs: scipy.sparse.csr_matrix, tables: Sequence[Sequence[str]]) -> System:
    """The system of all tables. Its unknowns are the groups, or far fewer where the tables form a star.

    A star: one dimension, and in each table at most one other beside it. Given the first, tables by the others can always be
    made true together, so nothing is known of how the others cross, and the cells of the star's rays are unknowns enough.
    """
    key = star_key(tables)
    if key is None:
        return System(belongs, scipy.sparse.csr_matrix((0, belongs.shape[1])))
    return _star_system(cells, key)


def star_key(tables: Sequence[Sequence[str]]) -> str | None:
    """The dimension in the middle of a star, every ray of which is published with it; or nothing."""
    sets = [set(table) for table in tables]
    names = list(dict.fromkeys(name for table in tables for name in table))
    for key in names:
        rays = [{key, name} for name in names if name != key]
        if rays and all(len(one - {key}) <= 1 for one in sets) and all(ray in sets for ray in rays):
            return key
    return None


def _star_system(cells: pd.DataFrame, key: str) -> System:
    """Unknowns: the cells of the middle by each ray. For each of the middle, all rays have the same sum."""
    dimensions = [name for name in cells.columns if name != "table"]
    others = [name for name in dimensions if name != key]
    divided = cells[dimensions] != ALL
    unknowns = cells[divided[key] & divided[others].any(axis=1)].reset_index(drop=True)
    rays = divided[others].idxmax(axis=1).where(divided[others].any(axis=1), others[0])
    ray_of = (unknowns[others] != ALL).idxmax(axis=1).to_numpy()
    rows = [_sum_of(unknowns, ray_of, key, cells.loc[row], rays[row]) for row in cells.index]
    links = []
    for value in unknowns[key].unique():
        here = (unknowns[key] == value).to_numpy()
        links += [(here & (ray_of == other)).astype(float) - (here & (ray_of == others[0])) for other in others[1:]]
    return System(scipy.sparse.csr_matrix(np.array(rows)), scipy.sparse.csr_matrix(np.array(links).reshape(-1, len(unknowns))))


def _sum_of(unknowns: pd.DataFrame, ray_of: np.ndarray, key: str, cell: pd.Series, ray: str) -> np.ndarray:
    """The unknowns of one ray that add up to a cell."""
    inside = ray_of == ray
    for name in (key, ray):
        if cell[name] != ALL:
            inside &= (unknowns[name] == cell[name]).to_numpy()
    return inside.astype(float)
