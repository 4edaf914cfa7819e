"""Masks: the forms in Python and SQL agree, and neither shows a whole value."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rccrm_lib.core import privacy

KINDS = sorted(privacy.MASKS)
HARD = ["张伟", "欧阳春兰", "欧阳", "诸葛亮", "李", "Wang Fang", "买买提·艾力", "", None, "11010519491231002X", "13812345678",
        "0791-85", "云溪县石桥镇下湾村3组12号", "石桥镇下湾村民小组", "下湾村民小组村", "社区", "123456789", "abcdefghij",
        "a\n村", "1" * 8, "X", "XY", "\U00020000\U00020001某", "١٢٣٤٥٦٧٨٩٠١", "０１２３４５６７８９０"]
TEXTS = st.text(alphabet=st.one_of(st.sampled_from("村镇乡社区居委会街道民小组欧阳张0123456789Xab -\n"), st.characters(
    exclude_categories=("Cs",), exclude_characters="\0")), max_size=24)


def _in_sql(kind: str, value: str | None) -> str:
    row = duckdb.execute(f"SELECT {privacy.mask_sql(kind, 'x')} FROM (SELECT ?::VARCHAR AS x)", [value]).fetchall()[0]
    return (row or [None])[0] or ""


@pytest.mark.parametrize("kind", KINDS)
def test_both_forms_say_the_same_on_hard_texts(kind: str) -> None:
    assert [_in_sql(kind, text) for text in HARD] == [privacy.MASKS[kind](text) for text in HARD]


@pytest.mark.parametrize("kind", KINDS)
@given(text=TEXTS)
@settings(max_examples=60)
def test_both_forms_say_the_same_on_any_text(kind: str, text: str) -> None:
    assert _in_sql(kind, text) == privacy.MASKS[kind](text)


@pytest.mark.parametrize("kind", ["text", "number"])
@given(text=TEXTS)
@settings(max_examples=100)
def test_a_value_of_unsure_kind_shows_at_most_a_third(kind: str, text: str) -> None:
    shown = privacy.MASKS[kind](text)
    assert sum(character != "*" for character in shown) * 3 <= len(text) or text == ""


def test_a_text_of_unknown_columns_is_masked_word_by_word() -> None:
    assert privacy.mask_words("王小明,13812345678 李四|x") == "王***,1*** ***|***"


def test_the_words_of_an_error_keep_no_value() -> None:
    said = "Conversion Error: value out of range: \"张伟\", row '360102199001011234' of 王小明 near 13812345678, line 12"
    assert privacy.mask_error(said) == "Conversion Error: value out of range: ***, row *** of *** near ***, line 12"
