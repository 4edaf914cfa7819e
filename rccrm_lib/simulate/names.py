"""Names of persons, and the variants under which source systems keep them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rccrm_lib.simulate import wordlists as words
from rccrm_lib.simulate.world import World

SURNAMES = np.array([*words.SURNAMES, *words.COMPOUND_SURNAMES], dtype=object)


def draw_names(world: World, persons: pd.DataFrame) -> np.ndarray:
    """One name per person: surname, one or two characters by sex; a few minority names and rare characters."""
    plan, rng, n = world.assumptions.people, world.rng("given names"), len(persons)
    men, women = np.array(list(words.MALE), dtype=object), np.array(list(words.FEMALE), dtype=object)
    common = np.array(list(words.ANY + words.MALE[:20]), dtype=object)
    male = persons["sex"].to_numpy() == 1
    last = np.where(male, _skewed(rng, men, n), _skewed(rng, women, n))
    middle = np.where(male, _skewed(rng, np.concatenate([common, men]), n),
                      _skewed(rng, np.concatenate([women, common]), n))
    single = rng.random(n) < 0.14
    rare = np.array(words.RARE, dtype=object)[rng.integers(0, len(words.RARE), n)]
    last = np.where(rng.random(n) < plan.rare_character_share, rare, last)
    name = SURNAMES[persons["surname"].to_numpy()] + np.where(single, "", middle) + last
    minority = np.array(words.MINORITY, dtype=object)[rng.integers(0, len(words.MINORITY), n)]
    return np.where(rng.random(n) < plan.minority_name_share, minority, name)


def _skewed(rng: np.random.Generator, pool: np.ndarray, n: int) -> np.ndarray:
    """Characters of which the first ones are much more frequent, as in villages."""
    return pool[(rng.random(n) ** 1.6 * len(pool)).astype(np.int64)]


def full_width(texts: np.ndarray) -> np.ndarray:
    """ASCII letters and digits as full-width ones."""
    table = {code: code + 0xFEE0 for code in range(33, 127)}
    return np.array([text.translate(table) for text in texts], dtype=object)


def traditional(names: np.ndarray) -> np.ndarray:
    """The names in traditional characters, as far as the table goes."""
    return np.array([name.translate(words.TRADITIONAL) for name in names], dtype=object)


def slip_name(names: np.ndarray) -> np.ndarray:
    """The given names with a character that sounds or looks alike."""
    return np.array([name[:1] + name[1:].translate(words.SLIPS) for name in names], dtype=object)


def spaced(names: np.ndarray) -> np.ndarray:
    """Names of two characters with the blanks that forms ask for."""
    return np.array([name[0] + "  " + name[1:] if len(name) == 2 else name + " " for name in names], dtype=object)


def other_dots(names: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Minority names with one of the dots that are in use."""
    dots = np.array(list(words.MINORITY_DOTS), dtype=object)[rng.integers(0, len(words.MINORITY_DOTS), len(names))]
    return np.array([name.replace("·", dot) for name, dot in zip(names, dots, strict=True)], dtype=object)


def has_dot(names: np.ndarray) -> np.ndarray:
    """Which names have a dot."""
    return np.array(["·" in name for name in names])


def lose_rare(names: np.ndarray) -> np.ndarray:
    """Rare characters as an old system keeps them: a question mark."""
    table = str.maketrans(dict.fromkeys(words.RARE, "?"))
    return np.array([name.translate(table) for name in names], dtype=object)
