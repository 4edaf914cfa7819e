"""One randomised campaign with a known effect on what households keep with the co-operative."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rccrm_lib.simulate import book as books
from rccrm_lib.simulate.accounts import DemandAccounts
from rccrm_lib.simulate.book import TIME, YUAN, Contracts
from rccrm_lib.simulate.churn import STAYS, Leaving
from rccrm_lib.simulate.moves import BANK_CODES, CTR, CUSTOMER, MOB, TRI, TRO, Moves, concat, moves
from rccrm_lib.simulate.terms import ARRIVES, GOES_ON
from rccrm_lib.simulate.world import NO_DAY, World

NAME = "2026安心存稳健添利活动"
CAMPAIGN_ID = "HD01"
START_DAY, END_DAY = 8, 50  # first day in the month, length in days
RATE_BP, TERM = 155, 12
FIRST_SERIAL = 500_000_000  # a series of its own for the promoted deposits


@dataclass
class Campaign:
    """The list as it was drawn, and per household what the campaign truly does."""

    month: int
    start_on: int
    end_on: int
    units: pd.DataFrame  # household, township, arm, saver, reached, gain (fen), moved (fen), contacted_on, open_on
    members: pd.DataFrame  # household, party
    cost: int


def no_contracts() -> Contracts:
    """A book with nothing in it."""
    none = np.zeros(0, dtype=np.int64)
    return books.new_contracts(kind=TIME, party=none, account=none, principal=none, open_day=none, term=none,
                               rate_bp=none, renews=False, first_serial=0)


def campaign_month(world: World) -> int:
    """Position of the month in which the campaign starts; -1 where the simulation is too short for an outcome."""
    month = len(world.calendar.months) - 1 - world.assumptions.campaign.months_before_end
    return month if month >= 1 else -1


def plan_campaign(world: World, parties: pd.DataFrame, accounts: DemandAccounts, contracts: Contracts,
                  leaving: Leaving, t: int) -> Campaign:
    """Draw the eligible list and the arms: households, by lot within each township."""
    plan, rng = world.assumptions.campaign, world.rng("campaign")
    aum = np.bincount(accounts.frame["party"], accounts.balance, len(parties))
    aum += np.bincount(contracts.party, contracts.principal, len(parties))
    person = parties["is_person"].to_numpy()
    main = accounts.main_of
    opened = accounts.frame["open_day"].to_numpy()[np.maximum(main, 0)]
    usable = person & (main >= 0) & (opened < world.calendar.first[t] - 60) & (parties["age"] >= 18).to_numpy()
    usable &= ~parties["refuses"].to_numpy() & ~leaving.is_gone(t - 1)
    household = parties["household"].to_numpy()
    total = np.bincount(household[person], aum[person])
    fits = (total >= plan.floor_yuan * YUAN) & (total <= plan.ceiling_yuan * YUAN)
    usable &= np.where(person, fits[np.maximum(household, 0)], False)
    members = pd.DataFrame({"household": household[usable], "party": np.flatnonzero(usable)})
    saver = members.assign(aum=aum[usable]).sort_values(["household", "aum"], ascending=[True, False], kind="stable")
    units = saver.drop_duplicates("household")[["household", "party"]].rename(columns={"party": "saver"})
    units = units.reset_index(drop=True)
    units["township"] = parties["township"].to_numpy()[units["saver"]]
    units["aum"] = total[units["household"]].astype(np.int64)
    units["arm"] = _draw_arms(rng, units["township"].to_numpy(), plan.treated_share)
    start_on = int(world.calendar.first[t]) + START_DAY - 1
    _add_effects(world, units, parties, accounts, leaving, t, start_on)
    reached = int(((units["arm"] == "T") & units["reached"]).sum())
    answered = int(((units["arm"] == "T") & (units["gain"] > 0)).sum())
    cost = (reached * plan.cost_per_contact_yuan + answered * plan.gift_yuan) * YUAN
    return Campaign(t, start_on, start_on + END_DAY, units, members, cost)


def _draw_arms(rng: np.random.Generator, stratum: np.ndarray, share: float) -> np.ndarray:
    """Half of every stratum, by lot; an odd household falls by chance."""
    order = np.lexsort([rng.random(len(stratum)), stratum])
    ranked = stratum[order]
    first = np.searchsorted(ranked, ranked)
    size = np.searchsorted(ranked, ranked, side="right") - first
    treated = np.floor(size * share + rng.random(int(stratum.max()) + 1)[ranked])
    arm = np.empty(len(stratum), dtype=object)
    arm[order] = np.where(np.arange(len(order)) - first < treated, "T", "C")
    return arm


def _add_effects(world: World, units: pd.DataFrame, parties: pd.DataFrame, accounts: DemandAccounts, leaving: Leaving,
                 t: int, start_on: int) -> None:
    """What each household would do if treated: reached or not, the gain, own money moved, on which days."""
    plan, rng, n = world.assumptions.campaign, world.rng("campaign effects"), len(units)
    saver = units["saver"].to_numpy()
    away = np.bincount(parties["household"][parties["is_person"]], parties["is_migrant"][parties["is_person"]])
    ratio = np.where(away[units["household"]] > 0, plan.migrant_ratio, 1.0)
    ratio = ratio * np.where(parties["age"].to_numpy()[saver] > 65, plan.old_ratio, 1.0)
    stays = leaving.cause[saver] == STAYS
    units["reached"] = rng.random(n) < plan.reached_share
    responds = units["reached"] & stays & (rng.random(n) < plan.respond_share)
    gain = np.round(plan.gain_median_yuan * ratio * np.exp(rng.normal(0, plan.gain_sigma, n)) / 500) * 500 * YUAN
    units["gain"] = np.where(responds, gain, 0).astype(np.int64)
    moved = accounts.balance[accounts.main_of[saver]] * 0.25 // (100 * YUAN) * 100 * YUAN
    units["moved"] = np.where(responds & (rng.random(n) < plan.moved_share), moved, 0).astype(np.int64)
    contact = start_on + rng.integers(0, 20, n)
    units["contacted_on"] = np.where(units["reached"], contact, NO_DAY)
    units["open_on"] = np.minimum(contact + rng.integers(1, 12, n), world.calendar.last[t + 1])


def campaign_deposits(world: World, campaign: Campaign | None, accounts: DemandAccounts, t: int
                      ) -> tuple[Contracts, Moves]:
    """The promoted deposits opened in month `t` by treated households, and the movements that pay for them."""
    if campaign is None:
        return no_contracts(), concat([])
    first, last = world.calendar.first[t], world.calendar.last[t]
    units = campaign.units
    now = units[(units["arm"] == "T") & (units["gain"] > 0) & units["open_on"].between(first, last)]
    account = accounts.main_of[now["saver"].to_numpy()]
    gain = now["gain"].to_numpy()
    moved = np.minimum(now["moved"].to_numpy(), accounts.balance[account] // 4 // YUAN * YUAN)
    day = now["open_on"].to_numpy() - first + 1
    n = len(now)
    bank = world.rng("campaign money", t).integers(1, len(BANK_CODES), n)
    accounts.base -= np.bincount(account, moved, len(accounts)).astype(np.int64)  # moved for good: no gain of AUM
    deposits = books.new_contracts(
        kind=TIME, party=now["saver"].to_numpy(), account=account, principal=gain + moved,
        open_day=now["open_on"].to_numpy(), term=np.full(n, TERM), rate_bp=np.full(n, RATE_BP), renews=False,
        first_serial=0, promoted=True)
    deposits.serial = FIRST_SERIAL + now["household"].to_numpy()
    return deposits, concat([
        moves(account, day, gain, summary=TRI, channel=MOB, initiator=CUSTOMER, bank=bank, order=ARRIVES),
        moves(account, day, -(gain + moved), summary=TRO, channel=CTR, initiator=CUSTOMER, own=True, order=GOES_ON),
    ])
