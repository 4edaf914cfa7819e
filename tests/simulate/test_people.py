"""People and places: families hang together, addresses name them, retired area codes stay with the older."""

from __future__ import annotations

import numpy as np
import pytest

from rccrm_lib.simulate.offices import make_offices
from rccrm_lib.simulate.people import CHILD1, FATHER, HEAD, MOTHER, SPOUSE, make_people
from rccrm_lib.simulate.villages import make_places
from rccrm_lib.simulate.world import Calendar, World


@pytest.fixture(scope="module")
def population():
    world = World("360199", 0, 3, 4000, Calendar.from_start("2025-09", 13))
    places = make_places(world)
    return make_people(world, places, make_offices(world, places)).persons, places


def test_exactly_as_many_as_asked_in_whole_families(population):
    persons, _ = population
    assert len(persons) == 4000 and persons["cert_no"].is_unique
    heads = persons[persons["role"] == HEAD]
    assert heads["household"].is_unique and len(heads) == persons["household"].nunique()
    assert 2.5 < len(persons) / len(heads) < 4
    assert (persons.groupby("household")["address"].nunique() == 1).all()


def test_ages_and_sexes_of_a_family(population):
    persons, _ = population
    head = persons[persons["role"] == HEAD].set_index("household")
    for role, low, high in ((SPOUSE, -12, 20), (CHILD1, 15, 40), (FATHER, -40, -15), (MOTHER, -40, -12)):
        other = persons[persons["role"] == role]
        gap = head["age"].reindex(other["household"]).to_numpy() - other["age"].to_numpy()
        assert ((gap > low) & (gap < high)).mean() > 0.98, role
    spouse = persons[persons["role"] == SPOUSE]
    assert (spouse["sex"].to_numpy() != head["sex"].reindex(spouse["household"]).to_numpy()).all()


def test_surnames_run_in_families_and_villages(population):
    persons, _ = population
    child = persons[persons["role"] == CHILD1]
    head = persons[persons["role"] == HEAD].set_index("household")
    assert (child["surname"].to_numpy() == head["surname"].reindex(child["household"]).to_numpy()).all()
    rural = head[~head["is_urban"]]
    first = rural.groupby("village")["surname"].agg(lambda names: names.value_counts(normalize=True).iat[0])
    assert first.mean() > 0.35


def test_ids_agree_with_birth_sex_and_history(population):
    persons, _ = population
    year = persons["cert_no"].str[6:10].astype(int)
    assert (persons["cert_no"].str[16].astype(int) % 2 == persons["sex"] % 2).all()
    retired = persons["cert_no"].str[:4] == "3622"
    assert retired[year < 1988].mean() > 0.8 and not retired[year >= 1988].any()
    born = np.datetime64("1970-01-01") + persons["birth"].to_numpy()
    assert (np.char.replace(born.astype(str), "-", "") == persons["cert_no"].str[6:14]).all()


def test_places(population):
    _, places = population
    assert places.frame["village_id"].is_unique and (places.frame["village_id"].str.len() == 12).all()
    assert places.frame["weight"].sum() == pytest.approx(1)


def test_one_more_draw_elsewhere_moves_nothing_here():
    world = World("360199", 0, 3, 100, Calendar.from_start("2025-09", 2))
    world.rng("people").random(7)
    assert (world.rng("loans").random(5) == World("360199", 0, 3, 100, world.calendar).rng("loans").random(5)).all()
    assert (world.rng("loans").random(5) != world.rng("loans", 1).random(5)).all()
