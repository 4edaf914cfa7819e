"""A campaign with known truth: villages of customers, balances before, a draw by lot, an effect that was planted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from rccrm_lib.facts.calendar import add_months

Frames = tuple[pd.DataFrame, pd.DataFrame]


@pytest.fixture(scope="session")
def draw_campaign() -> Callable[..., Frames]:
    """`draw_campaign(seed=1, effect_fen=0, …)`: members and outcomes; the effect acts from month +1 on."""

    def draw(*, seed: int, effect_fen: float = 0.0, n_units: int = 120, size: int = 5, village_sd: float = 100_000.0,
             n_strata: int = 3, drawn: str = "2026-05", months: int = 9, last: str = "2026-09") -> Frames:
        rng = np.random.default_rng(seed)
        stratum = np.arange(n_units) % n_strata
        arm = np.where(pd.Series(rng.random(n_units)).groupby(stratum).rank() <= n_units // n_strata // 2, "T", "C")
        unit = np.repeat(np.arange(n_units), size)
        level = np.exp(rng.normal(15, 0.6, len(unit)))  # about 33,000 yuan, in fen
        members = pd.DataFrame({
            "campaign_id": "HD01", "customer_id": [f"C{i:05d}" for i in range(len(unit))],
            "unit_id": [f"V{i:04d}" for i in unit], "stratum": stratum[unit].astype(str), "arm": arm[unit],
            "is_mixed": False, "assigned_on": pd.Timestamp(f"{drawn}-08"), "name": "安心存", "product_id": "P1",
            "contacted_on": pd.NaT, "unit_kind": "3", "is_randomised": True, "cost_fen": 5_000_00,
        })
        reached = (members["arm"] == "T") & (rng.random(len(unit)) < 0.7)
        members["contacted_on"] = pd.Series(pd.NaT, index=members.index).where(~reached, pd.Timestamp(f"{drawn}-20"))
        shared = rng.normal(0, village_sd, n_units)
        parts = []
        for month in [add_months(last, -n) for n in range(months)]:
            after = month > drawn
            own = level + rng.normal(0, 200_000, len(unit)) + after * (shared[unit] + effect_fen * (arm[unit] == "T"))
            parts.append(members[["campaign_id", "unit_id"]].assign(month=month, aum_avg_fen=own))
        outcomes = pd.concat(parts).groupby(["campaign_id", "unit_id", "month"], as_index=False)["aum_avg_fen"].sum()
        outcomes["aum_avg_fen"] = outcomes["aum_avg_fen"].round().astype("int64")
        return members, outcomes

    return draw
