"""Numbers: the golden vectors of the standards, and that what is drawn passes them."""

from __future__ import annotations

import re

import numpy as np

from rccrm_lib.simulate.numbers import (
    CODE_LETTERS,
    CODE_WEIGHTS,
    id_check,
    make_credit_codes,
    make_ids,
    make_mobiles,
    old_fifteen,
    slip_digit,
    to_bytes,
)
from rccrm_lib.simulate.world import day_of

MOBILE = re.compile(r"1(3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}")


def rng():
    return np.random.default_rng(1)


def test_check_of_the_standard():
    for number in ("34052419800101001X", "11010519491231002X"):
        assert id_check(to_bytes(np.array([number]), 18)[:, :17])[0] == ord(number[-1])


def test_ids_are_valid_unique_and_say_birth_and_sex():
    births = np.full(900, day_of("1980-01-01"))
    births[450:] = day_of("2004-02-29")
    sex = np.arange(900) % 2 + 1
    ids = make_ids(np.where(births < 5000, 362229, 360924), births, sex, rng())
    matrix = to_bytes(ids, 18)
    assert len(set(ids)) == 900
    assert (id_check(matrix[:, :17]) == matrix[:, 17]).all()
    assert {text[6:14] for text in ids} == {"19800101", "20040229"}
    assert ([int(text[16]) % 2 == 1 for text in ids] == (sex == 1)).all()
    slipped = to_bytes(slip_digit(ids, rng()), 18)
    assert (id_check(slipped[:, :17]) != slipped[:, 17]).all()


def test_fifteen_digits():
    assert old_fifteen(np.array(["34052419800101001X"]))[0] == "340524800101001"


def test_credit_codes_pass_the_standard():
    codes, org = make_credit_codes(np.array(["91", "92", "93", "12", "54"] * 40, dtype=object), rng())
    assert "91350100M000100Y43"[17] == CODE_LETTERS[_rest("91350100M000100Y4")]  # the standard's own example
    for code, nine in zip(codes, org, strict=True):
        assert code[17] == CODE_LETTERS[_rest(code[:17])] and code[8:17] == nine
    assert len(set(codes)) == 200


def _rest(seventeen: str) -> int:
    total = sum(CODE_LETTERS.index(letter) * int(weight) for letter, weight in zip(seventeen, CODE_WEIGHTS, strict=True))
    return (31 - total % 31) % 31


def test_mobiles_follow_the_plan():
    assert all(MOBILE.fullmatch(number) for number in make_mobiles(500, rng()))
