"""Money as whole fen, divided once and rounded half to even, without a float in between."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

FEN_PER_YUAN = 100


def divide_half_even(numerator: int, denominator: int) -> int:
    """The quotient rounded to the nearest whole number, halves to the even one; right for negatives too."""
    if denominator == 0:
        raise ZeroDivisionError("a sum of money cannot be divided by 0: expected a positive number of days or parts")
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    quotient, rest = divmod(numerator, denominator)
    doubled = 2 * rest
    return quotient + int(doubled > denominator or (doubled == denominator and quotient % 2 == 1))


def divide_half_even_series(numerators: pd.Series, denominator: int) -> pd.Series:
    """One value per value: `divide_half_even` over int64 (nullable Int64 keeps its missing values)."""
    if denominator <= 0:
        raise ValueError(f"denominator {denominator}: expected a positive whole number")
    if not pd.api.types.is_integer_dtype(numerators.dtype):
        raise TypeError(f"{numerators.name} is {numerators.dtype}: money is whole fen, int64 or Int64")
    quotient = numerators // denominator
    rest = numerators - quotient * denominator
    half, twin = rest > denominator - rest, rest == denominator - rest
    up = half | (twin & (quotient % 2 == 1))
    return quotient + up.astype(numerators.dtype)


def yuan_to_fen(text: str) -> int:
    """Fen from a text in yuan with at most two decimals; anything finer raises ValueError."""
    fen = Decimal(text) * FEN_PER_YUAN
    if fen != fen.to_integral_value():
        raise ValueError(f"{text!r} is finer than a fen: expected at most two decimals")
    return int(fen)


def fen_to_yuan(fen: int) -> str:
    """Text in yuan with two decimals, '-1234.05'."""
    sign, rest = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{rest // FEN_PER_YUAN}.{rest % FEN_PER_YUAN:02d}"
