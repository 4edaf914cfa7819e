from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rccrm_lib.facts import identity

GOLDEN = ("34052419800101001X", "11010519491231002X")


def with_check(first17: str) -> str:
    return first17 + identity.check_character(first17)


VALID = st.builds(
    lambda area, day, seq: with_check(f"{area}{day:%Y%m%d}{seq:03d}"),
    st.sampled_from(["360102", "362401", "110105", "340524"]),
    st.dates(date(1900, 1, 1), date(2025, 12, 31)),
    st.integers(1, 999),
)


@pytest.mark.parametrize("number", GOLDEN)
def test_examples_of_the_standard_are_grade_a(number):
    assert identity.grade_id(number) == "A"
    assert identity.standardise_id(number) == number


def test_the_standards_example_of_1880_needs_an_earlier_limit():
    number = "440524188001010014"
    assert identity.grade_id(number) == "E"
    assert identity.grade_id(number, earliest=date(1800, 1, 1)) == "A"


def test_15_digits_become_18():
    assert identity.upgrade_id15("340524800101001") == "34052419800101001X"
    assert identity.grade_id("340524800101001") == "C"
    assert identity.standardise_id("340524800101001") == "34052419800101001X"
    with pytest.raises(ValueError, match="15 digits"):
        identity.upgrade_id15("34052480010100")


@given(VALID, st.integers(0, 16), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(number, place, shift):
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert identity.check_character(wrong[:17]) != wrong[17]
    assert identity.grade_id(wrong) not in ("A", "B")


@given(VALID, st.integers(0, 15))
def test_every_swap_of_neighbours_is_found(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert identity.grade_id(swapped) not in ("A", "B")


@pytest.mark.parametrize("area", ["412723", "362324", "441282", "362401", "362101", "362201", "362501"])
def test_retired_areas_are_grade_a(area):
    assert identity.grade_id(with_check(f"{area}19650407123")) == "A"


@pytest.mark.parametrize("area", ["369901", "010101", "000101"])
def test_an_unknown_area_is_only_a_grade(area):
    number = with_check(f"{area}19650407123")
    assert identity.grade_id(number) == "B"
    assert identity.standardise_id(number) == number


@pytest.mark.parametrize(
    "number",
    [
        "111111111111111111",
        "999999199001010017",
        "123456789012345678",
        "000000000000000",
        "3.60102E+17",
        "1234",
        "无",
        "360102199001010000",
        "36010219900101",
        "3601021990010100011",
    ],
)
def test_placeholders_and_garbage_are_grade_f(number):
    assert identity.grade_id(number) == "F"
    assert identity.standardise_id(number) is None


@pytest.mark.parametrize("day", ["19800230", "19801301", "19800100", "18991231", "20991301"])
def test_impossible_birth_dates_are_grade_e(day):
    assert identity.grade_id(with_check(f"360102{day}123")) == "E"


def test_a_birth_after_the_extract_is_grade_e():
    number = with_check("36010220260901123")
    assert identity.grade_id(number, latest=date(2026, 8, 31)) == "E"
    assert identity.grade_id(number, latest=date(2026, 9, 30)) == "A"


def test_a_missing_number_has_no_grade():
    assert identity.grade_id(None) is None and identity.grade_id("") is None and identity.grade_id("  ") is None


def test_full_width_blanks_and_small_x_do_not_matter():
    assert identity.standardise_id(" ３４０５２４ 19800101-001x") == "34052419800101001X"


@pytest.mark.parametrize("area", sorted(identity.PERMIT_AREAS))
def test_residence_permits_have_the_same_shape(area):
    graded = identity.grade_ids(pd.Series([with_check(f"{area}19940823002")]))
    assert graded["grade"].iloc[0] == "A" and graded["id_kind"].iloc[0] == "permit"


def test_a_first_nine_is_a_foreigners_card_not_an_area():
    graded = identity.grade_ids(pd.Series([with_check("91184019850611123")]))
    assert graded["grade"].iloc[0] == "A" and graded["id_kind"].iloc[0] == "foreigner"


@pytest.mark.parametrize(
    ("number", "cert_type", "grade"),
    [
        ("H12345678", "105", "C"),
        ("M1234567890", "105", "C"),
        ("12345678", "106", "C"),
        ("E12345678", "103", "C"),
        ("EA1234567", "103", "C"),
        ("USA123456789012", "108", "C"),
        ("1", "105", "F"),
        ("360199012", "102", "C"),
        ("111111111", "102", "F"),
        ("34052419800101001X", "102", "A"),
        ("34052419800101001X", "101", "A"),
        ("340524800101001", None, "C"),
        (None, "103", None),
        ("军字第12345号", "104", "C"),
    ],
)
def test_other_certificates_are_graded_by_their_form(number, cert_type, grade):
    assert identity.grade_certificate(number, cert_type) == grade
    frame = pd.DataFrame({"cert_type": [cert_type], "cert_no": [number]}, dtype=object)
    assert identity.grade_certificates(frame)["grade"].iloc[0] == grade


@settings(max_examples=40)
@given(st.lists(st.one_of(VALID, st.text(max_size=20), st.none()), max_size=20))
def test_whole_columns_give_what_single_numbers_give(numbers):
    series = pd.Series(numbers, dtype=object, index=range(10, 10 + len(numbers)))
    graded = identity.grade_ids(series)
    assert list(graded.index) == list(series.index)
    assert [x or None for x in graded["grade"]] == [identity.grade_id(number) for number in numbers]


@given(VALID)
def test_birth_and_sex_come_from_the_number(number):
    row = identity.grade_ids(pd.Series([number])).iloc[0]
    assert f"{row['birth_on']:%Y%m%d}" == number[6:14]
    assert row["sex"] == ("1" if int(number[16]) % 2 else "2")


def test_one_edit_is_a_substitution_or_a_swap():
    assert identity.is_one_edit("34052419800101001X", "34052419800101002X")
    assert identity.is_one_edit("34052419800101001X", "43052419800101001X")
    assert not identity.is_one_edit("34052419800101001X", "34052419800101001X")
    assert not identity.is_one_edit("34052419800101001X", "35062419800101001X")
    assert not identity.is_one_edit("34052419800101001X", "3405241980010100")
