"""Carry ids over: who keeps which id when old and new groups overlap."""

from __future__ import annotations

import pandas as pd


def carry_over(overlaps: pd.DataFrame, *, new: str, old: str) -> pd.DataFrame:
    """One row per group that keeps an id: columns `new` and `old`, each value at most once.

    `overlaps`: one row per new group and old id that share something, the stronger claim first. Where the two meet only
    each other, nothing needs deciding; the rest are few.
    """
    alone = ~overlaps[new].duplicated(keep=False) & ~overlaps[old].duplicated(keep=False)
    contested = overlaps[~alone]
    given: dict[object, object] = {}
    taken: set[object] = set()
    for group, one in contested[[new, old]].itertuples(index=False, name=None):
        if group not in given and one not in taken:
            given[group] = one
            taken.add(one)
    decided = pd.DataFrame({new: list(given), old: list(given.values())})
    kept = overlaps.loc[alone, [new, old]]
    return pd.concat([kept, decided.astype(kept.dtypes.to_dict())], ignore_index=True)
