"""Tables of many members without cells that can be computed back: `python benchmarks/union.py [members]`, 85 by default.

Made-up members of 300,000 customers in the middle, rare tiers and natures, twelve districts each. Prints the cells, how many
are small and hidden, the smallest interval that the published ones allow for a hidden one, and the seconds.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd

from rccrm_lib.core.privacy.small_counts import Limits, find_interval, publish_tables
from rccrm_lib.core.privacy.systems import list_cells, make_system

TIERS = (0.45, 0.25, 0.2, 0.08, 0.01998, 0.00002)
NATURES = (0.62, 0.2, 0.1, 0.0599, 0.02, 0.00007, 0.00003)
DISTRICTS = 12
TABLES = ((), ("member_id",), ("tier",), ("nature",), ("member_id", "tier"), ("member_id", "nature"), ("member_id", "district"))


def make_groups(n_members: int, seed: int = 1) -> pd.DataFrame:
    """One row per finest group that has customers."""
    rng = np.random.default_rng(seed)
    frames = []
    for member in range(n_members):
        share = np.einsum("i,j,k->ijk", TIERS, NATURES, rng.dirichlet(np.full(DISTRICTS, 0.3)))
        counts = rng.multinomial(int(rng.lognormal(np.log(300_000), 0.5)), (share / share.sum()).ravel())
        tier, nature, district = np.unravel_index(np.flatnonzero(counts), share.shape)
        frames.append(pd.DataFrame({"member_id": f"m{member:02d}", "tier": tier.astype(str), "nature": nature.astype(str),
                                    "district": [f"m{member:02d}-{d}" for d in district], "n": counts[counts > 0]}))
    return pd.concat(frames, ignore_index=True)


def main() -> None:
    """Run once and print a line."""
    groups, limits = make_groups(int(sys.argv[1]) if len(sys.argv) > 1 else 85), Limits()
    began = time.perf_counter()
    published = publish_tables(groups, tables=TABLES, limits=limits)
    seconds = time.perf_counter() - began
    cells, belongs = list_cells(groups, TABLES)
    system, n = make_system(cells, belongs, TABLES), belongs @ groups["n"].to_numpy(dtype=float)
    hidden = published["n"].isna().to_numpy()
    sample = np.flatnonzero(hidden)[:: max(1, int(hidden.sum()) // 20)]
    widths = [high - low for low, high, _ in (find_interval(system, n, hidden, int(cell)) for cell in sample)]
    print(f"groups {len(groups):,}  cells {len(cells):,}  small {int((n < limits.k).sum())}  hidden {int(hidden.sum())}  "
          f"narrowest of {len(widths)} hidden: {min(widths, default=float('inf')):,.0f}  seconds {seconds:.1f}")


if __name__ == "__main__":
    main()
