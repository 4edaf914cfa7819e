"""The co-operative itself: member, branches, outlets, customer managers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rccrm_lib.simulate import wordlists as words
from rccrm_lib.simulate.villages import Places
from rccrm_lib.simulate.world import NO_DAY, World, day_of

MEMBER_SUFFIX = "农村信用合作联社"


@dataclass(frozen=True)
class Offices:
    """Units, managers, and which unit serves a township."""

    units: pd.DataFrame  # columns of the contract `org`, days as numbers
    managers: pd.DataFrame  # columns of the contract `manager`, with branch_no and effect
    outlets: np.ndarray  # unit ids where customers are served, by outlet number
    outlet_branch: np.ndarray  # branch number of each outlet
    branch_managers: list[np.ndarray]  # manager numbers of each branch


def make_offices(world: World, places: Places) -> Offices:
    """One branch a township, one outlet or two a branch, managers by the number of customers."""
    rng = world.rng("offices")
    towns = list(words.TOWNSHIPS[: places.n_townships])
    rows: list[tuple[str, str, str, str]] = [(world.member_id, places.county + MEMBER_SUFFIX, "", "2")]
    outlets: list[str] = []
    outlet_branch: list[int] = []
    for branch, town in enumerate(towns):
        branch_id = f"{world.member_id}{branch + 1:02d}"
        short = "城关" if branch == 0 else town[:-1]
        rows.append((branch_id, f"{places.county}农信联社{short}信用社", world.member_id, "3"))
        for outlet in range(2 if rng.random() < world.assumptions.offices.outlets_per_branch - 1 else 1):
            outlet_id = f"{branch_id}{outlet + 1}"
            rows.append((outlet_id, f"{short}信用社{'营业部' if outlet == 0 else '第二分社'}", branch_id, "4"))
            outlets.append(outlet_id)
            outlet_branch.append(branch)
    units = pd.DataFrame(rows, columns=["org_id", "name", "parent_id", "level"])
    units["valid_from_on"] = day_of("2006-06-28")
    units["valid_to_on"] = NO_DAY
    managers = _make_managers(world, towns)
    teams = [np.flatnonzero((managers["branch_no"] == branch) & (managers["valid_to_on"] == NO_DAY))
             for branch in range(len(towns))]
    return Offices(units, managers, np.array(outlets, dtype=object), np.array(outlet_branch), teams)


def _make_managers(world: World, towns: list[str]) -> pd.DataFrame:
    """One row per manager; one of them left before the first month."""
    rng = world.rng("managers")
    plan = world.assumptions.offices
    n = max(len(towns) + 3, round(world.n_persons / plan.persons_per_manager))
    branch = np.concatenate([np.arange(len(towns)), np.sort(rng.integers(0, len(towns), n - len(towns)))])
    surnames = np.array(list(words.SURNAMES), dtype=object)
    given = np.array(list(words.MALE + words.FEMALE), dtype=object)
    leaver = np.arange(n) == n - 1
    return pd.DataFrame({
        "manager_id": [f"{world.member_id[-2:]}{number:04d}" for number in range(1001, 1001 + n)],
        "name": surnames[rng.integers(0, 20, n)] + given[rng.integers(0, len(given), n)]
        + given[rng.integers(0, len(given), n)],
        "branch_id": [f"{world.member_id}{number + 1:02d}" for number in branch],
        "line": np.array(["1", "1", "1", "2", "4"], dtype=object)[rng.integers(0, 5, n)],
        "valid_from_on": world.calendar.start - rng.integers(200, 3000, n),
        "valid_to_on": np.where(leaver, world.calendar.start - 40, NO_DAY),
        "branch_no": branch,
        "effect": rng.normal(0.0, plan.manager_effect_sd, n),
    })


def draw_outlets(offices: Offices, township: np.ndarray, rng: np.random.Generator, *, astray: float = 0.06
                 ) -> np.ndarray:
    """One outlet number a row: mostly of the own township, sometimes of another."""
    n_branches = len(offices.branch_managers)
    branch = np.where(rng.random(len(township)) < astray, rng.integers(0, n_branches, len(township)), township)
    first = np.searchsorted(offices.outlet_branch, branch)
    count = np.bincount(offices.outlet_branch, minlength=n_branches)[branch]
    return first + (rng.random(len(township)) * count).astype(np.int64)


def draw_managers(offices: Offices, township: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One manager number a row, from the team of the township's branch."""
    chosen = np.zeros(len(township), dtype=np.int64)
    for branch, team in enumerate(offices.branch_managers):
        here = township == branch
        chosen[here] = team[rng.integers(0, len(team), int(here.sum()))]
    return chosen
