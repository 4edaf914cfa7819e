"""Small units are shown together, so that a count or a sum of a unit never speaks of a few customers."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.core.privacy.small_counts import Limits

#: The code of the units that are shown together.
REST = ""


def fold_small_units(frame: pd.DataFrame, *, unit: str, n: str, k: int = Limits.k) -> pd.Series:
    """One code per row: the unit, or REST for units in which fewer than `k` customers stand (`n`, over all rows of the unit).

    Where all that is folded is still fewer than `k`, the next larger unit joins: else the sum over all units would give it away.
    """
    sizes = frame.groupby(unit)[n].sum().sort_values(kind="stable")
    small = (sizes < k) | (sizes.index == REST)
    folded = set(sizes.index[small])
    for code, size in sizes[~small].items():
        if not folded or sizes[list(folded)].sum() >= k or size == 0:
            break
        folded.add(code)
    return frame[unit].where(~frame[unit].isin(folded), REST)
