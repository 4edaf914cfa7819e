"""What the finance department delivers: prices of money, costs of movements, the management ledger of the branches.

The ledger is summed here from the days of the simulation, contract by contract, and knows nothing of how the
customers' contribution is computed: that the two agree to the fen is a test of both.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from rccrm_lib.simulate.book import PROMOTED, TIME
from rccrm_lib.simulate.csv_text import pick
from rccrm_lib.simulate.founding import Founded
from rccrm_lib.simulate.month import MonthRows
from rccrm_lib.simulate.moves import CHANNELS, FEE, Moves, Settled, add_up
from rccrm_lib.simulate.registers import Rows
from rccrm_lib.simulate.world import World, day_of

DEPOSITS, LOANS = "D", "L"
YEAR_BP = 360 * 10_000  # a year's interest in hundredths of a percent, by the bank's calendar
ITEMS = ("DEP", "LOAN", "FEE", "COST")  # losses and taxes depend on the bank's own rates: the ledger does not state them


@dataclass(frozen=True)
class Prices:
    """The curves: day of each publication, and the price of every term in it, hundredths of a percent a year."""

    days: np.ndarray
    deposit: np.ndarray  # publication x term
    loan: np.ndarray
    terms: np.ndarray

    def at(self, side: str, days: np.ndarray, terms: np.ndarray | int) -> np.ndarray:
        """The price of a term on a day; every term asked for has a point."""
        place = np.searchsorted(self.days, days, side="right") - 1
        if (place < 0).any():
            raise AssertionError("a contract is older than the first curve")
        return (self.deposit if side == DEPOSITS else self.loan)[place, np.searchsorted(self.terms, terms)]


def make_prices(world: World) -> Prices:
    """All curves of a member until the last month."""
    plan, last = world.assumptions.finance, world.calendar.months[-1]
    first = int(world.calendar.months[0][:4]) - plan.curve_years
    days = np.array([day_of(f"{year}-{month:02d}-{plan.publication_day:02d}")
                     for year in range(first, int(last[:4]) + 1) for month in plan.curve_months])
    days = days[days <= world.calendar.end]
    level = plan.drift_bp * np.arange(len(days))[::-1] + world.rng("transfer prices").integers(-2, 3, len(days))
    deposit, loan = (level[:, None] + np.array(points)[None, :] for points in (plan.deposit_bp, plan.loan_bp))
    return Prices(days, deposit, loan, np.array(plan.terms))


def ftp_curve(member: Founded, month: MonthRows) -> Rows:
    """One row per side, product, term and publication until the month's end."""
    prices, plan = make_prices(member.world), member.world.assumptions.finance
    known = np.flatnonzero(prices.days <= member.world.calendar.last[month.t])
    n, n_terms = len(known), len(prices.terms)
    year = int(np.searchsorted(prices.terms, 12))
    parts = [(DEPOSITS, "*", np.tile(prices.terms, n), np.repeat(known, n_terms), prices.deposit[known].ravel()),
             (LOANS, "*", np.tile(prices.terms, n), np.repeat(known, n_terms), prices.loan[known].ravel()),
             (DEPOSITS, PROMOTED, np.full(n, 12), known, prices.deposit[known, year] + plan.promoted_bp)]
    side, product = (np.repeat(np.array([part[at] for part in parts], dtype=object), [len(part[2]) for part in parts])
                     for at in (0, 1))
    term, when, rate = (np.concatenate([part[at] for part in parts]) for at in (2, 3, 4))
    return Rows({"side": side, "product_id": product, "term_months": term, "from_on": prices.days[when],
                 "annual_rate": rate}, np.arange(len(side)))


