"""What hangs on customers beside accounts: cards, channels, shares, co-users, credit contracts, the farm archive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rccrm_lib.simulate.accounts import DemandAccounts
from rccrm_lib.simulate.loans import LoanBook
from rccrm_lib.simulate.people import CHILD1, CHILD2, CHILD3, FATHER, HEAD, IN_LAW, MOTHER, SPOUSE, YEAR, Population
from rccrm_lib.simulate.world import NO_DAY, World, add_calendar_months, day_of

YUAN = 100


@dataclass(frozen=True)
class Holdings:
    """Tables that do not move with the months, except that rows appear on their day (`since`)."""

    cards: pd.DataFrame  # account, issue_on, valid_to_on, kind
    channels: pd.DataFrame  # record, channel, sign_on
    shares: pd.DataFrame  # record, kind, amount, start_on
    co_users: pd.DataFrame  # account, record
    credits: pd.DataFrame  # party, record, limit, valid_from_on, valid_to_on, origin
    archive: pd.DataFrame  # record, household, relation, archived_on, grade, limit, land, away_since_on


def record_of(records: pd.DataFrame, system: str, n_parties: int) -> np.ndarray:
    """The first record of each party in a system; -1 where there is none."""
    found = np.full(n_parties, -1, dtype=np.int64)
    rows = np.flatnonzero((records["src_sys"] == system) & ~records["is_second"])
    found[records["party"].to_numpy()[rows]] = rows
    return found


def make_holdings(world: World, population: Population, parties: pd.DataFrame, records: pd.DataFrame,
                  accounts: DemandAccounts, loans: LoanBook, *, archived: np.ndarray, village_credit: np.ndarray
                  ) -> Holdings:
    """All holdings of one member."""
    return Holdings(
        cards=_cards(world, parties, accounts), channels=_channels(world, parties, records),
        shares=_shares(world, population, records, len(parties)),
        co_users=_co_users(world, population, records, accounts, len(parties)),
        credits=_credits(world, parties, records, loans, village_credit),
        archive=_archive(world, population, records, archived, village_credit),
    )


def _cards(world: World, parties: pd.DataFrame, accounts: DemandAccounts) -> pd.DataFrame:
    rng, frame = world.rng("cards"), accounts.frame
    party = frame["party"].to_numpy()
    chance = np.where(frame["is_main"], 0.66, 0.2) * np.where(parties["is_person"], 1, 0)[party]
    rows = np.flatnonzero((rng.random(len(frame)) < chance) & (parties["age"].to_numpy()[party] > 14))
    rows = rows[np.argsort(frame["account_id"].to_numpy()[rows], kind="stable")]
    opened = frame["open_day"].to_numpy()[rows]
    issued = np.where(opened > world.calendar.start - 3300, opened, world.calendar.start - 2500 + opened % 40 * 60)
    month = issued.astype("datetime64[D]").astype("datetime64[M]") + 121
    until = month.astype("datetime64[D]").astype(np.int64) - 1
    return pd.DataFrame({"account": rows, "issue_on": issued, "valid_to_on": until,
                         "kind": np.where(rng.random(len(rows)) < 0.02, "2", "1")})


def _channels(world: World, parties: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    rng = world.rng("channels")
    rows = np.flatnonzero(records["src_sys"] == "EBANK")
    party = records["party"].to_numpy()[rows]
    person = parties["is_person"].to_numpy()[party]
    shop = (parties["occupation"] == "3").to_numpy()[party]
    signs = {"MOB": person, "WEB": ~person | (rng.random(len(rows)) < 0.12), "SMS": rng.random(len(rows)) < 0.3,
             "POS": ~person | (shop & (rng.random(len(rows)) < 0.7))}
    parts = [pd.DataFrame({"record": rows[mask], "channel": channel}) for channel, mask in signs.items()]
    frame = pd.concat(parts).sort_values(["record", "channel"], kind="stable").reset_index(drop=True)
    frame["sign_on"] = records["open_day"].to_numpy()[frame["record"]]
    return frame


def _shares(world: World, population: Population, records: pd.DataFrame, n_parties: int) -> pd.DataFrame:
    rng, persons = world.rng("shares"), population.persons
    core = record_of(records, "CORE", n_parties)[: len(persons)]
    old = records["open_day"].to_numpy()[np.maximum(core, 0)] < world.calendar.start - 4 * YEAR
    member = (core >= 0) & old & (persons["role"] == HEAD).to_numpy() & (rng.random(len(persons)) < 0.5)
    rows = np.flatnonzero(member)
    invests = rng.random(len(rows)) < 0.2
    party = np.concatenate([rows, rows[invests]])
    kind = np.where(np.arange(len(party)) < len(rows), "1", "2")
    amount = np.where(kind == "1", rng.integers(1, 11, len(party)) * 100, rng.integers(1, 40, len(party)) * 5000)
    start = np.maximum(records["open_day"].to_numpy()[core[party]], day_of("2006-07-01"))
    frame = pd.DataFrame({"record": core[party], "kind": kind, "amount": amount * YUAN, "start_on": start})
    return frame.sort_values(["start_on", "record", "kind"], kind="stable").reset_index(drop=True)


def _co_users(world: World, population: Population, records: pd.DataFrame, accounts: DemandAccounts, n_parties: int
              ) -> pd.DataFrame:
    """Spouses who use the account of the head together."""
    rng, persons = world.rng("co-users"), population.persons
    spouse = np.full(len(population.households), -1)
    is_spouse = (persons["role"] == SPOUSE).to_numpy()
    spouse[persons["household"].to_numpy()[is_spouse]] = np.flatnonzero(is_spouse)
    core, party = record_of(records, "CORE", n_parties), accounts.frame["party"].to_numpy()
    owner = np.minimum(party, len(persons) - 1)
    other = spouse[persons["household"].to_numpy()[owner]]
    fits = (party < len(persons)) & (persons["role"].to_numpy()[owner] == HEAD) & (other >= 0)
    fits &= (core[np.maximum(other, 0)] >= 0) & accounts.frame["is_main"].to_numpy()
    rows = np.flatnonzero(fits & (rng.random(len(party)) < world.assumptions.activity.co_user_share * 3))
    return pd.DataFrame({"account": rows, "record": core[other[rows]]})


def _credits(world: World, parties: pd.DataFrame, records: pd.DataFrame, loans: LoanBook, village_credit: np.ndarray
             ) -> pd.DataFrame:
    """One contract per borrower or head with a village limit; the limit covers what is lent."""
    rng = world.rng("credit contracts")
    lent = np.bincount(loans.frame["party"], loans.frame["amount"], len(parties)).astype(np.int64)
    party = np.flatnonzero((lent > 0) | village_credit)
    lot = rng.integers(2, 21, len(party)) * 10_000 * YUAN
    limit = np.maximum(np.where(village_credit[party], lot, 0), -(-lent[party] // (10_000 * YUAN)) * 10_000 * YUAN)
    start = world.calendar.start - rng.integers(10, 700, len(party))
    start = start.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + 14
    return pd.DataFrame({"party": party, "record": record_of(records, "LOAN", len(parties))[party], "limit": limit,
                         "valid_from_on": start, "valid_to_on": add_calendar_months(start, np.full(len(party), 36)),
                         "origin": np.where(village_credit[party], "1", "2")})


def _archive(world: World, population: Population, records: pd.DataFrame, archived: np.ndarray,
             village_credit: np.ndarray) -> pd.DataFrame:
    """One row per archived household and member."""
    rng, persons, n = world.rng("archive sheets"), population.persons, len(population.households)
    rows = np.flatnonzero(records["src_sys"] == "ARCH")
    party = records["party"].to_numpy()[rows]
    household = persons["household"].to_numpy()[party]
    head = np.flatnonzero(persons["role"] == HEAD)
    credit = village_credit[head]
    grade = np.where(credit, np.array(list("AABBBC"), dtype=object)[rng.integers(0, 6, n)],
                     np.array(list("CDD"), dtype=object)[rng.integers(0, 3, n)])
    limit = np.where(credit, rng.integers(2, 21, n) * 10_000 * YUAN, 0)
    land = (rng.gamma(2.0, 2.2, n) * 10).astype(np.int64)
    away = np.where(population.households["is_away"], world.calendar.start - rng.integers(300, 2500, n), NO_DAY)
    frame = pd.DataFrame({
        "record": rows, "household": household, "relation": relation_codes(persons)[party],
        "role": persons["role"].to_numpy()[party], "archived_on": archived[household], "grade": grade[household],
        "limit": limit[household], "land": land[household], "away_since_on": away[household]})
    return frame.sort_values(["household", "role"], kind="stable").reset_index(drop=True)


def relation_codes(persons: pd.DataFrame) -> np.ndarray:
    """The code of the relation to the head, one per person."""
    role, man = persons["role"].to_numpy(), persons["sex"].to_numpy() == 1
    child = np.isin(role, [CHILD1, CHILD2, CHILD3])
    return np.select([role == HEAD, role == SPOUSE, child & man, child, role == FATHER, role == MOTHER, role == IN_LAW],
                     ["01", "02", "03", "04", "05", "06", "07"], "09").astype(object)


def draw_village_credit(world: World, persons: pd.DataFrame, archived: np.ndarray, n_orgs: int) -> np.ndarray:
    """Heads of archived households with a whole-village limit, one flag per party."""
    in_archive = (archived != NO_DAY) & (archived < world.calendar.start)
    head = (persons["role"] == HEAD).to_numpy() & in_archive[persons["household"]]
    chosen = head & (world.rng("village credit").random(len(persons)) < world.assumptions.loans.village_credit)
    return np.concatenate([chosen, np.zeros(n_orgs, dtype=bool)])
