"""Source records: under which numbers the five systems know each party."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rccrm_lib.simulate.people import HEAD, YEAR, Population
from rccrm_lib.simulate.world import NO_DAY, World

CORE, LOAN, EBANK, WEALTH, ARCH = "CORE", "LOAN", "EBANK", "WEALTH", "ARCH"
SYSTEMS = (ARCH, CORE, EBANK, LOAN, WEALTH)
#: How each system writes its numbers: head, digits, first number, step between numbers.
NUMBERS = {CORE: ("8", 9, 20010001, 3), LOAN: ("DK", 7, 40001, 2), EBANK: ("5", 10, 1300001, 7),
           WEALTH: ("LC", 6, 2001, 1), ARCH: ("NH", 8, 100001, 1)}


def archived_households(world: World, population: Population) -> np.ndarray:
    """The day on which each household was entered in the farm-household archive; NO_DAY where it never was."""
    plan, rng, calendar = world.assumptions.records, world.rng("archive"), world.calendar
    rural = ~population.households["is_urban"].to_numpy()
    by_village = rng.uniform(0.6, 1.4, int(population.households["village"].max()) + 1)
    chance = plan.archive_share / max(rural.mean(), 0.01) * by_village[population.households["village"]]
    archived = rural & (rng.random(len(rural)) < chance)
    before = calendar.start - rng.integers(20, 1600, len(rural))
    lately = calendar.start + rng.integers(0, calendar.end - calendar.start, len(rural))
    return np.where(archived, np.where(rng.random(len(rural)) < 0.1, lately, before), NO_DAY)


def make_records(world: World, population: Population, orgs: pd.DataFrame, *, lending: np.ndarray,
                 holders: np.ndarray, archived: np.ndarray) -> pd.DataFrame:
    """One row per source record: party, src_sys, cust_no, open_day; sorted by system and number."""
    plan, rng = world.assumptions.records, world.rng("records")
    persons = population.persons
    n, n_all = len(persons), len(persons) + len(orgs)
    minor = persons["age"].to_numpy() < 18
    archived_day = archived[persons["household"]]
    in_archive = archived_day != NO_DAY
    core = np.ones(n_all, dtype=bool)
    core[:n] = rng.random(n) < np.where(minor, plan.core_minor, plan.core_adult)
    core[:n] |= ~in_archive | persons["has_mobile_bank"].to_numpy()
    core |= lending | holders
    ebank = np.zeros(n_all, dtype=bool)
    ebank[:n] = persons["has_mobile_bank"].to_numpy()
    ebank[n:] = rng.random(len(orgs)) < 0.08
    archive = np.zeros(n_all, dtype=bool)
    archive[:n] = in_archive & ((persons["role"].to_numpy() == HEAD) | (rng.random(n) < 0.9) | ~core[:n])
    twice = core & (np.arange(n_all) < n) & np.concatenate([~minor, np.zeros(len(orgs), dtype=bool)])
    twice &= rng.random(n_all) < plan.core_twice
    first_day = _first_days(world, population, orgs, newcomers_from=~lending & ~holders)
    frames = [_system(world, name, mask, first_day, late)
              for name, mask, late in ((CORE, core, 0.0), (CORE, twice, 9.0), (LOAN, lending, 5.0),
                                       (EBANK, ebank, 7.0), (WEALTH, holders, 6.0), (ARCH, archive, 4.0))]
    frames[1]["is_second"] = True
    frames[-1]["open_day"] = archived_day[frames[-1]["party"]]
    records = pd.concat(frames, ignore_index=True)
    records["src_sys"] = pd.Categorical(records["src_sys"], categories=SYSTEMS)
    return _number(world, records)


def _first_days(world: World, population: Population, orgs: pd.DataFrame, newcomers_from: np.ndarray) -> np.ndarray:
    """The day on which the co-operative first recorded each party; a few come during the simulation."""
    rng = world.rng("first days")
    calendar, persons = world.calendar, population.persons
    age = persons["age"].to_numpy()
    years = np.minimum(rng.gamma(2.2, 4.2, len(age)), np.maximum(age - rng.uniform(0, 14, len(age)), 0.3))
    first = calendar.start - 30 - (np.minimum(years, 27) * YEAR).astype(np.int64)
    first = np.concatenate([first, orgs["open_day"].to_numpy()])
    share = min(0.5, world.assumptions.records.new_per_month * len(calendar.months))
    new = newcomers_from & (rng.random(len(first)) < share)
    new[: len(age)] &= population.persons["role"].to_numpy() != HEAD
    return np.where(new, calendar.start + rng.integers(1, calendar.end - calendar.start - 20, len(first)), first)


def _system(world: World, name: str, mask: np.ndarray, first_day: np.ndarray, late_years: float) -> pd.DataFrame:
    """The records of one system; further systems meet the party later, but before the simulation."""
    rng = world.rng(f"records of {name}", int(late_years))
    party = np.flatnonzero(mask)
    first = first_day[party]
    room = np.maximum(world.calendar.start - 5 - first, 0)
    later = np.minimum((rng.random(len(party)) * late_years * YEAR).astype(np.int64), room)
    return pd.DataFrame({"party": party, "src_sys": name, "open_day": first + later, "is_second": False})


def _number(world: World, records: pd.DataFrame) -> pd.DataFrame:
    """Give every system its running numbers in the order in which the records were made."""
    rng = world.rng("record numbers")
    records["tie"] = rng.random(len(records))
    records = records.sort_values(["src_sys", "open_day", "tie"], kind="stable").drop(columns="tie")
    position = records.groupby("src_sys", observed=True).cumcount().to_numpy()
    system = records["src_sys"].astype(str).to_numpy()
    number = np.empty(len(records), dtype=object)
    for name, (head, width, start, step) in NUMBERS.items():
        here = system == name
        member = (world.member_index + 1) * 10 ** (width - 1) if name == CORE else 0
        number[here] = [f"{head}{value + member:0{width}d}" for value in start + position[here] * step]
    records["cust_no"] = number
    records["src_sys"] = system
    return records.reset_index(drop=True)
