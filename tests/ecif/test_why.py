"""Why two records are one: bits that add up, in words of both languages, without anybody's data."""

import re
from datetime import date

import pytest

from rccrm_lib import ecif
from rccrm_lib.core.errors import InputError
from rccrm_lib.core.words import Words

PHONE, NUMBER = "13912345678", "34052419800101001X"


@pytest.fixture
def bank(con, add, make_bank, fill):
    """A small bank, merged, with a record that a typing slip in the name and a lost number keep from every rule."""
    fill(make_bank(900, seed=2))
    add("cif_person", src_sys="CORE", cust_no="A", name="张建芳", cert_type="101", cert_no=NUMBER, sex="1",
        birth_on=date(1980, 1, 1), mobile=PHONE, address="石塘镇上坪村3组12号")
    add("cif_person", src_sys="LOAN", cust_no="B", name="张建方", sex="1", birth_on=date(1980, 1, 1), address="上坪村3组12号")
    add("cif_person", src_sys="LOAN", cust_no="C", name="张建国", sex="1", cert_type="101", cert_no="11010519491231002X")
    add("cif_corp", src_sys="CORE", cust_no="D", name="张建芳商店")
    ecif.merge_customers(con, member_id="360199")
    return con


def test_bits_add_up_to_the_chance(bank):
    why = ecif.explain_pair(bank, "CORE:A", "LOAN:B")
    assert why.evidence["bits"].sum() == pytest.approx(why.bits) and why.is_one
    assert why.chance == pytest.approx(2**why.bits / (1 + 2**why.bits))
    bits = why.evidence.set_index("field")["bits"]
    assert bits["birth_on"] > 5 and bits["address"] > 3 and bits["phone"] == 0 and bits["prior"] < -10


@pytest.mark.parametrize(("language", "sentence"), [("zh", "两个不同的有效证件号码"), ("en", "two different valid numbers")])
def test_two_numbers_are_said(bank, language, sentence):
    assert sentence in ecif.say_why(ecif.explain_pair(bank, "CORE:A", "LOAN:C"), Words(language))


def test_customers_may_be_named_and_nobody_is_shown(bank):
    ids = dict(bank.execute("SELECT cust_no, customer_id FROM links WHERE cust_no IN ('A', 'C')").fetchall())
    text = ecif.say_why(ecif.explain_pair(bank, ids["A"], ids["C"]), Words("en"))
    assert "张*" in text and not re.search(f"张建|{PHONE}|{NUMBER}|3组|1980-01-01", text)


@pytest.mark.parametrize(("a", "b"), [("CORE:A", "LOAN:nobody"), ("CORE:A", "CORE:A"), ("CORE:A", "CORE:D")])
def test_what_cannot_be_explained(bank, a, b):
    with pytest.raises(InputError):
        ecif.explain_pair(bank, a, b)


def test_every_level_and_field_has_words():
    from rccrm_lib.ecif.kinds import KINDS
    from rccrm_lib.ecif.residual import ORGANISATIONS, PERSONS

    used = {one.kind for party in (PERSONS, ORGANISATIONS) for one in party.fields}
    keys = [f"ecif.level.{level.code}" for kind in used for level in KINDS[kind].levels]
    keys += [f"ecif.field.{one.name}" for party in (PERSONS, ORGANISATIONS) for one in party.fields]
    for language in ("zh", "en"):
        assert all(Words(language)(key) for key in [*keys, "ecif.level.missing"])
