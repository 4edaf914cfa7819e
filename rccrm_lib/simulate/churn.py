"""Why and when customers leave: the true process behind what the bank sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rccrm_lib.simulate import assumptions
from rccrm_lib.simulate.world import World

STAYS, RUN_OFF, DORMANCY, CLOSURE, HOUSEHOLD, DEATH = range(6)
CAUSES = np.array(["", "run_off", "dormancy", "closure", "household", "death"], dtype=object)
FAR = 10_000


@dataclass
class Leaving:
    """One row per party: cause, month (position) of leaving, and what the hazard was."""

    cause: np.ndarray
    month: np.ndarray
    run_off_hazard: np.ndarray  # true monthly hazard of running off to another bank
    death_day: np.ndarray
    revives: np.ndarray
    heir: np.ndarray  # party that receives the money on death or on a transfer within the family, or -1
    day: np.ndarray  # day of the month on which the money goes, 1 .. 26

    def since(self, t: int) -> np.ndarray:
        """Months since leaving at month `t`; negative while the party is there."""
        return t - self.month

    def level(self, t: int) -> np.ndarray:
        """Share of the usual balance that the party keeps in month `t`."""
        since = self.since(t)
        gone = (since >= 0) & np.isin(self.cause, [RUN_OFF, CLOSURE, HOUSEHOLD, DORMANCY])
        back = self.revives & (since >= 4)
        running = (self.cause == RUN_OFF) & (since == 0)
        return np.where(back, 0.7, np.where(running, 0.4, np.where(gone, 0.012, 1.0)))

    def activity(self, t: int) -> np.ndarray:
        """Share of the usual number of movements in month `t`."""
        since = self.since(t)
        quiet = (since >= 0) & (self.cause != STAYS)
        first = quiet & (since == 0) & np.isin(self.cause, [RUN_OFF, DEATH])
        back = self.revives & (since >= 4)
        return np.where(back, 1.0, np.where(first, 0.4, np.where(quiet, 0.0, 1.0)))

    def is_gone(self, t: int) -> np.ndarray:
        """Parties that have left and are not back: no pay, no new contracts."""
        return (self.since(t) >= 0) & (self.cause != STAYS) & ~(self.revives & (self.since(t) >= 4))


def draw_leaving(world: World, parties: pd.DataFrame, effect: np.ndarray) -> Leaving:
    """One row per party; `effect` is the log hazard ratio of the party's manager."""
    plan, rng = world.assumptions.leaving, world.rng("leaving")
    n, n_months = len(parties), len(world.calendar.months)
    person, age = parties["is_person"].to_numpy(), parties["age"].to_numpy()
    run_off = _run_off_hazard(plan, parties, effect)
    can = (parties["has_account"] & ~parties["is_borrower"]).to_numpy()
    small = parties["tier"].to_numpy() == 0
    death = plan.death_at_60 * 2.0 ** ((age - 60) / plan.death_doubling_years)
    hazards = np.column_stack([
        run_off, np.where(small & ~parties["has_pay"], plan.dormancy, plan.dormancy * 0.15),
        np.where(person & ~parties["has_pay"], plan.closure, 0.0),
        np.where(parties["heir"] >= 0, plan.household, 0.0), np.where(person, death, 0.0),
    ]) * can[:, None]
    cause, month = np.zeros(n, dtype=np.int64), np.full(n, FAR)
    edges = hazards.cumsum(axis=1)
    for t in range(n_months):
        here = (cause == STAYS) & (parties["first_month"].to_numpy() < t)
        drawn = rng.random(n)
        hit = here & (drawn < edges[:, -1])
        cause[hit] = (drawn[hit, None] >= edges[hit]).sum(axis=1) + 1
        month[hit] = t
    day = rng.integers(1, 27, n)
    died = cause == DEATH
    position = np.where(died, month, 0)
    death_day = np.where(died, world.calendar.first[position] + day - 1, -FAR)
    heir = _heirs(parties, cause)
    nobody = (cause == HOUSEHOLD) & (heir < 0)  # nobody to transfer to: stays
    cause, month = np.where(nobody, STAYS, cause), np.where(nobody, FAR, month)
    revives = (cause == RUN_OFF) & (rng.random(n) < plan.revived_share)
    return Leaving(cause, month, np.where(can, run_off, 0.0), death_day, revives, heir, day)


def _run_off_hazard(plan: assumptions.Leaving, parties: pd.DataFrame, effect: np.ndarray) -> np.ndarray:
    """Base hazard times the ratios of tier, age, town and manager."""
    age = parties["age"].to_numpy()
    ratio = np.array(plan.tier_ratio)[parties["tier"].to_numpy()]
    ratio = ratio * np.where(age < 35, plan.young_ratio, np.where(age > 60, plan.old_ratio, 1.0))
    ratio = ratio * np.where(parties["is_urban"], plan.urban_ratio, 1.0)
    return plan.run_off * ratio * np.exp(effect)


def _heirs(parties: pd.DataFrame, cause: np.ndarray) -> np.ndarray:
    """The relative who receives, where that relative is not leaving too."""
    heir = parties["heir"].to_numpy().copy()
    leaving = cause != STAYS
    heir[(heir >= 0) & leaving[heir]] = -1
    return heir


