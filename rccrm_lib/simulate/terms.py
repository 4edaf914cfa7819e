"""A month of the book: what matures, renews, is closed early, is opened anew; and the movements that follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rccrm_lib.simulate import book as books
from rccrm_lib.simulate.accounts import DemandAccounts
from rccrm_lib.simulate.book import PRODUCT, TIME, YUAN, Contracts
from rccrm_lib.simulate.churn import CLOSURE, DEATH, HOUSEHOLD, RUN_OFF, Leaving
from rccrm_lib.simulate.moves import CTR, CUSTOMER, INT, SYS, SYSTEM, TRI, TRO, Moves, concat, moves
from rccrm_lib.simulate.world import World, chance_of

#: Order within a day: money comes in, then goes on into new contracts, then leaves.
ARRIVES, GOES_ON, LEAVES = 1, 2, 3


@dataclass
class BookMonth:
    """What a month did: the book afterwards, balances of its rows, movements on both sides."""

    contracts: Contracts
    start: np.ndarray  # principal before the month, fen, one per row of `contracts`
    end: np.ndarray
    accumulation: np.ndarray
    demand_moves: Moves  # on the demand accounts
    time_moves: Moves  # on the contracts themselves (rows of `contracts`)
    freed: np.ndarray  # fen that came free early from leavers, per party


def run_book(world: World, contracts: Contracts, accounts: DemandAccounts, leaving: Leaving, t: int,
             promoted: Contracts) -> BookMonth:
    """One month of the book; `promoted` are deposits that the campaign brings (already paid for by their movements)."""
    calendar = world.calendar
    first, last, n_days = int(calendar.first[t]), int(calendar.last[t]), calendar.n_days(t)
    early, early_day = _closed_early(contracts, leaving, t, first)
    due = contracts.is_open & ~early & (contracts.mature_day <= last)
    due_day = np.clip(contracts.mature_day - first + 1, 1, n_days)
    rolls = due & contracts.renews & (contracts.kind == TIME) & ~leaving.is_gone(t)[contracts.party]
    ends = due & ~rolls
    day = np.where(early, early_day, due_day)
    paid = np.where(due & (contracts.kind == TIME), books.interest(contracts.principal, contracts.rate_bp, contracts.term), 0)
    growth = np.where((contracts.kind == PRODUCT) & contracts.is_open & ~ends & ~early,
                      contracts.principal * contracts.rate_bp // 120_000, 0)
    closing = early | ends
    proceeds = np.where(closing, contracts.principal + paid, 0)
    to_demand = moves(contracts.account[closing], day[closing], proceeds[closing], summary=TRI, own=True, order=ARRIVES,
                      channel=np.where(early[closing], CTR, SYS), initiator=np.where(early[closing], CUSTOMER, SYSTEM))
    accounts.offset += np.bincount(contracts.account[ends], proceeds[ends], len(accounts)).astype(np.int64)
    time_moves = _contract_moves(contracts, closing, paid, proceeds, day, early)
    fresh, fresh_moves = _open_new(world, contracts, accounts, leaving, t, ends=ends, proceeds=proceeds, day=day)
    start = contracts.principal
    added = np.where(rolls, paid, 0)  # interest stays in the deposit that renews itself
    accumulation = np.where(closing, start * (day - 1), start * n_days + added * (n_days - day + 1) + growth)
    after = _after(contracts, closing, rolls, np.where(closing, 0, start + added + growth), first + day - 1)
    freed = np.bincount(contracts.party[early], proceeds[early], len(leaving.cause)).astype(np.int64)
    usual = contracts.serial[~contracts.promoted]
    fresh.serial = int(usual.max(initial=0)) + 1 + np.arange(len(fresh))
    newcomers = fresh.joined(promoted)
    opened = newcomers.open_day - first + 1
    arriving = moves(len(contracts) + np.arange(len(newcomers)), opened, newcomers.principal, summary=TRI, own=True,
                     initiator=CUSTOMER, channel=CTR)
    arriving = arriving.take(newcomers.kind[arriving.account - len(contracts)] == TIME)
    return BookMonth(
        after.joined(newcomers), np.concatenate([start, np.zeros(len(newcomers), dtype=np.int64)]),
        np.concatenate([after.principal, newcomers.principal]),
        np.concatenate([accumulation, newcomers.principal * (n_days - opened + 1)]),
        concat([to_demand, fresh_moves]), concat([time_moves, arriving]), freed,
    )


def _after(contracts: Contracts, closing: np.ndarray, rolls: np.ndarray, principal: np.ndarray, on: np.ndarray) -> Contracts:
    """The contracts at the end of the month, before the new ones: closed, renewed, or as they were."""
    after = contracts.take(np.arange(len(contracts)))
    after.principal, after.close_day = principal, np.where(closing, on, contracts.close_day)
    after.mature_day = np.where(rolls, books.add_calendar_months(contracts.mature_day, contracts.term), contracts.mature_day)
    return after


def _closed_early(contracts: Contracts, leaving: Leaving, t: int, first: int) -> tuple[np.ndarray, np.ndarray]:
    """Contracts that leavers take out before their term, and on which day of the month."""
    since, cause = leaving.since(t), leaving.cause
    now = ((since == 0) & np.isin(cause, [RUN_OFF, CLOSURE, HOUSEHOLD])) | \
          ((since == 2) & (cause == DEATH) & (leaving.heir >= 0))
    day = leaving.day[contracts.party]
    ready = contracts.open_day < first
    return now[contracts.party] & contracts.is_open & ~contracts.promoted & ready, day


def _contract_moves(contracts: Contracts, closing: np.ndarray, paid: np.ndarray, proceeds: np.ndarray, day: np.ndarray,
                    early: np.ndarray) -> Moves:
    """Interest and closing on the time deposits (wealth holdings have no movements in the core system)."""
    is_time = contracts.kind == TIME
    with_interest = np.flatnonzero(is_time & (paid > 0))
    closed = np.flatnonzero(is_time & closing)
    return concat([
        moves(with_interest, day[with_interest], paid[with_interest], summary=INT, order=ARRIVES),
        moves(closed, day[closed], -proceeds[closed], summary=TRO, own=True, order=LEAVES,
              channel=np.where(early[closed], CTR, SYS), initiator=np.where(early[closed], CUSTOMER, SYSTEM)),
    ])


def _open_new(world: World, contracts: Contracts, accounts: DemandAccounts, leaving: Leaving, t: int, *,
              ends: np.ndarray, proceeds: np.ndarray, day: np.ndarray) -> tuple[Contracts, Moves]:
    """New contracts: from what matured on the same day, and from money on demand on an early day of the month."""
    plan, rng = world.assumptions.wealth, world.rng("new contracts", t)
    first = int(world.calendar.first[t])
    salt = world.seed * 1000 + t  # by contract, so that one more contract elsewhere changes nobody's mind
    again = ends & (chance_of(contracts.serial, salt) < plan.reinvest_share) & ~leaving.is_gone(t)[contracts.party]
    again &= (contracts.principal >= 1000 * YUAN) & ~contracts.promoted
    rows = np.flatnonzero(again)
    amount = contracts.principal[rows] // (1000 * YUAN) * 1000 * YUAN
    term, rate = draw_by_kind(world, rng, contracts.kind[rows], contracts.term[rows])
    rolled = books.new_contracts(
        kind=contracts.kind[rows], party=contracts.party[rows], account=contracts.account[rows], principal=amount,
        open_day=first + day[rows] - 1, term=term, rate_bp=rate, renews=rng.random(len(rows)) < plan.renew_share,
        first_serial=0)
    saved = _save_from_demand(world, rng, accounts, leaving, t)
    fresh = rolled.joined(saved)
    accounts.offset -= np.bincount(fresh.account, fresh.principal, len(accounts)).astype(np.int64)
    onward = moves(fresh.account, fresh.open_day - first + 1, -fresh.principal, summary=TRO, own=True,
                   initiator=CUSTOMER, channel=CTR, order=GOES_ON)
    return fresh, onward


def draw_by_kind(world: World, rng: np.random.Generator, kind: np.ndarray, term: np.ndarray
                 ) -> tuple[np.ndarray, np.ndarray]:
    """Terms and rates of what follows a matured contract: a wealth product of the same term, a deposit of any."""
    months, rate = books.draw_terms(world.assumptions.wealth, rng, len(kind))
    is_time = kind == TIME
    return np.where(is_time, months, term), np.where(is_time, rate, rng.integers(18, 30, len(kind)) * 10)


def _save_from_demand(world: World, rng: np.random.Generator, accounts: DemandAccounts, leaving: Leaving, t: int
                      ) -> Contracts:
    """Deposits from money on demand; most in the weeks after Spring Festival."""
    plan, n = world.assumptions.wealth, len(accounts)
    season = 2.2 if -10 <= world.calendar.spring_distance(t) <= 40 else 1.0
    party = accounts.frame["party"].to_numpy()
    willing = (accounts.balance > 12_000 * YUAN) & accounts.frame["is_main"].to_numpy() & (rng.random(n) < 0.018 * season)
    willing &= ~leaving.is_gone(t)[party] & ~(leaving.since(t) == 0)[party]
    rows = np.flatnonzero(willing)
    amount = accounts.balance[rows] // 2 // (1000 * YUAN) * 1000 * YUAN
    term, rate = books.draw_terms(plan, rng, len(rows))
    opened = world.calendar.first[t] + rng.integers(0, 9, len(rows))
    return books.new_contracts(kind=TIME, party=party[rows], account=rows, principal=amount, open_day=opened,
                               term=term, rate_bp=rate, renews=rng.random(len(rows)) < plan.renew_share, first_serial=0)
