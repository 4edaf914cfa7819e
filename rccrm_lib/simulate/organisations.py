"""Organisations: companies, shops with their owners, co-operatives, public bodies, village collectives."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rccrm_lib.simulate import numbers
from rccrm_lib.simulate import wordlists as words
from rccrm_lib.simulate.offices import Offices, draw_managers, draw_outlets
from rccrm_lib.simulate.people import YEAR
from rccrm_lib.simulate.villages import Places
from rccrm_lib.simulate.world import World, choose

COMPANY, SMALL, SHOP, COOP, PUBLIC, VILLAGE = "1", "2", "3", "4", "5", "6"
PER_PERSON = 0.033  # 10-20 thousand of 450 thousand [D 3.10]
KIND_WEIGHTS = (0.05, 0.22, 0.52, 0.14, 0.07)
HEADS = {COMPANY: "91", SMALL: "91", SHOP: "92", COOP: "93", PUBLIC: "12", VILLAGE: "54"}


def make_organisations(world: World, places: Places, offices: Offices, persons: pd.DataFrame) -> pd.DataFrame:
    """One row per organisation; every village has its collective. `owner` is a person's row or -1."""
    rng = world.rng("organisations")
    frame = places.frame
    rural = np.flatnonzero(~frame["is_urban"].to_numpy())
    n = max(40, round(world.n_persons * PER_PERSON))
    kinds = np.array([COMPANY, SMALL, SHOP, COOP, PUBLIC], dtype=object)[choose(rng, KIND_WEIGHTS, n)]
    kind = np.concatenate([kinds, np.full(len(rural), VILLAGE, dtype=object)])
    village = np.concatenate([choose(rng, frame["weight"].to_numpy(), n), rural])
    orgs = pd.DataFrame({"org_type": kind, "village": village})
    orgs["township"] = frame["township_no"].to_numpy()[village]
    orgs["name"], orgs["industry"] = _draw_names(world, places, orgs)
    orgs["old_name"] = _old_names(world, orgs)
    heads = np.array([HEADS[one] for one in kind], dtype=object)
    orgs["credit_code"], orgs["org_code"] = numbers.make_credit_codes(heads, world.rng("credit codes"))
    _add_owners(world, orgs, persons)
    orgs["address"] = _addresses(places, village)
    orgs["open_day"] = world.calendar.start - (rng.random(len(orgs)) ** 1.3 * 14 * YEAR).astype(np.int64) - 40
    orgs["outlet"] = draw_outlets(offices, orgs["township"].to_numpy(), rng)
    orgs["manager"] = draw_managers(offices, orgs["township"].to_numpy(), rng)
    return orgs


def _draw_names(world: World, places: Places, orgs: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Registered name and industry section of each organisation."""
    rng, n = world.rng("firm names"), len(orgs)
    word = np.array(words.FIRM_WORDS, dtype=object)
    double = word[rng.integers(0, len(word), n)] + np.where(rng.random(n) < 0.35, word[rng.integers(0, len(word), n)], "")
    town, place = (places.frame[column].to_numpy()[orgs["village"]] for column in ("township", "name"))
    firm, shop = rng.integers(0, len(words.FIRM_TRADES), n), rng.integers(0, len(words.SHOP_TRADES), n)
    trades = np.array(words.FIRM_TRADES, dtype=object)
    shops = np.array(words.SHOP_TRADES, dtype=object)
    coop = np.array(words.COOP_TRADES, dtype=object)[rng.integers(0, len(words.COOP_TRADES), n)]
    public = np.array(words.PUBLIC_BODIES, dtype=object)[rng.integers(0, len(words.PUBLIC_BODIES), n)]
    kind, county = orgs["org_type"].to_numpy(), places.county
    is_firm, is_shop = np.isin(kind, [COMPANY, SMALL]), kind == SHOP
    name = np.where(is_firm, county + double + trades[firm, 0], county + town + double + shops[shop, 0])
    name = np.where(kind == COOP, county + double + coop, name)
    name = np.where(kind == PUBLIC, county + town + public, name)
    name = np.where(kind == VILLAGE, county + town + place + "股份经济合作社", name)
    industry = np.where(is_firm, trades[firm, 1], np.where(is_shop, shops[shop, 1], "A"))
    return name, np.where(np.isin(kind, [PUBLIC, VILLAGE]), "S", industry)


def _old_names(world: World, orgs: pd.DataFrame) -> np.ndarray:
    """The name that a renamed company or co-operative had before; the same name for others."""
    rng = world.rng("firm renaming")
    word = np.array(words.FIRM_WORDS, dtype=object)[rng.integers(0, len(words.FIRM_WORDS), len(orgs))]
    old = np.array([name[:3] + new + name[5:] for name, new in zip(orgs["name"], word, strict=True)], dtype=object)
    return np.where(np.isin(orgs["org_type"], [COMPANY, SMALL, COOP]), old, orgs["name"])


def _add_owners(world: World, orgs: pd.DataFrame, persons: pd.DataFrame) -> None:
    """Shops and most firms belong to a person of the place; the shop's phone is the owner's."""
    rng, n = world.rng("owners"), len(orgs)
    grown = np.flatnonzero((persons["age"] > 25) & (persons["age"] < 65))
    owner = grown[rng.integers(0, len(grown), n)]
    known = (orgs["org_type"] == SHOP) | (np.isin(orgs["org_type"], [COMPANY, SMALL, COOP]) & (rng.random(n) < 0.5))
    orgs["owner"] = np.where(known, owner, -1)
    stranger = persons["name"].to_numpy()[grown[rng.integers(0, len(grown), n)]]
    births = world.calendar.start - (rng.uniform(30, 60, n) * YEAR).astype(np.int64)
    foreign_id = numbers.make_ids(numbers.draw_areas(births, rng, away=0.5), births, rng.integers(1, 3, n), rng)
    orgs["legal_name"] = np.where(known, persons["name"].to_numpy()[owner], stranger)
    orgs["legal_cert_no"] = np.where(known, persons["cert_no"].to_numpy()[owner], foreign_id)
    mobile = persons["mobile"].to_numpy()[owner]
    orgs["phone"] = np.where(known & (mobile != ""), mobile, numbers.make_mobiles(n, rng))


def _addresses(places: Places, village: np.ndarray) -> np.ndarray:
    frame = places.frame
    return np.array([f"江西省{places.county}{frame['township'].iat[one]}{frame['name'].iat[one]}" for one in village],
                    dtype=object)
