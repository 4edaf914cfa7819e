"""The book of contracts with a term: time deposits and wealth holdings, their openings, maturities and closings."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from rccrm_lib.simulate.assumptions import Wealth
from rccrm_lib.simulate.world import NO_DAY, World, add_calendar_months, choose

TIME, PRODUCT = 0, 1  # a time deposit, a wealth holding
PROMOTED = "T99"  # the deposit that the campaign promotes: 12 months, not closed before its term
YUAN = 100


@dataclass
class Contracts:
    """One row per contract; columns of equal length."""

    kind: np.ndarray
    party: np.ndarray
    account: np.ndarray  # the demand account beside it
    principal: np.ndarray  # fen, at the end of the last month
    open_day: np.ndarray
    mature_day: np.ndarray
    term: np.ndarray  # months
    rate_bp: np.ndarray  # hundredths of a percent a year
    renews: np.ndarray
    promoted: np.ndarray
    close_day: np.ndarray
    serial: np.ndarray  # order in which contracts were made

    def __len__(self) -> int:
        return len(self.kind)

    def take(self, rows: np.ndarray) -> Contracts:
        """The rows named, as a copy."""
        return Contracts(*(getattr(self, field.name)[rows].copy() for field in fields(self)))

    def joined(self, later: Contracts) -> Contracts:
        """These contracts and the later ones below them."""
        return Contracts(*(np.concatenate([getattr(self, field.name), getattr(later, field.name)])
                           for field in fields(self)))

    @property
    def is_open(self) -> np.ndarray:
        """Which contracts have not been closed."""
        return self.close_day == NO_DAY


def new_contracts(*, kind: np.ndarray | int, party: np.ndarray, account: np.ndarray, principal: np.ndarray,
                  open_day: np.ndarray, term: np.ndarray, rate_bp: np.ndarray, renews: np.ndarray | bool,
                  first_serial: int, promoted: bool = False) -> Contracts:
    """Contracts of `term` months from their opening day."""
    n = len(party)
    return Contracts(
        kind=np.broadcast_to(np.asarray(kind, dtype=np.int64), n).copy(), party=party, account=account,
        principal=principal.astype(np.int64), open_day=open_day.astype(np.int64),
        mature_day=add_calendar_months(open_day, term), term=term.astype(np.int64), rate_bp=rate_bp.astype(np.int64),
        renews=np.broadcast_to(np.asarray(renews, dtype=bool), n).copy(), promoted=np.full(n, promoted),
        close_day=np.full(n, NO_DAY), serial=first_serial + np.arange(n),
    )


def draw_terms(plan: Wealth, rng: np.random.Generator, n: int, *, extra_bp: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Term in months and listed rate of `n` new time deposits."""
    which = choose(rng, plan.time_weights, n)
    return np.array(plan.time_terms)[which], np.array(plan.time_rate_bp)[which] + extra_bp


def first_contracts(world: World, targets: pd.DataFrame, main_of: np.ndarray, open_day: np.ndarray) -> Contracts:
    """The contracts that exist when the simulation starts: deposits in whole thousands, one to five a saver."""
    rng, plan, start = world.rng("first contracts"), world.assumptions.wealth, world.calendar.start
    ready = (main_of >= 0) & (open_day[np.maximum(main_of, 0)] < start - 40)
    deposits = np.flatnonzero((targets["time"].to_numpy() > 0) & ready)
    amount = targets["time"].to_numpy()[deposits]
    count = 1 + rng.binomial(4, np.clip(amount / 300_000, 0.06, 0.6))
    holder, share = np.repeat(deposits, count), np.repeat(amount / count, count)
    principal = np.maximum(np.round(share * rng.uniform(0.6, 1.4, len(holder)) / 1000), 1).astype(np.int64) * 1000 * YUAN
    term, rate = draw_terms(plan, rng, len(holder))
    age = (rng.random(len(holder)) * term * 30).astype(np.int64)
    opened = np.maximum(start - 1 - age, open_day[main_of[holder]])
    rate = rate + np.where(start - opened > 500, 60, 0)  # rates were higher two years ago
    time = new_contracts(kind=TIME, party=holder, account=main_of[holder], principal=principal, open_day=opened,
                         term=term, rate_bp=rate, renews=rng.random(len(holder)) < plan.renew_share, first_serial=1)
    holders = np.flatnonzero((targets["wealth"].to_numpy() > 0) & ready)
    worth = np.maximum(np.round(targets["wealth"].to_numpy()[holders] / 1000), 1).astype(np.int64) * 1000 * YUAN
    months = np.array([6, 12, 12, 24, 36])[rng.integers(0, 5, len(holders))]
    bought = np.maximum(start - 1 - (rng.random(len(holders)) * months * 30).astype(np.int64),
                        open_day[main_of[holders]])
    product = new_contracts(kind=PRODUCT, party=holders, account=main_of[holders], principal=worth, open_day=bought,
                            term=months, rate_bp=rng.integers(18, 34, len(holders)) * 10, renews=False,
                            first_serial=len(time) + 1)
    contracts = time.joined(product)
    alive = contracts.mature_day >= start
    return contracts.take(alive)


def interest(principal: np.ndarray, rate_bp: np.ndarray, months: np.ndarray) -> np.ndarray:
    """Interest of a whole term in fen, rounded down; exact in integers."""
    return principal * rate_bp * months // 120_000
