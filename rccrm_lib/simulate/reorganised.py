"""What happens to an organisation over the years: an outlet merged into another, a code used again, a manager who moves.

The registers of a month say what was known at its end: a merger of a later month is not in them yet.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from rccrm_lib.simulate.offices import Offices
from rccrm_lib.simulate.world import NO_DAY, World, day_of

MANAGER, HEAD = "1", "2"  # codes of the list `post`
REUSED_AFTER = (day_of("2015-03-01"), day_of("2021-04-01"))  # the code's first unit ended, its second began


def units_at(world: World, offices: Offices, t: int) -> pd.DataFrame:
    """One row per unit and time, as known at the end of month `t`: the units of `offices`, and three outlets of the past.

    One outlet is merged into its neighbour in the middle of the simulated months; another was merged in 2015, and its code is
    in use again since 2021, at another branch.
    """
    branches = offices.units.loc[offices.units["level"] == "3", "org_id"].to_numpy()
    first, second = branches[0], branches[-1]
    founded, merged = day_of("2006-06-28"), int(world.calendar.first[len(world.calendar.months) // 2])
    past = pd.DataFrame([
        (f"{first}8", "老街分理处", first, "4", founded, merged, f"{first}1"),
        (f"{first}9", "渡口分理处", first, "4", founded, REUSED_AFTER[0], f"{first}1"),
        (f"{first}9", "新区分理处", second, "4", REUSED_AFTER[1], NO_DAY, ""),
    ], columns=["org_id", "name", "parent_id", "level", "valid_from_on", "valid_to_on", "merged_into_id"])
    return _as_known(pd.concat([offices.units.assign(merged_into_id=""), past], ignore_index=True), world, t)


def posts_at(world: World, offices: Offices, t: int) -> pd.DataFrame:
    """One row per holder of a post and time, as known at the end of month `t`.

    The managers of `offices`, one of whom came from another branch during the simulated months; and a head of each branch.
    """
    managers = offices.managers.assign(post=MANAGER)
    moved = _moved(world, managers)
    heads = _heads(world, offices)
    known = _as_known(pd.concat([managers, moved, heads], ignore_index=True), world, t)
    return known[known["valid_from_on"] <= world.calendar.last[t]]


def _moved(world: World, managers: pd.DataFrame) -> pd.DataFrame:
    """The earlier post of the last manager who is still there; the later one in `managers` begins where it ends."""
    mover = int(np.flatnonzero(managers["valid_to_on"] == NO_DAY)[-1])
    day = int(world.calendar.first[len(world.calendar.months) // 3])
    earlier = managers.loc[[mover]].assign(branch_id=managers["branch_id"].iloc[0], valid_to_on=day)
    managers.loc[mover, "valid_from_on"] = day
    return earlier


def _heads(world: World, offices: Offices) -> pd.DataFrame:
    """One head a branch, numbered after the managers."""
    branches = offices.units.loc[offices.units["level"] == "3", "org_id"].to_numpy()
    rng, names = world.rng("heads"), offices.managers["name"].to_numpy()
    surname, given = rng.integers(0, len(names), (2, len(branches)))
    return pd.DataFrame({
        "manager_id": [f"{world.member_id[-2:]}{number:04d}" for number in range(9001, 9001 + len(branches))],
        "name": [names[a][0] + names[b][1:] for a, b in zip(surname, given, strict=True)],
        "branch_id": branches, "line": "", "valid_from_on": world.calendar.start - rng.integers(200, 3000, len(branches)),
        "valid_to_on": NO_DAY, "post": HEAD})


def _as_known(rows: pd.DataFrame, world: World, t: int) -> pd.DataFrame:
    """The rows without ends that lie after the month."""
    later = rows["valid_to_on"] > world.calendar.last[t]
    known = rows.assign(valid_to_on=rows["valid_to_on"].mask(later, NO_DAY))
    if "merged_into_id" in known:
        known["merged_into_id"] = known["merged_into_id"].mask(later, "")
    return known
