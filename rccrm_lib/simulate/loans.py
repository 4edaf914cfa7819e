"""Lending: credit contracts, loan notes, instalments, arrears."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rccrm_lib.simulate.accounts import DemandAccounts
from rccrm_lib.simulate.assumptions import Loans
from rccrm_lib.simulate.moves import CTR, CUSTOMER, DEP, LON, MOB, REP, Moves, concat, moves
from rccrm_lib.simulate.people import HEAD
from rccrm_lib.simulate.world import World, add_calendar_months, choose

YUAN = 100
DUE_DAY = 21  # interest and instalments


@dataclass
class LoanBook:
    """One row per loan note; `frame` holds what does not change, the arrays what does."""

    frame: pd.DataFrame
    balance: np.ndarray
    overdue: np.ndarray  # days

    def __len__(self) -> int:
        return len(self.balance)


@dataclass
class LoanMonth:
    """Balances of the loans for `bal_month`, and the movements on the borrowers' demand accounts."""

    book: LoanBook
    end: np.ndarray
    accumulation: np.ndarray
    moves: Moves


def draw_borrowers(world: World, persons: pd.DataFrame, n_orgs: int) -> np.ndarray:
    """Which parties have a loan: heads of households of working age, and organisations."""
    plan, rng = world.assumptions.loans, world.rng("borrowers")
    head = ((persons["role"] == HEAD) & (persons["age"] < 65)).to_numpy()
    person = head & (rng.random(len(persons)) < plan.head_share * 1.25)
    person |= ((persons["age"] > 25) & (persons["age"] < 60)).to_numpy() & (rng.random(len(persons)) < 0.03)
    return np.concatenate([person, rng.random(n_orgs) < plan.org_share])


