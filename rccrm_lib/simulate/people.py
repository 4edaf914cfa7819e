"""People in families: households of heads, spouses, children, parents, and who they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rccrm_lib.simulate import numbers
from rccrm_lib.simulate.names import draw_names
from rccrm_lib.simulate.offices import Offices, draw_managers, draw_outlets
from rccrm_lib.simulate.villages import Places, draw_surnames, write_addresses
from rccrm_lib.simulate.world import World, choose

#: Places in a household, in the order in which its members are listed.
HEAD, SPOUSE, CHILD1, CHILD2, CHILD3, FATHER, MOTHER, IN_LAW, GRAND1, GRAND2 = range(10)
YEAR = 365.25
OCCUPATION_FARM, OCCUPATION_MIGRANT, OCCUPATION_STUDENT, OCCUPATION_RETIRED, OCCUPATION_SHOP = "1", "8", "6", "7", "3"


@dataclass(frozen=True)
class Population:
    """Persons and households of one member; row numbers are the keys."""

    persons: pd.DataFrame
    households: pd.DataFrame


def make_people(world: World, places: Places, offices: Offices) -> Population:
    """One row per person, in the order of households; one row per household."""
    slots, ages, house = _draw_households(world, places)
    household, role = np.nonzero(slots)
    household, role = household[: world.n_persons], role[: world.n_persons]
    house = house.iloc[: int(household[-1]) + 1].reset_index(drop=True)
    persons = pd.DataFrame({"household": household, "role": role})
    persons["sex"] = _draw_sexes(world, household, role)
    rng = world.rng("births")
    age_days = ages[household, role] * YEAR + rng.integers(0, 365, len(persons))
    persons["birth"] = (world.calendar.start - np.minimum(age_days, 99 * YEAR)).astype(np.int64)
    persons["age"] = (world.calendar.start - persons["birth"]) / YEAR
    for column in ("village", "group", "house_no"):
        persons[column] = house[column].to_numpy()[household]
    persons["is_urban"] = places.frame["is_urban"].to_numpy()[persons["village"]]
    persons["township"] = places.frame["township_no"].to_numpy()[persons["village"]]
    persons["surname"] = _pass_on_surnames(world, places, persons)
    persons["name"] = draw_names(world, persons)
    rng = world.rng("identity numbers")
    area = numbers.draw_areas(persons["birth"].to_numpy(), rng)
    persons["cert_no"] = numbers.make_ids(area, persons["birth"].to_numpy(), persons["sex"].to_numpy(), rng)
    persons["address"] = write_addresses(places, persons["village"].to_numpy(), persons["group"].to_numpy(),
                                         persons["house_no"].to_numpy())
    _add_circumstances(world, persons)
    _add_service(world, offices, persons)
    return Population(persons, house)


def _draw_households(world: World, places: Places) -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    """Which places of each household are filled, the ages in them, and where the household lives."""
    plan, rng = world.assumptions.people, world.rng("households")
    n = world.n_persons  # more than enough households; the rest is cut off
    head = np.clip(rng.normal(plan.head_age_mean, plan.head_age_sd, n), 24, 86)
    ages = np.zeros((n, 10))
    ages[:, HEAD] = head
    ages[:, SPOUSE] = np.maximum(head - rng.normal(1.8, 2.6, n), 21)
    for order, slot in enumerate((CHILD1, CHILD2, CHILD3)):
        ages[:, slot] = head - 25.5 - 3.4 * order + rng.normal(0, 1.6, n)
    ages[:, FATHER] = head + 26 + rng.normal(0, 2, n)
    ages[:, MOTHER] = head + 24 + rng.normal(0, 2, n)
    ages[:, IN_LAW] = ages[:, CHILD1] - rng.normal(1.5, 1.5, n)
    for order, slot in enumerate((GRAND1, GRAND2)):
        ages[:, slot] = ages[:, CHILD1] - 25 - 3 * order
    shares = np.array([1, plan.spouse_share, *plan.child_shares, plan.parent_share, plan.parent_share * 1.3,
                       plan.daughter_in_law_share, plan.grandchild_share, plan.grandchild_share * 0.5])
    slots = (rng.random((n, 10)) < shares) & (ages > 1)
    slots[:, HEAD] = True
    slots[:, CHILD2] &= slots[:, CHILD1]
    slots[:, CHILD3] &= slots[:, CHILD2]
    slots[:, [FATHER, MOTHER]] &= ages[:, [FATHER, MOTHER]] < 94
    slots[:, IN_LAW] &= slots[:, CHILD1] & (ages[:, IN_LAW] > 21)
    slots[:, GRAND1] &= slots[:, IN_LAW]
    slots[:, GRAND2] &= slots[:, GRAND1]
    village = np.sort(choose(rng, places.frame["weight"].to_numpy(), n))
    return _shuffle(rng, slots, ages, _lay_out(world, places, village))


def _shuffle(rng: np.random.Generator, slots: np.ndarray, ages: np.ndarray, house: pd.DataFrame
             ) -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    """Mix the villages, so that cutting off the tail cuts off no village."""
    order = rng.permutation(len(house))
    return slots, ages, house.iloc[order].reset_index(drop=True)


def _lay_out(world: World, places: Places, village: np.ndarray) -> pd.DataFrame:
    """One row per household: village, group, house number (counted within the group)."""
    rng = world.rng("houses")
    group = (rng.random(len(village)) * places.frame["n_groups"].to_numpy()[village]).astype(np.int64) + 1
    house = pd.DataFrame({"village": village, "group": group})
    house["house_no"] = house.groupby(["village", "group"]).cumcount().to_numpy() + 1
    house["is_urban"] = places.frame["is_urban"].to_numpy()[village]
    house["is_away"] = (rng.random(len(house)) < world.assumptions.people.whole_family_away_share) & ~house["is_urban"]
    return house


def _draw_sexes(world: World, household: np.ndarray, role: np.ndarray) -> np.ndarray:
    """1 male, 2 female; most heads are men, a spouse has the other sex, the first child of an in-law is a son."""
    rng = world.rng("sexes")
    head_sex = np.where(rng.random(int(household[-1]) + 1) < 0.86, 1, 2)
    drawn = np.where(rng.random(len(role)) < 0.53, 1, 2)
    has_in_law = np.bincount(household[role == IN_LAW], minlength=len(head_sex)) > 0
    sex = np.where(role == HEAD, head_sex[household], drawn)
    sex = np.where(role == SPOUSE, 3 - head_sex[household], sex)
    sex = np.where(role == FATHER, 1, np.where((role == MOTHER) | (role == IN_LAW), 2, sex))
    return np.where((role == CHILD1) & has_in_law[household], 1, sex)


def _pass_on_surnames(world: World, places: Places, persons: pd.DataFrame) -> np.ndarray:
    """The family's surname for head, children, father and grandchildren; wives and mothers keep their own."""
    own = draw_surnames(places, persons["village"].to_numpy(), world.rng("surnames"))
    household, role = persons["household"].to_numpy(), persons["role"].to_numpy()
    family = np.zeros(household[-1] + 1, dtype=np.int64)
    family[household[role == HEAD]] = own[role == HEAD]
    keeps = np.isin(role, [SPOUSE, MOTHER, IN_LAW])
    return np.where(keeps, own, family[household])


