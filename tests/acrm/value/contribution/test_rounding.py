"""Every part is rounded once, half to even, like Python's exact fractions; also for negatives, ties and huge balances."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

import duckdb
import pytest

from rccrm_lib.acrm.value.contribution import build
from rccrm_lib.core.engine import load_sql


def exact(value: Fraction) -> int:
    """Python's decimal, with digits to spare."""
    with localcontext() as context:
        context.prec = 60
        return int((Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


@pytest.fixture(scope="module")
def macros() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(load_sql(f"{build.__package__}.sql", "macros"))
    return con


def test_ties_and_negatives_go_to_the_even_one(macros) -> None:
    values = range(-25, 26)
    found = macros.execute("SELECT list(value_divide(n, 10) ORDER BY n) FROM range(-25, 26) t(n)").fetchall()[0][0]
    assert found == [exact(Fraction(n, 10)) for n in values]
    assert macros.execute("SELECT value_divide(25, 10), value_divide(-25, 10), value_divide(35, 10), value_divide(-35, 10)"
                          ).fetchall() == [(2, -2, 4, -4)]


def test_random_rows_agree_with_python_also_where_64_bits_are_too_few(macros) -> None:
    rng, parts = random.Random(7), 360 * 10**8
    rows = [(rng.randint(-10**k, 10**k), rng.randint(-10**8, 10**8)) for k in (3, 6, 9, 12, 15, 17) for _ in range(300)]
    rows += [(parts // 2 * odd, 1) for odd in (-5, -3, -1, 1, 3, 5)]  # exact ties
    macros.execute("CREATE OR REPLACE TEMP TABLE pairs (place BIGINT, fen_day BIGINT, rate BIGINT)")
    macros.executemany("INSERT INTO pairs VALUES (?, ?, ?)", [(n, *row) for n, row in enumerate(rows)])
    found = macros.execute(f"SELECT value_earned(fen_day, rate, {parts}) FROM pairs ORDER BY place").fetchall()
    assert [row[0] for row in found] == [exact(Fraction(a * b, parts)) for a, b in rows]
    assert max(abs(a * b) for a, b in rows) > 2**64  # both ways were taken


def test_every_part_of_a_loan_is_its_formula(bank) -> None:
    rng = random.Random(3)
    settings = {"capital_rate": "0.0105", "tax": {"farm_exempt_up_to_yuan": 0, "small_exempt_up_to_yuan": 0}}
    days = {f"L{n:03d}": (rng.randint(1, 10**12), Decimal(rng.randint(0, 240_000)) / 10_000, str(rng.randint(1, 5)))
            for n in range(150)}
    for loan_id, (fen_day, rate, class5) in days.items():
        bank.contract(loan_id, "loan", 1, customer="A", fen_day=fen_day, rate=str(rate), class5=class5,
                      due_on="2028-03-10")
    bank.build(**settings)
    chance = dict(zip("12345", map(Fraction, ("0.010", "0.060", "0.250", "0.500", "1")), strict=True))
    for loan_id, (fen_day, rate, class5) in days.items():
        interest = Fraction(fen_day) * Fraction(rate) / 100 / 360
        vat = interest * Fraction("0.03") / Fraction("1.03")
        expected = {
            "loan_spread_fen": exact(Fraction(fen_day) * (Fraction(rate) - 3) / 100 / 360),
            "expected_loss_fen": -exact(fen_day * chance[class5] * Fraction("0.45") / 360),
            "interest_tax_fen": -exact(vat * Fraction("1.12")),
            "capital_charge_fen": -exact(Fraction(fen_day) * Fraction("0.0105") / 360),
        }
        assert {name: bank.of(loan_id, name) for name in expected} == expected, loan_id
        assert bank.of(loan_id, "contribution_fen") == sum(expected.values())


def test_a_small_farm_loan_is_exempt_and_a_large_one_or_one_without_the_flag_is_not(bank) -> None:
    for loan_id, amount, more in (("SMALL", 10**8, {"agri_flag": True}), ("LARGE", 10**8 + 1, {"agri_flag": True}),
                                  ("PLAIN", 10**8, {}), ("MICRO", 10**8, {"inclusive_flag": True})):
        bank.contract(loan_id, "loan", 10**8, customer="A", rate="6", amount_fen=amount, class5="1", due_on="2028-03-10", **more)
    bank.build()
    taxed = {loan_id: bank.of(loan_id, "interest_tax_fen") < 0 for loan_id in ("SMALL", "LARGE", "PLAIN", "MICRO")}
    assert taxed == {"SMALL": False, "LARGE": True, "PLAIN": True, "MICRO": False}


def test_wealth_brings_the_fee_of_its_kind_where_the_settings_name_one(bank) -> None:
    bank.contract("W1", "wealth", 10**7, customer="A", kind="1")
    bank.contract("W2", "wealth", 10**7, customer="A", kind="2")
    bank.build(wealth_fee_rates={"1": "0.003"})
    assert bank.of("W1", "fee_fen") == exact(Fraction(10**7 * 30 * 3, 1000 * 360)) and bank.of("W2", "fee_fen") is None
