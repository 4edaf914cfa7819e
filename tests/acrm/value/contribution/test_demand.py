"""Demand deposits: one price all month, or the days rebuilt from movements, or the average; and what it is called."""

from __future__ import annotations

from fractions import Fraction

import pytest

CHANGE = 17  # September 17th: the price falls from 2 % to 1 %


@pytest.fixture
def falling(bank):
    bank.curve("D", 0, "1", on=f"2026-09-{CHANGE}")
    return bank


def by_days(start: int, moves: dict[int, int]) -> tuple[int, int, int]:
    """Earned, month-end balance and accumulation, day after day."""
    rate, change = Fraction("0.0005"), CHANGE
    balance, earned, days = start, Fraction(0), 0
    for day in range(1, 31):
        balance += moves.get(day, 0)
        price = Fraction(2, 100) if day < change else Fraction(1, 100)
        earned += balance * (price - rate) / 360
        days += balance
    return round(earned), balance, days


@pytest.mark.parametrize("moves", [
    {}, {1: 500_000}, {16: 777_777}, {17: 777_777}, {18: -300_001}, {30: 5}, {2: 10**9, 16: -10**9 + 3, 17: 12_345, 29: -1}])
def test_the_days_are_rebuilt_from_the_movements(falling, moves) -> None:
    earned, end, days = by_days(1_000_003, moves)
    falling.contract("D", "demand", end, customer="A", fen_day=days)
    falling.txn("OTHER", "2026-09-02", 1)  # movements are supplied, also where this account has none
    for seq, (day, fen) in enumerate(moves.items(), start=1):
        falling.txn("D", f"2026-09-{day:02d}", fen, seq=seq)
    falling.build()
    assert falling.of("D", "deposit_spread_fen") == earned
    assert falling.fallbacks()["demand_daily"] == (1, end, "balances_of_days")


def test_two_movements_of_one_day_and_an_account_opened_within_the_month(falling) -> None:
    earned, end, days = by_days(0, {10: 900_000, 20: -1})
    falling.contract("D", "demand", end, customer="A", fen_day=days, open_on="2026-09-10")
    falling.txn("D", "2026-09-10", 1_000_000, seq=1)
    falling.txn("D", "2026-09-10", -100_000, seq=2)
    falling.txn("D", "2026-09-20", -1)
    falling.build()
    assert falling.of("D", "deposit_spread_fen") == earned


def test_movements_that_do_not_agree_with_the_accumulation_are_not_believed(falling) -> None:
    _, end, days = by_days(1_000_000, {5: 500_000, 20: 100})
    falling.contract("D", "demand", end, customer="A", fen_day=days)
    falling.txn("D", "2026-09-05", 500_000)  # the one of the 20th could not be read
    falling.build()
    average = Fraction(16 * 2 + 14 * 1, 100 * 30)
    assert falling.of("D", "deposit_spread_fen") == round(days * (average - Fraction("0.0005")) / 360)
    assert falling.fallbacks()["demand_average"] == (1, end, "average_price")


def test_without_movements_the_accumulation_meets_the_average_price(falling) -> None:
    falling.contract("D", "demand", 10**6, customer="A")
    falling.build()
    assert falling.of("D", "way") == "average"
    assert falling.of("D", "deposit_spread_fen") == round(Fraction(30 * 10**6, 360) * (Fraction(46, 3000) - Fraction("0.0005")))


def test_one_price_all_month_needs_no_movements(bank) -> None:
    bank.contract("D", "demand", 5, customer="A", fen_day=123_456_789)
    bank.build()
    assert bank.of("D", "way") == "level"
    assert bank.of("D", "deposit_spread_fen") == round(Fraction(123_456_789, 360) * Fraction("0.0195"))


def test_a_change_in_an_earlier_month_does_not_touch_this_one(bank) -> None:
    bank.curve("D", 0, "4", on="2026-08-02")
    bank.contract("D", "demand", 36_000, customer="A", month="2026-08")
    bank.contract("D", "demand", 36_000, customer="A")
    bank.build(months=("2026-08",))
    assert bank.of("D", "way") == "level"
    found = dict(bank.rows("SELECT month, deposit_spread_fen FROM contribution_months"))
    assert found == {"2026-08": round(100 * (Fraction(2 + 30 * 4, 100) - 31 * Fraction("0.0005")) ), "2026-09": 30 * 395 // 100}


def test_the_accounts_own_rate_goes_before_the_listed_one(bank) -> None:
    bank.contract("OWN", "demand", 3_600_000, customer="A", rate="1")
    bank.contract("LISTED", "demand", 3_600_000, customer="A", rate=None)
    bank.contract("PRODUCT", "demand", 3_600_000, customer="A", rate=None, product="VIP")
    bank.build(listed_rates=[{"from_on": "2024-01-01", "annual_rate": "0.002"}, {"from_on": "2026-09-30", "annual_rate": "0.001"},
                             {"from_on": "2026-10-01", "annual_rate": "0.009"},
                             {"from_on": "2024-01-01", "annual_rate": "0.01", "product_id": "VIP"}])
    assert [bank.of(one, "deposit_spread_fen") for one in ("OWN", "LISTED", "PRODUCT")] == [3000, 5700, 3000]
    assert bank.fallbacks()["listed_rate"] == (2, 7_200_000, "listed_rate")
