"""What leaving does to the accounts: money to another bank, to a relative, out in cash; closed accounts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rccrm_lib.simulate.accounts import DemandAccounts
from rccrm_lib.simulate.churn import CLOSURE, DEATH, DORMANCY, HOUSEHOLD, RUN_OFF, Leaving
from rccrm_lib.simulate.moves import BANK_CODES, CTR, CUSTOMER, INT, MOB, TRI, TRO, WDR, Moves, concat, moves
from rccrm_lib.simulate.terms import ARRIVES, LEAVES
from rccrm_lib.simulate.world import NO_DAY, World

YUAN = 100
FIRST_PART = 0.55  # of the demand money in the month of leaving
SECOND_PART = 0.97


@dataclass
class Departures:
    """Movements of leavers, and the accounts that close this month with their closing day."""

    moves: Moves
    closing: np.ndarray  # mask over the accounts
    close_day: np.ndarray


def depart(world: World, accounts: DemandAccounts, leaving: Leaving, t: int, freed: np.ndarray) -> Departures:
    """One month of leaving; money received by relatives stays with them (their offset grows)."""
    first = int(world.calendar.first[t])
    party = accounts.frame["party"].to_numpy()
    open_before = (accounts.close_day == NO_DAY) & (accounts.frame["open_day"].to_numpy() < first)
    since, cause, day = leaving.since(t)[party], leaving.cause[party], leaving.day[party]
    extra = np.where(accounts.frame["is_main"], freed[party], 0)
    share = np.select(
        [(cause == RUN_OFF) & (since == 0), (cause == RUN_OFF) & (since == 1), (cause == CLOSURE) & (since == 0),
         (cause == DORMANCY) & (since == 0) & (accounts.balance > 1000 * YUAN)],
        [FIRST_PART, SECOND_PART, 0.9, 0.96], 0.0)
    share = np.where(open_before, share, 0.0)
    amount = np.where(share > 0, (accounts.balance * share).astype(np.int64) // (10 * YUAN) * 10 * YUAN + extra, 0)
    cash = cause == DORMANCY
    rng = world.rng("departures", t)
    bank = np.where(cash, 0, rng.integers(1, len(BANK_CODES), len(party)))
    away = moves(np.arange(len(party)), day, -amount, summary=np.where(cash, WDR, TRO), initiator=CUSTOMER, bank=bank,
                 channel=np.where(rng.random(len(party)) < 0.5, CTR, MOB), order=LEAVES)
    to_family = _to_family(accounts, leaving, party, open_before, since, cause, day, extra)
    closing = open_before & (cause == CLOSURE) & (since == 1)
    return Departures(concat([away, to_family, _close(world, accounts, closing, day)]), closing,
                      np.where(closing, first + day - 1, NO_DAY))


def _to_family(accounts: DemandAccounts, leaving: Leaving, party: np.ndarray, open_before: np.ndarray,
               since: np.ndarray, cause: np.ndarray, day: np.ndarray, extra: np.ndarray) -> Moves:
    """Everything to a relative's main account: on a transfer within the family, and from the estate."""
    heir_account = np.where(leaving.heir >= 0, accounts.main_of[leaving.heir], -1)[party]
    ready = open_before & (heir_account >= 0)
    now = ready & (((cause == HOUSEHOLD) & (since == 0)) | ((cause == DEATH) & (since == 2)))
    amount = np.where(now, accounts.balance // (10 * YUAN) * 10 * YUAN + extra, 0)
    rows = np.flatnonzero(amount > 0)
    accounts.offset += np.bincount(heir_account[rows], amount[rows], len(party)).astype(np.int64)
    return concat([
        moves(rows, day[rows], -amount[rows], summary=TRO, initiator=CUSTOMER, channel=CTR, order=LEAVES),
        moves(heir_account[rows], day[rows], amount[rows], summary=TRI, initiator=CUSTOMER, channel=CTR, order=ARRIVES),
    ])


def _close(world: World, accounts: DemandAccounts, closing: np.ndarray, day: np.ndarray) -> Moves:
    """Interest to the day, then the whole balance in cash."""
    rows = np.flatnonzero(closing)
    rate = world.assumptions.wealth.demand_rate_bp
    accrued = accounts.accrued[rows] + accounts.balance[rows] * (day[rows] - 1)
    interest = accrued * rate // 3_600_000
    return concat([
        moves(rows, day[rows], interest, summary=INT, order=ARRIVES),
        moves(rows, day[rows], -(accounts.balance[rows] + interest), summary=WDR, initiator=CUSTOMER, channel=CTR,
              order=LEAVES),
    ])
