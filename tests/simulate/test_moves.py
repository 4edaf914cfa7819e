"""The ledger of the simulation: settled by hand in a small case, and by brute force in a large one."""

from __future__ import annotations

import numpy as np
import pytest

from rccrm_lib.simulate.moves import CTR, CUSTOMER, DEP, TRO, WDR, concat, cut_to_balance, moves, settle, sort_moves


def test_by_hand():
    start = np.array([1000, 0, 500])
    listed = sort_moves(concat([
        moves(np.array([0, 0, 2]), np.array([10, 5, 30]), np.array([-300, 200, -500]), summary=WDR, initiator=CUSTOMER),
        moves(np.array([2]), 1, np.array([7]), summary=DEP, own=True, initiator=CUSTOMER),
    ]))
    done = settle(listed, start, 30)
    assert done.after.tolist() == [1200, 900, 507, 7]
    assert done.end.tolist() == [900, 0, 7]
    assert done.accumulation.tolist() == [1000 * 4 + 1200 * 5 + 900 * 21, 0, 507 * 29 + 7]
    assert done.customer_in.tolist() == [200, 0, 0] and done.customer_out.tolist() == [300, 0, 500]
    assert done.last_active.tolist() == [10, 0, 30]


def test_no_debit_takes_more_than_there_is():
    rng = np.random.default_rng(0)
    n = 4000
    account, start = rng.integers(0, 300, n), rng.integers(0, 5000, 300)
    listed = sort_moves(moves(account, rng.integers(1, 31, n), rng.integers(-900, 700, n), summary=TRO, firm=False,
                              channel=CTR, initiator=CUSTOMER))
    cut = cut_to_balance(listed, start)
    balance = start.copy()
    for who, wanted, got in zip(listed.account, listed.amount, cut.amount, strict=True):
        assert got == max(wanted, -balance[who])
        balance[who] += got
    assert (settle(cut, start, 30).end == balance).all()
    assert (settle(cut, start, 30).after >= 0).all()


def test_a_firm_movement_is_never_cut():
    listed = sort_moves(moves(np.array([0]), 1, np.array([-5]), summary=TRO, firm=True))
    with pytest.raises(AssertionError, match="firm"):
        cut_to_balance(listed, np.array([4]))
