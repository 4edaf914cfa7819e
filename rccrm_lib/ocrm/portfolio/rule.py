"""The rule that decides when the solver cannot: everybody stays who may, the rest goes to whoever has most room.

Also what the proposal is measured against: round robin, and the least busy.
"""

from __future__ import annotations

import numpy as np

from rccrm_lib.ocrm.portfolio.model import NOBODY
from rccrm_lib.ocrm.portfolio.pools import Array, Pool


def keep_then_fill(pool: Pool) -> Array:
    """The manager's number of each unit: whoever has most of it now while there is room, else who has most room left.

    Keeps capacities, recusals and those who asked to stay; balances nothing. Large units first, then by number.
    """
    chosen = np.full(len(pool.loads), NOBODY)
    room = pool.capacity.copy()
    present = np.where(pool.keeps.max(axis=1, initial=0) > 0, pool.keeps.argmax(axis=1) if pool.managers else 0, NOBODY)
    present = np.where(pool.fixed >= 0, pool.fixed, present)
    order = sorted(range(len(pool.loads)), key=lambda u: (present[u] == NOBODY, pool.fixed[u] < 0, -pool.loads[u, 0], u))
    for unit in order:
        fits = pool.allowed[unit] & (pool.loads[unit] <= room).all(axis=1)
        if pool.fixed[unit] >= 0:
            fits &= np.arange(len(pool.managers)) == pool.fixed[unit]
        if not fits.any():
            continue
        if present[unit] != NOBODY and fits[present[unit]]:
            chosen[unit] = present[unit]
        else:
            share = np.where(fits, np.nan_to_num(room[:, 0], posinf=1e12) + pool.fits[unit] * 1e-3, -np.inf)
            chosen[unit] = int(share.argmax())
        room[chosen[unit]] -= pool.loads[unit]
    return chosen


def round_robin(pool: Pool) -> Array:
    """One unit after the other to one manager after the other, whoever has it now."""
    return np.arange(len(pool.loads)) % len(pool.managers)


def least_busy(pool: Pool) -> Array:
    """One unit after the other to whoever has least work so far, whoever has it now."""
    work, chosen = np.zeros(len(pool.managers)), np.zeros(len(pool.loads), dtype=int)
    for unit, minutes in enumerate(pool.loads[:, 2]):
        chosen[unit] = work.argmin()
        work[chosen[unit]] += minutes
    return chosen
