"""Ids that last: a letter (C customer, H household), ten characters of base 32 (no I, L, O, U), one check character.

Minted from the member and the anchor record, so that the same month gives the same ids, and kept for ever after.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from hashlib import blake2b

import numpy as np

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BODY = 10
CUSTOMER, HOUSEHOLD = "C", "H"
_VALUE = {char: value for value, char in enumerate(ALPHABET)}


def _double(value: int) -> int:
    """Times x in the field of 32 elements (x^5 = x^2 + 1)."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


def _times(value: int, power: int) -> int:
    for _ in range(power):
        value = _double(value)
    return value


_TIMES = [[_times(value, place + 1) for value in range(32)] for place in range(BODY)]


def check_char(body: str) -> str:
    """The check character of ten characters: finds every single wrong character and every swap of neighbours."""
    total = 0
    for place, char in enumerate(body):
        total ^= _TIMES[place][_VALUE[char]]
    return ALPHABET[total]


def is_customer_id(text: str) -> bool:
    """Whether the text is a customer id without a typing error."""
    return is_id(text, letter=CUSTOMER)


def is_id(text: str, *, letter: str) -> bool:
    """Whether the text is an id of this letter without a typing error."""
    if len(text) != BODY + 2 or text[0] != letter or not set(text[1:]) <= set(ALPHABET):
        return False
    return check_char(text[1:-1]) == text[-1]


def mint_id(member_id: str, src_sys: str, cust_no: str, salt: int = 0, *, letter: str = CUSTOMER) -> str:
    """The id of a customer whose anchor is this record; another salt gives another id."""
    return _write(np.array([_number(member_id, src_sys, cust_no, salt)], dtype=np.int64), letter)[0]


def mint_ids(
    member_id: str, anchors: Iterable[tuple[str, str]], *, taken: Collection[str] = (), letter: str = CUSTOMER
) -> list[str]:
    """One new id per anchor (a record's src_sys, cust_no; a household's archive number, entry), none among `taken` or twice."""
    records = list(anchors)
    numbers = np.fromiter((_number(member_id, *record) for record in records), dtype=np.int64, count=len(records))
    used, ids = set(taken), _write(numbers, letter)
    for place, minted in enumerate(ids):
        salt = 0
        while minted in used:
            salt += 1
            minted = mint_id(member_id, *records[place], salt, letter=letter)
        used.add(minted)
        ids[place] = minted
    return ids


def _number(member_id: str, src_sys: str, cust_no: str, salt: int = 0) -> int:
    """Fifty bits that depend on every part."""
    key = f"{member_id}\x1f{src_sys}\x1f{cust_no}\x1f{salt or ''}"
    return int.from_bytes(blake2b(key.encode(), digest_size=7).digest()) >> 6


def _write(numbers: np.ndarray, letter: str) -> list[str]:
    """The ids of whole numbers below 2**50."""
    values = numbers[:, None] >> (5 * np.arange(BODY - 1, -1, -1)) & 31
    checks = np.bitwise_xor.reduce(np.array(_TIMES)[np.arange(BODY), values], axis=1)
    letters = np.array(list(ALPHABET))[np.column_stack([values, checks])]
    return [letter + body for body in np.ascontiguousarray(letters).view(f"<U{BODY + 1}").ravel().tolist()]
