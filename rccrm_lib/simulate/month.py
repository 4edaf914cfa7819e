"""A month of the co-operative, from the balances before it to the balances after it, in blocks of accounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rccrm_lib.simulate.accounts import DemandAccounts
from rccrm_lib.simulate.book import Contracts
from rccrm_lib.simulate.campaign import Campaign, campaign_deposits, campaign_month, plan_campaign
from rccrm_lib.simulate.churn import Leaving
from rccrm_lib.simulate.departures import Departures, depart
from rccrm_lib.simulate.everyday import draw_everyday
from rccrm_lib.simulate.loans import LoanBook, run_loans
from rccrm_lib.simulate.moves import (
    COURT,
    FEE,
    INT,
    JUD,
    TRO,
    WDR,
    Moves,
    Settled,
    add_up,
    concat,
    cut_to_balance,
    moves,
    settle,
    sort_moves,
)
from rccrm_lib.simulate.pay import PayPlan, pay_month
from rccrm_lib.simulate.terms import BookMonth, run_book
from rccrm_lib.simulate.world import NO_DAY, World

BLOCK = 60_000  # accounts settled at a time
SETTLES_ON = 20  # last day that counts for the quarter's interest, posted on the next
QUARTER_ENDS = (3, 6, 9, 12)
SinkOfMoves = Callable[[int, Settled, np.ndarray], None]


@dataclass
class Cooperative:
    """The state of one member's business."""

    world: World
    parties: pd.DataFrame
    accounts: DemandAccounts
    contracts: Contracts
    loans: LoanBook
    pay: PayPlan
    leaving: Leaving
    campaign: Campaign | None = None


@dataclass
class MonthRows:
    """What `bal_month` says of a month: demand accounts, contracts and loans, each beside its state."""

    t: int
    in_month: np.ndarray  # mask over the demand accounts
    demand_accumulation: np.ndarray
    customer_in: np.ndarray
    customer_out: np.ndarray
    book: BookMonth
    time_ledger: Settled
    loan_rows: np.ndarray  # mask over the loans
    loan_accumulation: np.ndarray
    pay_rows: pd.DataFrame


def run_month(coop: Cooperative, t: int, sink: SinkOfMoves | None = None) -> MonthRows:
    """Advance the co-operative by a month; `sink` receives the settled movements block by block."""
    world, accounts = coop.world, coop.accounts
    if t == campaign_month(world):
        coop.campaign = plan_campaign(world, coop.parties, accounts, coop.contracts, coop.leaving, t)
    promoted, promoted_moves = campaign_deposits(world, coop.campaign, accounts, t)
    book = run_book(world, coop.contracts, accounts, coop.leaving, t, promoted)
    loans_before = coop.loans.balance
    lent = run_loans(world, coop.loans, coop.parties, accounts, t)
    paid, pay_rows = pay_month(world, coop.pay, accounts, coop.leaving, t)
    gone = depart(world, accounts, coop.leaving, t, book.freed)
    planned = sort_moves(concat([promoted_moves, book.demand_moves, lent.moves, paid, gone.moves,
                                 _charges(coop, t, gone)]))
    rows = _settle_demand(coop, t, planned, gone, sink)
    ledger = settle(sort_moves(book.time_moves), book.start, world.calendar.n_days(t))
    coop.contracts, coop.loans = book.contracts, lent.book
    had = np.concatenate([loans_before, np.zeros(len(lent.book) - len(loans_before), dtype=np.int64)])
    return MonthRows(t, *rows, book, ledger, (had > 0) | (lent.end > 0), lent.accumulation, pay_rows)


def _charges(coop: Cooperative, t: int, gone: Departures) -> Moves:
    """Small fees by the system, and rare deductions by the court."""
    accounts, world = coop.accounts, coop.world
    rng, n = world.rng("charges", t), len(accounts)
    is_open = (accounts.close_day == NO_DAY) & (accounts.frame["open_day"].to_numpy() < world.calendar.first[t])
    staying = is_open & ~gone.closing & (coop.leaving.cause == 0)[accounts.frame["party"].to_numpy()]
    notice = np.flatnonzero(staying & accounts.frame["pays_notice"].to_numpy())
    court = np.flatnonzero(staying & (accounts.balance > 100_000) &
                           (rng.random(n) < world.assumptions.activity.judicial_share))
    taken = accounts.balance[court] * rng.integers(3, 15, len(court)) // 10_000 * 100
    return concat([
        moves(notice, 25, np.full(len(notice), -200), summary=FEE, firm=False, order=8),
        moves(court, rng.integers(3, 20, len(court)), -taken, summary=JUD, initiator=COURT, order=2),
    ])


