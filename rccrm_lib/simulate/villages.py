"""Places: townships, villages and town communities, their families' surnames, and how an address reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rccrm_lib.simulate import wordlists as words
from rccrm_lib.simulate.world import World, choose


@dataclass(frozen=True)
class Places:
    """One row per village or community, with its surname weights beside it."""

    frame: pd.DataFrame  # village_id, name, township, township_no, is_urban, n_groups, weight
    surname_weights: np.ndarray  # one row per village, one column per surname
    county: str
    n_townships: int


def make_places(world: World) -> Places:
    """One row per administrative village or community; the first township is the county town."""
    people = world.assumptions.people
    rng = world.rng("villages")
    n_villages = max(people.min_villages, round(world.n_persons * (1 - people.urban_share) / people.persons_per_village))
    n_townships = int(np.clip(round(n_villages / people.villages_per_township), people.min_townships,
                              len(words.TOWNSHIPS)))
    n_urban = max(2, min(len(words.COMMUNITIES), round(world.n_persons * people.urban_share / 6000)))
    township = np.concatenate([np.zeros(n_urban, dtype=np.int64), _spread(n_villages, n_townships)])
    is_urban = np.arange(len(township)) < n_urban
    frame = pd.DataFrame({
        "village_id": _village_ids(world.member_id, township),
        "name": np.concatenate([_community_names(n_urban), _village_names(n_villages, rng)]),
        "township": np.array(words.TOWNSHIPS, dtype=object)[township],
        "township_no": township,
        "is_urban": is_urban,
        "n_groups": np.where(is_urban, 6, rng.integers(5, 15, len(township))),
        "weight": _weights(is_urban, people.urban_share, rng),
    })
    county = words.COUNTY[world.member_index % len(words.COUNTY)]
    return Places(frame, _surname_weights(len(frame), is_urban, rng), county, n_townships)


def _spread(n_villages: int, n_townships: int) -> np.ndarray:
    """A township for every village: rural townships 1 .. n-1, one after the other."""
    return np.sort(np.arange(n_villages) % (n_townships - 1)) + 1


def _village_ids(member_id: str, township: np.ndarray) -> np.ndarray:
    """Codes of twelve digits: county 6, township 3, village 3."""
    within = pd.Series(township).groupby(township).cumcount().to_numpy()
    return np.array([f"{member_id}{100 + town:03d}{200 + place:03d}"
                     for town, place in zip(township, within, strict=True)], dtype=object)


def _community_names(n: int) -> np.ndarray:
    return np.array([f"{name}社区" for name in words.COMMUNITIES[:n]], dtype=object)


def _village_names(n: int, rng: np.random.Generator) -> np.ndarray:
    pairs = np.array([f"{first}{second}村" for first in words.VILLAGE_FIRST for second in words.VILLAGE_SECOND],
                     dtype=object)
    return pairs[rng.permutation(len(pairs))[np.arange(n) % len(pairs)]]


def _weights(is_urban: np.ndarray, urban_share: float, rng: np.random.Generator) -> np.ndarray:
    """Share of the households that live in each place."""
    size = rng.uniform(0.6, 1.6, len(is_urban))
    share = np.where(is_urban, urban_share, 1 - urban_share)
    return size * share / np.where(is_urban, size[is_urban].sum(), size[~is_urban].sum())


def _surname_weights(n: int, is_urban: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """In a village two or three clans carry most families; the county town is mixed."""
    pool = len(words.SURNAMES) + len(words.COMPOUND_SURNAMES)
    base = 1 / (np.arange(pool) + 4.0)
    base[-len(words.COMPOUND_SURNAMES):] *= 0.5
    base /= base.sum()
    weights = np.tile(base, (n, 1))
    for rank, share in enumerate((0.46, 0.17, 0.08)):
        clan = choose(rng, base, n)
        weights[np.arange(n), clan] += np.where(is_urban, 0.0, share * 3.5) * (1 if rank == 0 else 0.9)
    return weights / weights.sum(axis=1, keepdims=True)


def draw_surnames(places: Places, village: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One surname position per row, by the clans of the village."""
    edges = places.surname_weights.cumsum(axis=1)
    flat = (edges + np.arange(len(edges))[:, None]).ravel()
    width = edges.shape[1]
    found = np.searchsorted(flat, rng.random(len(village)) * edges[village, -1] + village, side="right")
    return (found - village * width).clip(0, width - 1)


def write_addresses(places: Places, village: np.ndarray, group: np.ndarray, house: np.ndarray) -> np.ndarray:
    """One address per row: county, township, village, group and house; streets in the county town."""
    frame = places.frame
    head = np.array([f"江西省{places.county}{town}{name}"
                     for town, name in zip(frame["township"], frame["name"], strict=True)], dtype=object)
    urban = frame["is_urban"].to_numpy()[village]
    roads = np.array(words.ROADS, dtype=object)
    groups = np.array([f"{number}组" for number in range(40)], dtype=object)
    houses = np.array([f"{number}号" for number in range(2000)], dtype=object)
    flats = np.array([f"{1 + n // 12}单元{101 + n % 12 // 2 * 100 + n % 2}室" for n in range(60)], dtype=object)
    house = np.asarray(house)
    town = head[village] + roads[(group * 7 + village) % len(roads)] + houses[house % 2000] + flats[house * 7 % 60]
    return np.where(urban, town, head[village] + groups[group] + houses[house % 2000])
