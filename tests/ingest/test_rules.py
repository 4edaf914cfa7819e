"""Texts become values by pattern; what DuckDB's own casts would bend is refused."""

from __future__ import annotations

import string
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.engine import open_engine
from rccrm_lib.core.privacy import mask_sql
from rccrm_lib.ingest.mapping import SourceMapping, native_mapping
from rccrm_lib.ingest.rules import _value, literal

CON = open_engine(memory="1GB")


def _read(table: str, column: str, text: str, **changes: str):
    mapping = SourceMapping(**{**native_mapping().model_dump(by_alias=True), **changes})
    value = _value(load_contracts()[table].columns[column], table, mapping)[0]
    return CON.execute(f'SELECT {value} FROM (SELECT {literal(text)} AS "t_{column}")').fetchall()[0][0]


@pytest.mark.parametrize(
    ("unit", "text", "fen"),
    [
        ("yuan", "0.1", 10), ("yuan", "-0.01", -1), ("yuan", "1", 100), ("yuan", "1.000", 100), ("yuan", "10.019", None),
        ("yuan", ".5", None), ("yuan", "1.", None), ("yuan", "+1", None), ("yuan", "0x10", None), ("yuan", "1e2", None),
        ("yuan", "--1", None), ("yuan", "1 000", None), ("yuan", "9999999999999.99", 999999999999999),
        ("fen", "12", 12), ("fen", "12.0", 12), ("fen", "12.5", None), ("10k_yuan", "1.234567", 1234567),
        ("10k_yuan", "1.2345678", None), ("万元", "-2", -2000000), ("CZK", "700.00", 70000), ("k_yuan", "1.00001", 100001),
    ],
)
def test_money_to_the_fen(unit: str, text: str, fen: int | None) -> None:
    assert _read("acct_demand", "balance_fen", text, unit=unit) == fen


@given(st.decimals(min_value=Decimal("-9999999999999"), max_value=Decimal("9999999999999"), places=2))
@settings(max_examples=100)
def test_money_never_moves_by_a_fen(amount: Decimal) -> None:
    assert _read("bal_month", "accumulation_fen_day", f"{amount:f}") == int(amount * 100)


@given(st.text(alphabet=string.printable + "零一１.-+eE", max_size=8))
@settings(max_examples=150)
def test_any_text_is_read_as_what_it_says_or_not_at_all(text: str) -> None:
    found = _read("acct_demand", "balance_fen", text)
    if found is not None:
        assert Decimal(text) * 100 == found


@pytest.mark.parametrize(
    ("text", "unit", "rate"),
    [("3.2500", "percent", "0.03250000"), ("100", "percent", "1.00000000"), ("100.01", "percent", None),
     ("0.000001", "percent", "0.00000001"), ("0.0000001", "percent", None), ("2.71", "permille", "0.00271000"),
     ("0.0325", "fraction", "0.03250000"), ("1.5", "fraction", None), ("-1", "percent", None)],
)
def test_rates_from_nought_to_one(text: str, unit: str, rate: str | None) -> None:
    found = _read("loan", "annual_rate", text, rate_unit=unit)
    assert (None if found is None else f"{found:.8f}") == rate


@pytest.mark.parametrize(
    ("form", "text", "day"),
    [("yyyymmdd", "20240229", "2024-02-29"), ("yyyymmdd", "20230229", "None"), ("yyyymmdd", "2026093", "None"),
     ("yyyymmdd", " 20240229", "None"), ("yyyy-mm-dd", "2024-02-29", "2024-02-29"), ("yyyy-mm-dd", "2024-2-9", "None"),
     ("dd.mm.yyyy", "29.02.2024", "2024-02-29"), ("yyyy/mm/dd", "2024/02/29", "2024-02-29"),
     ("19yymmdd", "930101", "1993-01-01"), ("20yymmdd", "240229", "2024-02-29"), ("19yymmdd", "931301", "None"),
     ("yyyymmdd", "99991231", "None"), ("yyyymmdd", "19000101", "None"), ("20yymmdd", "991231", "None"),
     ("19yymmdd", "991231", "1999-12-31")],
)
def test_dates_by_their_format(form: str, text: str, day: str) -> None:
    assert str(_read("acct_demand", "open_on", text, date_format=form)) == day


@pytest.mark.parametrize(
    ("text", "is_number", "shown"),
    [("36019919800101123X", True, "3***************3X"), ("13812345678", True, "1********78"), ("6210", True, "6***"),
     ("欧阳小红", False, "欧***"), ("艾力·买买提", False, "艾***"), ("张三", False, "***"),
     ("云溪县上村2组15号", False, "云***"), ("36019919800101123X", False, "3***")],
)
def test_a_mask_shows_at_most_a_third(text: str, is_number: bool, shown: str) -> None:
    masked = CON.execute(f"SELECT {mask_sql('number' if is_number else 'text', literal(text))}").fetchall()[0][0]
    assert masked == shown
    assert 3 * len(masked.replace("*", "")) <= len(text)

