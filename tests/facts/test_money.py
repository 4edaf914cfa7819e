from decimal import ROUND_HALF_EVEN, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rccrm_lib.facts import money

FEN = st.integers(-(10**15), 10**15)


@given(FEN, st.integers(1, 400))
def test_division_is_what_decimal_says(numerator, denominator):
    # decimals of 1/denominator may be endless, so the comparison is made on the exact remainder
    expected = int((Decimal(numerator) / Decimal(denominator)).quantize(Decimal(1), ROUND_HALF_EVEN))
    assert money.divide_half_even(numerator, denominator) == expected


def test_halves_go_to_the_even_neighbour_also_below_zero():
    assert [money.divide_half_even(n, 2) for n in (1, 3, 5, -1, -3, -5)] == [0, 2, 2, 0, -2, -2]
    assert money.divide_half_even(3, -2) == -2


def test_division_by_nothing_is_an_error():
    with pytest.raises(ZeroDivisionError):
        money.divide_half_even(1, 0)


@given(st.lists(FEN, max_size=30), st.integers(1, 366))
def test_columns_divide_like_numbers(values, denominator):
    got = money.divide_half_even_series(pd.Series(values, dtype="int64"), denominator)
    assert got.tolist() == [money.divide_half_even(value, denominator) for value in values]


def test_missing_money_stays_missing():
    got = money.divide_half_even_series(pd.Series([3, None], dtype="Int64"), 2)
    assert got[0] == 2 and got.isna().tolist() == [False, True]


def test_floats_are_no_money():
    with pytest.raises(TypeError, match="fen"):
        money.divide_half_even_series(pd.Series([1.5]), 2)


@given(FEN)
def test_yuan_and_fen_are_inverse(fen):
    assert money.yuan_to_fen(money.fen_to_yuan(fen)) == fen


def test_finer_than_a_fen_is_refused():
    with pytest.raises(ValueError, match="fen"):
        money.yuan_to_fen("10.019")
    assert money.fen_to_yuan(-5) == "-0.05"
