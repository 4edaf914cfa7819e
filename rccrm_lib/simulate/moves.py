"""Movements on accounts as columns, and the ledger that settles them day by day."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from rccrm_lib.simulate.wordlists import BANKS

CHANNELS = np.array(["CTR", "ATM", "MOB", "WEB", "POS", "AGT", "SYS"], dtype=object)
CTR, ATM, MOB, WEB, POS, AGT, SYS = range(7)
SUMMARIES = np.array(["DEP", "WDR", "TRI", "TRO", "PAY", "SAL", "INT", "FEE", "LON", "REP", "JUD", "OTH"], dtype=object)
DEP, WDR, TRI, TRO, PAY, SAL, INT, FEE, LON, REP, JUD, OTH = range(12)
INITIATORS = np.array(["C", "S", "J"], dtype=object)
CUSTOMER, SYSTEM, COURT = range(3)
BANK_CODES = np.array(["", *BANKS], dtype=object)


@dataclass
class Moves:
    """One row per movement; `account` is a row of the account table, `amount` fen, negative for debits."""

    account: np.ndarray
    day: np.ndarray  # 1 .. days of the month
    order: np.ndarray  # within the day
    amount: np.ndarray
    summary: np.ndarray
    channel: np.ndarray
    initiator: np.ndarray
    own: np.ndarray
    bank: np.ndarray
    firm: np.ndarray  # may not be cut down to what is on the account

    def __len__(self) -> int:
        return len(self.account)

    def take(self, rows: np.ndarray | slice) -> Moves:
        """The rows named, by mask or position."""
        return Moves(*(getattr(self, field.name)[rows] for field in fields(self)))


DTYPES = {"account": np.int64, "day": np.int64, "order": np.int64, "amount": np.int64, "summary": np.int8,
          "channel": np.int8, "initiator": np.int8, "own": np.bool_, "bank": np.int8, "firm": np.bool_}


def moves(account: np.ndarray, day: np.ndarray | int, amount: np.ndarray, *, summary: np.ndarray | int,
          channel: np.ndarray | int = SYS, initiator: np.ndarray | int = SYSTEM, own: np.ndarray | bool = False,
          bank: np.ndarray | int = 0, order: np.ndarray | int = 5, firm: bool = True) -> Moves:
    """Movements from columns or single values; movements of nothing are left out."""
    values = {"account": account, "day": day, "order": order, "amount": amount, "summary": summary,
              "channel": channel, "initiator": initiator, "own": own, "bank": bank, "firm": firm}
    n = len(account)
    columns: dict[str, np.ndarray] = {
        name: np.broadcast_to(np.asarray(value, dtype=DTYPES[name]), n) for name, value in values.items()
    }
    some = columns["amount"] != 0
    return Moves(**{name: column[some] for name, column in columns.items()})


def concat(parts: list[Moves]) -> Moves:
    """All movements of several parts, in the order of the parts."""
    if not parts:
        return moves(np.zeros(0, dtype=np.int64), 1, np.zeros(0, dtype=np.int64), summary=OTH)
    return Moves(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Moves)))


@dataclass
class Settled:
    """Sorted movements with the balance after each, and per account what the month came to."""

    moves: Moves
    after: np.ndarray
    end: np.ndarray
    accumulation: np.ndarray  # sum of the daily end balances, fen * day
    customer_in: np.ndarray
    customer_out: np.ndarray
    last_active: np.ndarray  # day of the month of the last movement of the customer's own, 0 for none


def sort_moves(listed: Moves) -> Moves:
    """By account, day and order within the day; equal ones keep their order."""
    key = (listed.account << 16) | (listed.day << 8) | listed.order
    return listed.take(np.argsort(key, kind="stable"))


def running(listed: Moves, start: np.ndarray) -> np.ndarray:
    """The balance after each movement of a sorted list."""
    total = np.cumsum(listed.amount)
    first = np.searchsorted(listed.account, np.arange(len(start)))
    before = np.concatenate([[0], total])[first]
    return total - before[listed.account] + start[listed.account]


def cut_to_balance(listed: Moves, start: np.ndarray) -> Moves:
    """Movements in which no debit takes more than there is; sorted in, sorted out, cut ones in the same place."""
    after = running(listed, start)
    short = np.unique(listed.account[after < 0])
    if len(short) == 0:
        return listed
    amount = listed.amount.copy()
    first = np.searchsorted(listed.account, short)
    count = np.searchsorted(listed.account, short, side="right") - first
    balance = start[short].copy()
    for step in range(int(count.max())):
        live = np.flatnonzero(count > step)
        rows = first[live] + step
        amount[rows] = np.maximum(amount[rows], -balance[live])
        balance[live] += amount[rows]
    if (listed.firm & (amount != listed.amount)).any():
        raise AssertionError("a firm movement was cut: the plan of the month took money that is not there")
    listed = Moves(**{**{field.name: getattr(listed, field.name) for field in fields(Moves)}, "amount": amount})
    return listed


def settle(listed: Moves, start: np.ndarray, n_days: int) -> Settled:
    """One row per account beside the movements: the month's end, accumulation and the customer's own flows."""
    some = listed.amount != 0
    listed = listed.take(some) if not some.all() else listed
    n, account, amount = len(start), listed.account, listed.amount
    after = running(listed, start)
    own_move = (listed.initiator == CUSTOMER) & ~listed.own
    last = np.zeros(n, dtype=np.int64)
    active = listed.initiator == CUSTOMER
    np.maximum.at(last, account[active], listed.day[active])
    return Settled(
        listed, after,
        end=start + add_up(account, amount, n),
        accumulation=start * n_days + add_up(account, amount * (n_days - listed.day + 1), n),
        customer_in=add_up(account, np.where(own_move & (amount > 0), amount, 0), n),
        customer_out=add_up(account, np.where(own_move & (amount < 0), -amount, 0), n),
        last_active=last,
    )


def add_up(account: np.ndarray, values: np.ndarray, n: int) -> np.ndarray:
    """Exact integer sum of `values` per account; `account` must be sorted."""
    total = np.concatenate([[0], np.cumsum(values)])
    edges = np.searchsorted(account, np.arange(n + 1))
    return total[edges[1:]] - total[edges[:-1]]