def yearly_costs(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Days from which costs hold, and a row of costs for each: fen by channel, the system's last and nothing."""
    plan = world.assumptions.finance
    years = np.arange(int(world.calendar.months[0][:4]), int(world.calendar.months[-1][:4]) + 1)
    rises = (1 + plan.cost_rise) ** np.arange(len(years))
    costs = np.round(np.outer(rises, [*plan.channel_fen, 0])).astype(np.int64)
    return np.array([day_of(f"{year}-01-01") for year in years]), costs


def unit_cost(member: Founded, month: MonthRows) -> Rows:
    """One row per channel and year until the month's end."""
    days, costs = yearly_costs(member.world)
    known = int((days <= member.world.calendar.last[month.t]).sum())
    n = costs.shape[1] - 1
    return Rows({"channel": pick(CHANNELS, np.tile(np.arange(n), known)), "from_on": np.repeat(days[:known], n),
                 "cost_fen": costs[:known, :n].ravel()}, np.arange(known * n))


def half_even(numerator: np.ndarray, denominator: int) -> np.ndarray:
    """Whole numbers divided, halves to the even one."""
    quotient, rest = np.divmod(numerator, denominator)
    return quotient + ((2 * rest > denominator) | ((2 * rest == denominator) & (quotient % 2 == 1)))


@dataclass
class BranchLedger:
    """The result of one month by outlet and item, built up while the month is settled."""

    member: Founded
    t: int
    booked: dict[str, np.ndarray] = field(init=False)

    def __post_init__(self) -> None:
        n = len(self.member.offices.outlets)
        self.booked = {item: np.zeros(n, dtype=np.int64) for item in ITEMS}
        calendar, world = self.member.world.calendar, self.member.world
        self._days = np.arange(calendar.first[self.t], calendar.last[self.t] + 1)
        self._prices = make_prices(world)
        demand = self._prices.at(DEPOSITS, self._days, 0) - world.assumptions.wealth.demand_rate_bp
        self._from_day_on = demand[::-1].cumsum()[::-1]  # what a fen earns from a day to the end of the month
        since, costs = yearly_costs(world)
        self._costs = costs[np.searchsorted(since, self._days, side="right") - 1]

    def add_demand(self, settled: Settled, rows: np.ndarray) -> None:
        """A block of demand accounts, before their balances move on."""
        outlet, n = self.member.coop.accounts.frame["outlet"].to_numpy()[rows], len(rows)
        listed = settled.moves
        start = settled.end - add_up(listed.account, listed.amount, n)
        earned = start * self._from_day_on[0] + add_up(
            listed.account, listed.amount * self._from_day_on[listed.day - 1], n)
        self._add("DEP", outlet, half_even(earned, YEAR_BP))
        fees = listed.summary == FEE
        self._add("FEE", outlet[listed.account[fees]], -listed.amount[fees])
        self._add_costs(listed, outlet)

    def close(self, done: MonthRows) -> Rows:
        """Contracts with a term and loans, then one row per outlet and item."""
        self._add_contracts(done)
        self._add_loans(done)
        member, last = self.member, self.member.world.calendar.last[self.t]
        outlets = member.offices.outlets
        ids = np.tile(outlets, len(ITEMS))
        items, booked = np.repeat(np.array(ITEMS, dtype=object), len(outlets)), np.concatenate(list(self.booked.values()))
        if member.world.calendar.month_number(self.t) % 3 == 0:
            ids, items = np.append(ids, member.world.member_id), np.append(items, "ADJ")
            booked = np.append(booked, member.world.assumptions.finance.adjustment_fen)
        return Rows({"org_id": ids, "month_end_on": np.full(len(ids), last), "item": items, "booked_fen": booked},
                    np.arange(len(ids)))

    def _add_contracts(self, done: MonthRows) -> None:
        contracts = done.book.contracts
        outlet = self.member.coop.parties["outlet"].to_numpy()[contracts.party]
        time = np.flatnonzero(contracts.kind == TIME)
        price = self._prices.at(DEPOSITS, contracts.open_day[time], contracts.term[time])
        price = price + np.where(contracts.promoted[time], self.member.world.assumptions.finance.promoted_bp, 0)
        earned = done.book.accumulation[time] * (price - contracts.rate_bp[time])
        self._add("DEP", outlet[time], half_even(earned, YEAR_BP))
        self._add_costs(done.time_ledger.moves, outlet)

    def _add_loans(self, done: MonthRows) -> None:
        frame = self.member.coop.loans.frame
        outlet = self.member.coop.parties["outlet"].to_numpy()[frame["party"].to_numpy()]
        price = self._prices.at(LOANS, frame["start_day"].to_numpy(), frame["term"].to_numpy())
        earned = done.loan_accumulation * (frame["rate_bp"].to_numpy() - price)
        self._add("LOAN", outlet, half_even(earned, YEAR_BP))

    def _add_costs(self, listed: Moves, outlet: np.ndarray) -> None:
        self._add("COST", outlet[listed.account], -self._costs[listed.day - 1, listed.channel])

    def _add(self, item: str, outlet: np.ndarray, fen: np.ndarray) -> None:
        np.add.at(self.booked[item], outlet, fen)  # whole numbers; bincount would go through floats
