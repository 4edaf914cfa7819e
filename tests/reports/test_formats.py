"""Numbers as a reader sees them."""

from __future__ import annotations

import pytest

from rccrm_lib.core.words import Words
from rccrm_lib.reports.formats import Formats

ZH, EN = Formats(Words("zh"), "CNY"), Formats(Words("en"), "CNY")


@pytest.mark.parametrize(("value", "unit", "shown"), [
    (1_234_567, "count", "1,234,567"), (0, "count", "0"), (-9, "count", "−9"),
    (6_758_000_000, "fen", "6,758"), (83_000_000, "fen", "83.0"), (1_250_000, "fen", "1.25"), (0, "fen", "0"),
    (0.0246, "share", "2.5"), (0.002, "share", "0.2"), (0.0002, "share", "0.02"), (0.0019, "points", "0.19"),
    (312_000, "fen_each", "3,120"), (0.0021, "p", "0.002"), (None, "fen", "未提供"), (None, "count", "未提供"),
])
def test_values_by_unit(value, unit, shown):
    assert ZH.value(value, unit) == shown


def test_what_was_measured_is_never_shown_as_zero_beside_larger_sums():
    digits = ZH.digits([7_000_000_000, 300_000, None, 0], "fen")
    assert [ZH.value(fen, "fen", digits=digits) for fen in (300_000, -300_000, 0)] == ["<1", ">−1", "0"]
    assert ZH.value(0.00001, "p") == "<0.001"


def test_units_follow_the_currency_and_the_language():
    assert (ZH.unit("fen"), EN.unit("fen")) == ("万元", "10k yuan")
    assert Formats(Words("en"), "CZK").unit("fen") == "10k CZK"
    assert Formats(Words("zh"), "CZK").unit("fen_each") == "CZK"
    assert ZH.text(83_000_000, "fen") == "83.0 万元"
    assert EN.text(83_000_000, "fen") == "830,000 yuan"
    assert EN.text(6_758_000_000, "fen") == "67.58 m yuan"


@pytest.mark.parametrize(("value", "shown"), [(13, "+13"), (-5, "−5"), (0, "±0"), (None, "未提供")])
def test_changes_carry_their_sign(value, shown):
    assert ZH.signed(value, "count") == shown


def test_a_change_takes_the_decimals_of_its_figure():
    assert ZH.signed_text(48_000_000, "fen", beside=6_758_000_000) == "+48 万元"
    assert ZH.signed_text(-400_000, "fen", beside=6_758_000_000) == "−0.40 万元"
    assert ZH.signed_text(-0.00004, "points") == "基本持平" and EN.signed_text(0.00004, "points") == "nearly unchanged"
    assert ZH.signed_text(0.0019, "points") == "+0.19 个百分点"


def test_months():
    assert (ZH.month("2026-09"), EN.month("2026-09")) == ("2026年9月", "September 2026")