def _settle_demand(coop: Cooperative, t: int, planned: Moves, gone: Departures, sink: SinkOfMoves | None
                   ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """All demand accounts, block by block; the state of the accounts moves on to the end of the month."""
    accounts, calendar, n = coop.accounts, coop.world.calendar, len(coop.accounts)
    opened = accounts.frame["open_day"].to_numpy()
    in_month = (opened <= calendar.last[t]) & (accounts.close_day == NO_DAY)
    target, rate = _aims(coop, t)
    out = [np.zeros(n, dtype=np.int64) for _ in range(3)]
    for number, low in enumerate(range(0, n, BLOCK)):
        rows = np.arange(low, min(low + BLOCK, n))
        block = planned.take(slice(*np.searchsorted(planned.account, [low, low + len(rows)])))
        block.account = block.account - low
        listed = _with_everyday(coop, t, number, rows, block, in_month & ~gone.closing, target, rate)
        settled, accrued = _with_interest(coop, t, rows, listed, in_month & ~gone.closing)
        if sink is not None:
            sink(t, settled, rows)
        accounts.balance[rows], accounts.accrued[rows] = settled.end, accrued
        active = settled.last_active > 0
        accounts.last_active[rows[active]] = calendar.first[t] + settled.last_active[active] - 1
        for column, values in zip(out, (settled.accumulation, settled.customer_in, settled.customer_out), strict=True):
            column[rows] = values
    accounts.close_day = np.where(gone.closing, gone.close_day, accounts.close_day)
    accounts.offset = accounts.offset * 8 // 10  # money between contracts finds its way into everyday life
    return in_month, out[0], out[1], out[2]


def _aims(coop: Cooperative, t: int) -> tuple[np.ndarray, np.ndarray]:
    """The balance that each account tends to this month, and the movements it will see."""
    world, accounts, parties = coop.world, coop.accounts, coop.parties
    plan, rng = world.assumptions.activity, world.rng("aims", t)
    party = accounts.frame["party"].to_numpy()
    level = coop.leaving.level(t)[party]
    noise = np.exp(rng.normal(-(plan.balance_noise**2) / 2, plan.balance_noise, len(accounts)))
    season = season_of(world, parties, t)[party]
    growth = (1 + plan.growth_per_month) ** t
    target = level * (accounts.base * season * noise * growth + accounts.offset)
    return np.maximum(target, accounts.base * 0.03 * level), accounts.rate * coop.leaving.activity(t)[party]


def season_of(world: World, parties: pd.DataFrame, t: int) -> np.ndarray:
    """Factor on the demand balance of each party: Spring Festival for families of migrants, harvest for farmers."""
    plan, calendar = world.assumptions.activity, world.calendar
    home = np.exp(-((calendar.spring_distance(t) - 2) / 22) ** 2)
    harvest = {10: 1.0, 11: 0.9, 12: 0.4, 7: 0.35, 8: 0.5}.get(calendar.month_number(t), 0.0)
    person = parties["is_person"].to_numpy()
    migrant, farmer = parties["is_migrant"].to_numpy(), (parties["occupation"] == "1").to_numpy()
    return np.where(person, 1 + plan.spring_peak * home * np.where(migrant, 1.6, 0.45)
                    + plan.harvest_peak * harvest * farmer, 1 - 0.12 * home)


def _with_everyday(coop: Cooperative, t: int, number: int, rows: np.ndarray, block: Moves, movable: np.ndarray,
                   target: np.ndarray, rate: np.ndarray) -> Moves:
    """The planned movements of a block and the customers' own, sorted, none taking more than there is."""
    accounts, calendar = coop.accounts, coop.world.calendar
    first, n_days, n = calendar.first[t], calendar.n_days(t), len(rows)
    opened = accounts.frame["open_day"].to_numpy()[rows]
    from_day = np.clip(opened - first + 1, 1, n_days)
    holds = block.firm & (block.amount < 0) & np.isin(block.summary, [TRO, WDR, JUD])
    np.maximum.at(from_day, block.account[holds], block.day[holds])
    live = movable[rows]
    everyday = draw_everyday(
        coop.world.rng("everyday", t, number), coop.world.assumptions.activity, start=accounts.balance[rows],
        planned=add_up(block.account, block.amount, n), target=target[rows], rate=np.where(live, rate[rows], 0.0),
        must_move=live & (opened >= first), from_day=from_day, n_days=n_days,
        has_phone=coop.parties["has_mobile_bank"].to_numpy()[accounts.frame["party"].to_numpy()[rows]])
    return cut_to_balance(sort_moves(concat([block, everyday])), accounts.balance[rows])


def _with_interest(coop: Cooperative, t: int, rows: np.ndarray, listed: Moves, movable: np.ndarray
                   ) -> tuple[Settled, np.ndarray]:
    """The settled block with the quarter's interest on the 21st, and the fen * days since the last interest."""
    accounts, world = coop.accounts, coop.world
    start, n_days, n = accounts.balance[rows], world.calendar.n_days(t), len(rows)
    if world.calendar.month_number(t) not in QUARTER_ENDS:
        settled = settle(listed, start, n_days)
        return settled, accounts.accrued[rows] + settled.accumulation
    before = listed.take(listed.day <= SETTLES_ON)
    to_20 = start * SETTLES_ON + add_up(before.account, before.amount * (SETTLES_ON - before.day + 1), n)
    interest = (accounts.accrued[rows] + to_20) * world.assumptions.wealth.demand_rate_bp // 3_600_000
    posted = moves(np.arange(n), SETTLES_ON + 1, np.where(movable[rows], interest, 0), summary=INT, order=0)
    settled = settle(sort_moves(concat([listed, posted])), start, n_days)
    return settled, settled.accumulation - to_20