def first_loans(world: World, parties: pd.DataFrame, accounts: DemandAccounts) -> LoanBook:
    """The notes that run when the simulation starts, with their five classes."""
    plan, rng = world.assumptions.loans, world.rng("loans")
    party = np.flatnonzero(parties["is_borrower"])
    party = np.sort(np.concatenate([party, party[rng.random(len(party)) < 0.22]]))
    term = np.array([12, 24, 36, 36, 60])[rng.integers(0, 5, len(party))]
    start = world.calendar.start - 1 - (rng.random(len(party)) * term * 29).astype(np.int64)
    class5 = choose(rng, plan.class_weights, len(party))
    low, high = np.array(plan.class_overdue).T
    overdue = (low[class5] + rng.random(len(party)) * (high[class5] - low[class5])).astype(np.int64)
    frame = _write_notes(world, rng, parties, accounts, party, start, term)
    due = np.where(overdue > 0, world.calendar.start - 1 - overdue, frame["due_day"])
    frame["start_day"] = np.where(overdue > 0, add_calendar_months(due, -frame["term"]), frame["start_day"])
    frame["due_day"] = due
    frame["reads_wrong"] = rng.random(len(party)) < plan.wrong_class
    frame["number"] = np.arange(len(frame))
    passed = np.clip((world.calendar.start - frame["start_day"].to_numpy()) / 30.5 / frame["term"].to_numpy(), 0, 0.95)
    amount = frame["amount"].to_numpy()
    left = np.where(frame["instalments"], (amount * (1 - passed)).astype(np.int64) // (100 * YUAN) * 100 * YUAN, amount)
    return LoanBook(frame, np.maximum(left, 100 * YUAN), overdue)


def _write_notes(world: World, rng: np.random.Generator, parties: pd.DataFrame, accounts: DemandAccounts,
                 party: np.ndarray, start: np.ndarray, term: np.ndarray) -> pd.DataFrame:
    """The fixed columns of new notes."""
    plan, n = world.assumptions.loans, len(party)
    person = parties["is_person"].to_numpy()[party]
    median = np.where(person, plan.median_yuan, plan.org_median_yuan)
    amount = np.clip(np.round(median * np.exp(rng.normal(0, plan.sigma, n)) / 5000), 1, 2000).astype(np.int64) * 5000
    farm = person & ~parties["is_urban"].to_numpy()[party]
    return pd.DataFrame({
        "party": party, "account": accounts.main_of[party], "amount": amount * YUAN, "start_day": start,
        "due_day": add_calendar_months(start, term), "term": term,
        "rate_bp": np.array(plan.rates_bp)[rng.integers(0, len(plan.rates_bp), n)],
        "instalments": rng.random(n) < plan.instalment_share,
        "guarantee": np.array(list("1122233"), dtype=object)[rng.integers(0, 7, n)],
        "agri": farm & (rng.random(n) < 0.85), "inclusive": (amount <= 10_000_000) & (rng.random(n) < 0.9),
        "product": np.where(farm, "L01", np.where(person, "L02", "L11")),
        "moved_manager": rng.random(n) < 0.15,
    })


def class_of(plan: Loans, overdue: np.ndarray, reads_wrong: np.ndarray) -> np.ndarray:
    """The bank's five classes by days past due; a few contradict the days."""
    rank = np.searchsorted([low for low, _ in plan.class_overdue[1:]], overdue, side="right")
    return np.array(list("12345"), dtype=object)[np.where(reads_wrong & (rank > 1), rank - 1, rank)]


def run_loans(world: World, book: LoanBook, parties: pd.DataFrame, accounts: DemandAccounts, t: int) -> LoanMonth:
    """One month: instalments and interest on the 21st, repayments at maturity, new notes for many who repaid."""
    calendar, rng = world.calendar, world.rng("loan month", t)
    first, last, n_days = int(calendar.first[t]), int(calendar.last[t]), calendar.n_days(t)
    frame = book.frame
    plan = world.assumptions.loans
    alive, good = book.balance > 0, book.overdue == 0
    due_day = frame["due_day"].to_numpy()
    matures = alive & good & (due_day <= last)
    defaults = matures & (rng.random(len(book)) < plan.default_share)
    cure = np.where(book.overdue <= 90, plan.early_cure, plan.late_cure)
    cured = alive & ~good & (rng.random(len(book)) < cure)
    lost = alive & ~cured & (book.overdue > plan.written_off_after)
    repays = (matures & ~defaults) | cured
    instalment = np.where(alive & good & frame["instalments"] & ~matures, frame["amount"] // frame["term"], 0)
    instalment = np.minimum(instalment // YUAN * YUAN, book.balance)
    principal = np.where(repays, book.balance, instalment)
    pay_day = np.where(matures, np.clip(due_day - first + 1, 1, n_days), DUE_DAY)
    interest = np.where(alive & good, book.balance * frame["rate_bp"].to_numpy() // 120_000, 0)
    paid = _pay(frame, principal, interest, pay_day)
    end = np.where(lost, 0, book.balance - principal)  # written off on the month's last day, nothing paid
    accumulation = book.balance * n_days - principal * (n_days - pay_day + 1) - np.where(lost, book.balance, 0)
    overdue = np.where((end > 0) & (~good | defaults), np.where(good, np.maximum(last - due_day, 1), book.overdue + n_days), 0)
    fresh, paid_out = _lend_again(world, rng, book, repays & matures, parties, accounts, first, last)
    amount = fresh["amount"].to_numpy()
    opened = fresh["start_day"].to_numpy() - first + 1
    after = LoanBook(pd.concat([frame, fresh], ignore_index=True), np.concatenate([end, amount]),
                     np.concatenate([overdue, np.zeros(len(fresh), dtype=np.int64)]))
    return LoanMonth(after, after.balance, np.concatenate([accumulation, amount * (n_days - opened + 1)]),
                     concat([paid, paid_out]))


def _pay(frame: pd.DataFrame, principal: np.ndarray, interest: np.ndarray, pay_day: np.ndarray) -> Moves:
    """The borrower brings the money, and the system takes it the same day."""
    account, total = frame["account"].to_numpy(), principal + interest
    brought = -(-total // (10 * YUAN)) * 10 * YUAN
    channel = np.where(np.arange(len(total)) % 3 == 0, CTR, MOB)
    return concat([
        moves(account, pay_day, brought, summary=DEP, channel=channel, initiator=CUSTOMER, order=6),
        moves(account, pay_day, -total, summary=REP, order=7),
    ])


def _lend_again(world: World, rng: np.random.Generator, book: LoanBook, repays: np.ndarray, parties: pd.DataFrame,
                accounts: DemandAccounts, first: int, last: int) -> tuple[pd.DataFrame, Moves]:
    """A new note some days after the old one was repaid."""
    rows = np.flatnonzero(repays & (rng.random(len(book)) < world.assumptions.loans.again_share))
    start = np.minimum(np.maximum(book.frame["due_day"].to_numpy()[rows], first) + rng.integers(1, 9, len(rows)), last)
    term = np.array([12, 24, 36])[rng.integers(0, 3, len(rows))]
    fresh = _write_notes(world, rng, parties, accounts, book.frame["party"].to_numpy()[rows], start, term)
    fresh["reads_wrong"] = False
    fresh["number"] = len(book) + np.arange(len(fresh))
    out = moves(fresh["account"].to_numpy(), start - first + 1, fresh["amount"].to_numpy(), summary=LON, order=4)
    return fresh, out
