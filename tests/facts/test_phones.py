import pandas as pd
import pytest

from rccrm_lib.facts import phones


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13812345678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("００86 13812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("0797-8231234", "07978231234"),
        ("13800138000", None),
        ("13888888888", None),
        ("00000000000", None),
        ("12345678901", None),
        ("12012345678", None),
        ("1381234567", None),
        ("", None),
        (None, None),
        ("无", None),
        ("19912345678", "19912345678"),
        ("15412345678", None),
    ],
)
def test_standard_form(text, expected):
    assert phones.standardise_phone(text) == expected


def test_mobile_and_virtual_operator():
    assert phones.is_mobile("13812345678") and not phones.is_mobile("07978231234") and not phones.is_mobile(None)
    assert phones.is_virtual_operator("17012345678") and not phones.is_virtual_operator("13812345678")


def test_columns_keep_their_index_and_missing_values():
    got = phones.standardise_phones(pd.Series(["138 1234 5678", None, "x"], index=[3, 4, 5]))
    assert got.to_dict() == {3: "13812345678", 4: None, 5: None}
