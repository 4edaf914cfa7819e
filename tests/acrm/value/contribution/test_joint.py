"""Joint accounts: shares by the largest remainder sum to the whole, to the fen; bad shares are named."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def own(bank, account_id: str, cust_no: str, share: str | None, role: str = "1") -> None:
    bank.add("acct_party", account_id=account_id, src_sys="CORE", cust_no=cust_no, role=role,
             share_rate=None if share is None else Decimal(share) / 100)


def parts(bank) -> dict[str, int]:
    return dict(bank.rows("SELECT customer_id, contribution_fen FROM contribution_months ORDER BY 1"))


@pytest.fixture
def joint(bank):
    for customer in "BC":
        bank.customer(customer)
    bank.contract("J", "demand", 3_600_000, customer="A", fen_day=3_600_000 * 30 + 360_000)  # 5,869.5 -> 5,870 fen
    return bank


@pytest.mark.parametrize(("shares", "expected"), [
    ({"A": "50", "B": "50"}, {"A": 2935, "B": 2935}),
    ({"A": "33.3333", "B": "33.3333", "C": "33.3334"}, {"A": 1957, "B": 1956, "C": 1957}),
    ({"B": "40"}, {"A": 3522, "B": 2348}),  # the master's owner has the rest
    ({"B": "70", "C": "20"}, {"A": 587, "B": 4109, "C": 1174}),
])
def test_shares_are_whole_fen_and_sum_to_the_whole(joint, shares, expected) -> None:
    for customer, share in shares.items():
        own(joint, "J", customer, share)
    joint.build()
    assert joint.of("J", "contribution_fen") == 5870 == sum(expected.values())
    assert parts(joint) == expected and joint.fallbacks() == {}


@pytest.mark.parametrize("shares", [
    {"A": "50", "B": "49"}, {"A": "60", "B": "60"}, {"B": "100"}, {"B": "70", "C": "40"}, {"A": "50", "B": None},
    {"A": "50", "STRANGER": "50"}, {"A": "100", "B": "0"}])
def test_bad_shares_leave_the_whole_with_the_first_owner(joint, shares) -> None:
    for customer, share in shares.items():
        own(joint, "J", customer, share)
    joint.build()
    assert parts(joint) == {"A": 5870}
    assert joint.fallbacks() == {"joint_shares": (1, 3_600_000, "first_owner")}


def test_users_of_an_account_have_no_share(joint) -> None:
    own(joint, "J", "B", "50", role="2")
    joint.build()
    assert parts(joint) == {"A": 5870} and joint.fallbacks() == {}


def test_a_loss_is_split_like_a_gain(joint) -> None:
    joint.con.execute("DELETE FROM bal_month_history")
    joint.balance("J", -1, fen_day=-(3_600_000 * 30 + 360_000))
    for customer, share in (("A", "33.3333"), ("B", "33.3333"), ("C", "33.3334")):
        own(joint, "J", customer, share)
    joint.build()
    assert sum(parts(joint).values()) == -5870 and min(parts(joint).values()) == -1957


@given(weights=st.lists(st.integers(1, 10**6), min_size=2, max_size=5), fen_day=st.integers(-10**13, 10**13))
@settings(max_examples=25)
def test_any_shares_sum_to_the_whole(make_bank, weights, fen_day) -> None:
    cut = [weight * 10**6 // sum(weights) for weight in weights]
    cut[0] += 10**6 - sum(cut)
    if min(cut) == 0:
        return
    with make_bank() as bank:
        bank.curve("D", 0, "2")
        for n, share in enumerate(cut):
            bank.customer(f"C{n}")
            own(bank, "J", f"C{n}", str(Decimal(share) / 10_000))
        bank.contract("J", "demand", 1, customer="C0", fen_day=fen_day)
        bank.build()
        found, whole = parts(bank), bank.of("J", "contribution_fen")
        assert sum(found.values()) == whole
        assert all(abs(found[f"C{n}"] - Decimal(whole) * share / 10**6) < 1 for n, share in enumerate(cut))
