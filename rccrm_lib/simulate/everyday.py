"""The everyday movements that customers start: cash, transfers, purchases, around each one's usual balance."""

from __future__ import annotations

import numpy as np

from rccrm_lib.simulate.assumptions import Activity
from rccrm_lib.simulate.moves import (
    AGT,
    ATM,
    BANK_CODES,
    CTR,
    CUSTOMER,
    DEP,
    MOB,
    PAY,
    POS,
    TRI,
    TRO,
    WDR,
    WEB,
    Moves,
    concat,
    moves,
)

YUAN = 100
LARGE = 20_000 * YUAN
#: What a customer does, with and without a phone: share, kind of movement, channel.
CREDITS = {True: ((0.55, TRI, MOB), (0.07, TRI, WEB), (0.20, DEP, ATM), (0.13, DEP, CTR), (0.05, DEP, AGT)),
           False: ((0.40, DEP, CTR), (0.26, DEP, ATM), (0.18, DEP, AGT), (0.16, TRI, CTR))}
DEBITS = {True: ((0.34, PAY, MOB), (0.26, PAY, POS), (0.24, TRO, MOB), (0.04, TRO, WEB), (0.09, WDR, ATM), (0.03, WDR, CTR)),
          False: ((0.36, WDR, CTR), (0.26, WDR, ATM), (0.20, WDR, AGT), (0.12, PAY, POS), (0.06, TRO, CTR))}


def draw_everyday(rng: np.random.Generator, plan: Activity, *, start: np.ndarray, planned: np.ndarray, target: np.ndarray,
                  rate: np.ndarray, must_move: np.ndarray, from_day: np.ndarray, n_days: int, has_phone: np.ndarray
                  ) -> Moves:
    """Movements of a month that bring each balance from `start` (+ `planned`) near `target`; fen, one row per movement.

    Accounts without movements this month keep what they have. `from_day` is the first day on which they may move.
    """
    count = rng.poisson(rate)
    count = np.where(must_move & (count == 0), 1, count)
    moves_at_all = (count > 0).astype(np.int64)
    # How many movements there are must not depend on balances: else one more yuan somewhere shifts everybody's chances.
    n_in = np.maximum(rng.binomial(count, 0.38), moves_at_all)
    n_out = np.maximum(count - n_in, moves_at_all)
    gap = np.where(count > 0, target - start - planned, 0)
    lively = np.minimum(count / np.maximum(rate, 0.3), 3.0)
    turn = (plan.turnover_share * start + plan.turnover_yuan * YUAN * lively) * np.exp(rng.normal(0, 0.5, len(start)))
    return concat([
        _spread(rng, np.maximum(gap, 0) + turn, n_in, from_day, n_days, has_phone, CREDITS, 1),
        _spread(rng, np.maximum(-gap, 0) + turn, n_out, from_day, n_days, has_phone, DEBITS, -1),
    ])


def _spread(rng: np.random.Generator, total: np.ndarray, count: np.ndarray, from_day: np.ndarray, n_days: int,
            has_phone: np.ndarray, menu: dict, sign: int) -> Moves:
    """Split each account's total into its movements, in round amounts as people take them."""
    account = np.repeat(np.arange(len(total)), count)
    weight = rng.exponential(size=len(account)) + 0.15
    part = total[account] * weight / np.bincount(account, weight, len(total))[account] / YUAN
    unit = np.where(part >= 2000, 100, np.where(part >= 200, 10, 1))
    amount = np.maximum(np.round(part / unit), 1).astype(np.int64) * unit * YUAN
    kind, channel = _choose(rng, has_phone[account], menu)
    kind, channel = _large_at_counter(rng, amount, kind, channel, sign)
    cents = (kind == PAY) & (amount < 300 * YUAN) & (rng.random(len(account)) < 0.35)
    amount += np.where(cents, rng.integers(1, 10, len(account)) * 10, 0)
    first = from_day[account]
    day = first + (rng.random(len(account)) * (n_days - first + 1)).astype(np.int64)
    elsewhere = np.isin(kind, [TRI, TRO]) & (rng.random(len(account)) < 0.7)
    bank = np.where(elsewhere, rng.integers(1, len(BANK_CODES), len(account)), 0)
    return moves(account, day, amount * sign, summary=kind, channel=channel, initiator=CUSTOMER, bank=bank, firm=False)


def _choose(rng: np.random.Generator, phone: np.ndarray, menu: dict) -> tuple[np.ndarray, np.ndarray]:
    drawn = rng.random(len(phone))
    kind, channel = np.zeros(len(phone), dtype=np.int64), np.zeros(len(phone), dtype=np.int64)
    for has, choices in menu.items():
        edges = np.cumsum([share for share, _, _ in choices])
        which = np.searchsorted(edges / edges[-1], drawn).clip(0, len(choices) - 1)
        mine = phone == has
        kind[mine] = np.array([one for _, one, _ in choices])[which[mine]]
        channel[mine] = np.array([one for _, _, one in choices])[which[mine]]
    return kind, channel


def _large_at_counter(rng: np.random.Generator, amount: np.ndarray, kind: np.ndarray, channel: np.ndarray, sign: int
                      ) -> tuple[np.ndarray, np.ndarray]:
    """Above 20,000 yuan nobody pays by scanning or at a machine: a transfer, or cash at the counter."""
    large = (amount > LARGE) & np.isin(channel, [POS, ATM, AGT]) | (amount > LARGE) & (kind == PAY)
    transfer = rng.random(len(amount)) < 0.7
    kind = np.where(large, np.where(transfer, TRI if sign > 0 else TRO, DEP if sign > 0 else WDR), kind)
    return kind, np.where(large, CTR, channel)
