"""Money, dates and codes in the reader's words."""

from datetime import date

import pytest

from rccrm_lib.apps.card_words import code_word, day, known_word, short_money, yuan
from rccrm_lib.core.words import Words


@pytest.mark.parametrize(
    ("fen", "text"),
    [(12_345_678, "123,457"), (150, "2"), (250, "2"), (-150, "-2"), (-40, "0"), (0, "0"), (None, None),
     (9_007_199_254_740_993_00, "9,007,199,254,740,993")],
)
def test_fen_are_rounded_once_half_to_even_and_exactly(fen: int | None, text: str | None) -> None:
    assert yuan(fen) == text


def test_large_amounts_read_in_ten_thousands_in_chinese_only() -> None:
    assert short_money(26_296_408, Words("zh")) == "26.3 万元"
    assert short_money(999_999, Words("zh")) == "10,000 元"
    assert short_money(26_296_408, Words("en")) == "CNY 262,964"


def test_dates_and_missing_dates() -> None:
    assert (day(date(2026, 10, 31)), day(None)) == ("2026-10-31", "")


def test_unknown_codes_are_shown_and_never_hidden() -> None:
    assert code_word("sex", "2", Words("zh")) == "女"
    assert code_word("sex", "7", Words("zh")) == "7"
    assert code_word("sex", None, Words("en")) == ""
    assert known_word("nature", "FARM", Words("en")) == "Farm household"
    assert known_word("nature", "NEW", Words("en")) == "NEW"
