import pytest
from hypothesis import given
from hypothesis import strategies as st

from rccrm_lib.ecif import ids

BODIES = st.text(ids.ALPHABET, min_size=10, max_size=10)


@given(BODIES, st.integers(0, 9), st.sampled_from(ids.ALPHABET))
def test_every_single_wrong_character_is_found(body, place, char):
    wrong = body[:place] + char + body[place + 1 :]
    assert wrong == body or ids.check_char(wrong) != ids.check_char(body)


@given(BODIES, st.integers(0, 8))
def test_every_swap_of_neighbours_is_found(body, place):
    wrong = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    assert wrong == body or ids.check_char(wrong) != ids.check_char(body)


def test_a_swap_with_the_check_character_is_found():
    good = ids.mint_id("360199", "CORE", "1")
    swapped = good[:-2] + good[-1] + good[-2]
    assert swapped == good or not ids.is_customer_id(swapped)


def test_minting_is_repeatable_and_depends_on_every_part():
    assert ids.mint_id("360199", "CORE", "1") == ids.mint_id("360199", "CORE", "1")
    others = {
        ids.mint_id("360198", "CORE", "1"),
        ids.mint_id("360199", "LOAN", "1"),
        ids.mint_id("360199", "CORE", "2"),
    }
    assert len(others | {ids.mint_id("360199", "CORE", "1")}) == 4
    assert ids.mint_id("360199", "CORE1", "2") != ids.mint_id("360199", "CORE", "12")


def test_minted_ids_are_well_formed_and_never_taken_ones():
    taken = ids.mint_id("360199", "CORE", "1")
    minted = ids.mint_ids("360199", [("CORE", "1"), ("CORE", "1"), ("CORE", "2")], taken=[taken])
    assert len({taken, *minted}) == 4
    assert all(ids.is_customer_id(one) for one in minted)


@pytest.mark.parametrize("text", ["", "C", "C0123456789", "D" + "0" * 11, "C0000000000I", "c00000000000"])
def test_other_texts_are_no_customer_ids(text):
    assert not ids.is_customer_id(text)
