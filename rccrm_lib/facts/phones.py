"""Mobile and fixed numbers of China, brought to one form.

A village family often shares one phone, and numbers are given out again: a phone alone never names a person.
"""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

MOBILE = re.compile(r"1(3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}")
VIRTUAL_PREFIXES = ("162", "165", "167", "170", "171")
_FIXED = re.compile(r"0\d{2,3}[1-9]\d{6,7}")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1\d{10}$)")
_NOT_DIGIT = re.compile(r"[^0-9+]")


def standardise_phone(text: str | None) -> str | None:
    """Eleven digits of a mobile, or area code and number of a fixed line; None when it is neither."""
    if not text:
        return None
    if MOBILE.fullmatch(text) and not is_placeholder_phone(text):
        return text
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    digits = _COUNTRY.sub("", _NOT_DIGIT.sub("", folded))
    if is_placeholder_phone(digits):
        return None
    if MOBILE.fullmatch(digits) or _FIXED.fullmatch(digits):
        return digits
    return None


def is_mobile(number: str | None) -> bool:
    """Whether the text is a mobile number in standard form."""
    return bool(number and MOBILE.fullmatch(number))


def is_virtual_operator(number: str) -> bool:
    """Whether the number belongs to a virtual operator (numbers are portable: the prefix tells no more)."""
    return number.startswith(VIRTUAL_PREFIXES)


def is_placeholder_phone(digits: str) -> bool:
    """Numbers typed to get past a required field: 13800138000, 13888888888, 12345678901."""
    return digits in ("13800138000", "13000000000", "12345678901") or (len(digits) > 6 and len(set(digits[3:])) == 1)


def standardise_phones(numbers: pd.Series) -> pd.Series:
    """One standard number (or None) per value, worked out once per distinct value."""
    distinct = numbers.dropna().unique()
    table = {text: standardise_phone(str(text)) for text in distinct}
    return numbers.map(table).astype(object).where(numbers.notna(), None)