def _add_circumstances(world: World, persons: pd.DataFrame) -> None:
    """Occupation, work away, staff, refusal, phone."""
    plan, rng, n = world.assumptions.people, world.rng("circumstances"), len(persons)
    age, urban = persons["age"].to_numpy(), persons["is_urban"].to_numpy()
    away = (rng.random(n) < plan.migrant_share * 1.5) & (age > 18) & (age < 55) & ~urban
    persons["is_migrant"] = away
    town_job = np.array(list("2345992"), dtype=object)[rng.integers(0, 7, n)]
    country_job = np.array(list("1111123"), dtype=object)[rng.integers(0, 7, n)]
    job = np.where(urban, town_job, country_job)
    job = np.where(away, OCCUPATION_MIGRANT, job)
    job = np.where(age < 20, OCCUPATION_STUDENT, job)
    persons["occupation"] = np.where((age > 62) & (urban | (rng.random(n) < 0.12)), OCCUPATION_RETIRED, job)
    persons["is_staff"] = rng.random(n) < plan.staff_share
    persons["refuses"] = rng.random(n) < plan.refusal_share
    has_mobile = (rng.random(n) < plan.mobile_share) & (age > 11) & ((age < 72) | (rng.random(n) < 0.5))
    persons["mobile"] = np.where(has_mobile, numbers.make_mobiles(n, world.rng("mobiles")), "")
    persons["has_mobile_bank"] = has_mobile & (rng.random(n) < np.clip(0.55 - age / 150, 0.02, 0.4)) & (age > 16)


def _add_service(world: World, offices: Offices, persons: pd.DataFrame) -> None:
    """The outlet and the manager that serve each household."""
    rng = world.rng("service")
    household = persons["household"].to_numpy()
    township = persons["township"].to_numpy()[persons["role"].to_numpy() == HEAD]
    persons["outlet"] = draw_outlets(offices, township, rng)[household]
    persons["manager"] = draw_managers(offices, township, rng)[household]
