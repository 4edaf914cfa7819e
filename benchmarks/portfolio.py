"""How long a proposal of the portfolio takes, how near it is to the least cost, and what simpler rules would do:
`python benchmarks/portfolio.py`. Made-up branches; customers of a village are mostly with one manager, some are not.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd

from rccrm_lib.core.portfolio_settings import PortfolioSettings
from rccrm_lib.ocrm.portfolio import RECUSALS, propose_portfolio, spread_within
from rccrm_lib.ocrm.portfolio.pools import Array, Pool, make_pools
from rccrm_lib.ocrm.portfolio.rule import least_busy, round_robin

AS_OF = date(2026, 9, 30)
CASES = (("one branch", 1, 2_500, 0), ("one branch, tight", 1, 2_500, 720), ("26 branches", 26, 2_308, 0),
         ("26 branches, tight", 26, 2_308, 680))
RULES: dict[str, Callable[[Pool], Array]] = {"round robin": round_robin, "least busy": least_busy}


def make_branch(number: int, size: int, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A branch with four managers of unlike loads, one of them new."""
    names = np.array([f"M{number:02d}{k}" for k in range(4)], dtype=object)
    homes = rng.integers(0, int(size / 2.2), size)
    village = homes % 30
    holder = names[np.minimum(3, (village * rng.choice([1, 1, 2], 30)[village]) % 5)]
    customers = pd.DataFrame({
        "customer_id": [f"C{number:02d}{n:05d}" for n in range(size)], "household_id": [f"H{number:02d}{h}" for h in homes],
        "village_id": [f"V{number:02d}{v}" for v in village], "branch_id": f"B{number:02d}",
        "line": np.array(["1", "4"], dtype=object)[rng.binomial(1, 0.2, size)], "tier": "QUALITY",
        "manager_id": np.where(rng.random(size) < 0.03, None, holder),
        "value_fen": (rng.lognormal(10, 1.5, size) * 100).astype("int64"),
        "minutes": rng.choice([5, 10, 20, 40], size, p=[0.5, 0.3, 0.15, 0.05]), "stays": rng.random(size) < 0.01})
    staff = pd.DataFrame({"manager_id": names, "branch_id": f"B{number:02d}", "line": ["1", "1", "4", "1"],
                          "since_on": [date(2020, 1, 1)] * 3 + [date(2026, 6, 1)]})
    return customers, staff


def judge_rule(pools: list[Pool], rule: Callable[[Pool], Array]) -> tuple[int, float]:
    """Customers moved, and the spread of customers within branches."""
    moved, loads = 0, []
    for pool in pools:
        chosen = rule(pool)
        moved += int(pool.keeps.sum() - pool.keeps[np.arange(len(chosen)), chosen].sum())
        counts = np.bincount(chosen, weights=pool.loads[:, 0], minlength=len(pool.managers))
        loads.append(pd.DataFrame({"branch_id": pool.branch_id, "n": counts}))
    return moved, spread_within(pd.concat(loads), "n")


def main() -> None:
    """One line per case and rule, as docs/measured.md has them."""
    nobody = pd.DataFrame(columns=RECUSALS.names, dtype="object")
    print("| case | rule | s | moved | spread before | after | no manager | cost | bound |")
    for name, n_branches, size, most in CASES:
        rng = np.random.default_rng(20260901)
        made = [make_branch(number, size, rng) for number in range(n_branches)]
        customers, staff = (pd.concat(part, ignore_index=True) for part in zip(*made, strict=True))
        given = PortfolioSettings.model_validate({"capacity": {"customers": most, "minutes": 0}})
        begun = time.perf_counter()
        found = propose_portfolio(customers, staff, nobody, settings=given, as_of=AS_OF)
        took = time.perf_counter() - begun
        spreads = [spread_within(found.loads, side) for side in ("n_before", "n_after")]
        moved = int((found.moves["from_manager_id"] != "").sum())
        print(f"| {name} | proposal | {took:.2f} | {moved:,} | {spreads[0]:.3f} | {spreads[1]:.3f} | {len(found.unassigned):,} "
              f"| {found.cost:,.1f} | {found.bound:,.1f} |")
        pools = make_pools(customers, staff, nobody, settings=given, as_of=AS_OF)
        for rule, choose in RULES.items():
            moved, spread = judge_rule(pools, choose)
            print(f"| {name} | {rule} | | {moved:,} | {spreads[0]:.3f} | {spread:.3f} | 0 | | |")


if __name__ == "__main__":
    main()
