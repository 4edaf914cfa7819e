"""Wages, pensions and farm subsidies that others pay into the accounts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rccrm_lib.simulate.accounts import DemandAccounts
from rccrm_lib.simulate.churn import Leaving
from rccrm_lib.simulate.moves import SAL, Moves, concat, moves
from rccrm_lib.simulate.people import HEAD
from rccrm_lib.simulate.world import World

WAGE, PENSION, SUBSIDY = "1", "2", "3"
PAY_DAYS = {WAGE: 10, PENSION: 15, SUBSIDY: 24}
SUBSIDY_MONTHS = (6, 11)  # paid in two parts
PAYERS = {WAGE: "县财政集中支付中心", PENSION: "县社会保险服务中心", SUBSIDY: "县农业农村局"}


@dataclass(frozen=True)
class PayPlan:
    """One row per person who is paid: kind and monthly amount in yuan."""

    party: np.ndarray
    kind: np.ndarray
    amount: np.ndarray

    def parties(self, n: int) -> np.ndarray:
        """Mask of the parties who are paid."""
        mask = np.zeros(n, dtype=bool)
        mask[self.party] = True
        return mask


def draw_pay(world: World, persons: pd.DataFrame) -> PayPlan:
    """Wages for some in town and for public servants, pensions from 60, subsidies for farming heads."""
    rng, n = world.rng("pay"), len(persons)
    job, age = persons["occupation"].to_numpy(), persons["age"].to_numpy()
    wage = np.isin(job, ["4", "5"]) & (rng.random(n) < 0.8) | (job == "2") & (rng.random(n) < 0.25)
    pension = (age >= 60) & (rng.random(n) < 0.45)
    subsidy = (persons["role"] == HEAD).to_numpy() & (job == "1") & (rng.random(n) < 0.5)
    parts = [(np.flatnonzero(wage & ~pension), WAGE), (np.flatnonzero(pension), PENSION),
             (np.flatnonzero(subsidy), SUBSIDY)]
    party = np.concatenate([rows for rows, _ in parts])
    kind = np.concatenate([np.full(len(rows), name, dtype=object) for rows, name in parts])
    wages = np.round(np.exp(rng.normal(8.25, 0.3, len(party))) / 50) * 50
    urban = persons["is_urban"].to_numpy()[party]
    pensions = np.where(urban, np.round(np.exp(rng.normal(7.95, 0.3, len(party)))), 183 + rng.integers(0, 12, len(party)))
    amount = np.where(kind == WAGE, wages, np.where(kind == PENSION, pensions, rng.integers(30, 220, len(party)) * 5))
    return PayPlan(party, kind, amount.astype(np.int64))


def pay_month(world: World, plan: PayPlan, accounts: DemandAccounts, leaving: Leaving, t: int
              ) -> tuple[Moves, pd.DataFrame]:
    """The credits of the month, and the rows of the payroll table (account row, day, kind, fen, payer)."""
    account = accounts.main_of[plan.party]
    opened = accounts.frame["open_day"].to_numpy()[np.maximum(account, 0)]
    paid = (account >= 0) & (opened < world.calendar.first[t]) & ~leaving.is_gone(t)[plan.party]
    if world.calendar.month_number(t) not in SUBSIDY_MONTHS:
        paid &= plan.kind != SUBSIDY
    parts, rows = [], []
    for kind, day in PAY_DAYS.items():
        here = np.flatnonzero(paid & (plan.kind == kind))
        amount = plan.amount[here] * 100
        parts.append(moves(account[here], day, amount, summary=SAL, order=4))
        rows.append(pd.DataFrame({"account": account[here], "pay_on": world.calendar.first[t] + day - 1, "kind": kind,
                                  "amount": amount, "payer": PAYERS[kind]}))
    return concat(parts), pd.concat(rows, ignore_index=True)
