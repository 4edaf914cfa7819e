"""How much money each party keeps with the co-operative, and in which form."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rccrm_lib.simulate.world import World

TIER_FLOORS = np.array([0, 10_000, 50_000, 200_000, 500_000, 6_000_000])  # the spec's defaults, yuan


def draw_targets(world: World, persons: pd.DataFrame, n_orgs: int) -> pd.DataFrame:
    """One row per party (persons, then organisations): deposits aimed at, in yuan, by form."""
    plan, rng = world.assumptions.wealth, world.rng("wealth")
    n = len(persons)
    age = persons["age"].to_numpy()
    shift = np.where(age < 18, -2.4, np.where(age < 30, -0.5, np.where(age < 45, 0.0, np.where(age < 68, 0.25, -0.1))))
    shift = shift + np.where(persons["is_urban"], 0.15, 0.0)
    family = rng.normal(0, 0.6, int(persons["household"].max()) + 1)[persons["household"]]
    own = rng.normal(0, np.sqrt(plan.sigma**2 - 0.36), n)
    people = plan.median_yuan * np.exp(shift + family + own)
    firms = plan.org_median_yuan * np.exp(rng.normal(0, plan.org_sigma, n_orgs))
    total = np.clip(np.concatenate([people, firms]), 20, 30_000_000)
    is_person = np.arange(len(total)) < n
    return _split(world, total, is_person, np.concatenate([age, np.full(n_orgs, 40.0)]))


def _split(world: World, total: np.ndarray, is_person: np.ndarray, age: np.ndarray) -> pd.DataFrame:
    """Demand, time and wealth parts: savers of age hold time deposits, the well-off wealth products."""
    plan, rng = world.assumptions.wealth, world.rng("forms")
    n = len(total)
    holds_time = (total > plan.time_from_yuan) & (rng.random(n) < np.where(is_person, 0.35 + age / 160, 0.12))
    share = np.where(holds_time, np.clip(rng.beta(5, 5 * (1 / plan.time_share - 1), n), 0.2, 0.95), 0.0)
    holds_wealth = is_person & (total > plan.product_from_yuan) & (rng.random(n) < plan.product_share * 2.2) & (age < 75)
    wealth_share = np.where(holds_wealth, rng.uniform(0.1, 0.45, n), 0.0)
    time_part = total * share * (1 - wealth_share)
    return pd.DataFrame({
        "total": total,
        "time": np.where(time_part >= 1000, time_part, 0.0),
        "wealth": total * wealth_share,
        "demand": total * (1 - share) * (1 - wealth_share),
        "tier": np.searchsorted(TIER_FLOORS, total, side="right") - 1,
    })
