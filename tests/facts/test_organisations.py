import pandas as pd
import pytest

from rccrm_lib.facts import organisations as orgs

REAL = ("91350100M000100Y43", "91360700598875097F", "91360300MA35G5M67M", "91360400MA35H852XD")


@pytest.mark.parametrize("code", REAL)
def test_real_codes_are_grade_a(code):
    assert orgs.grade_credit_code(code) == "A"
    assert orgs.grade_credit_code(code.lower() + " ") == "A"


@pytest.mark.parametrize("code", ["91350100M0001TGQXM", "91350211M0000XUF46"])
def test_legal_codes_that_fail_their_check_are_grade_b(code):
    assert orgs.grade_credit_code(code) == "B"


@pytest.mark.parametrize("code", ["91350100M000100Y4Z", "9135010", "", "91350100I000100Y43", "000000000000000000"])
def test_what_is_no_code_is_grade_f(code):
    assert orgs.grade_credit_code(code) == ("F" if code else None)


@pytest.mark.parametrize("code", REAL)
def test_every_wrong_character_of_a_real_code_is_found(code):
    for place in range(18):
        for char in orgs.CREDIT_ALPHABET:
            wrong = code[:place] + char + code[place + 1 :]
            if char != code[place]:
                assert orgs.grade_credit_code(wrong) != "A"


@pytest.mark.parametrize("code", REAL)
def test_the_organisation_code_is_inside_and_has_its_own_check(code):
    assert orgs.grade_org_code(orgs.org_code_of(code)) == "A"


def test_the_nature_is_read_from_the_code():
    assert orgs.nature_of_code("92360700598875097F") == "SELF"
    assert orgs.nature_of_code("93360700598875097F") == "COOP"
    assert orgs.nature_of_code("11360700598875097F") == "PUBLIC"
    assert orgs.nature_of_code("N2360700598875097F") == "VILLAGE"
    assert orgs.nature_of_code(None) == "COMPANY"


def test_columns_hold_codes_of_both_kinds():
    graded = orgs.grade_org_numbers(pd.Series(["91360700598875097F", "59887509-7", None], index=[5, 6, 7]))
    assert list(graded["org_code"]) == ["598875097", "598875097", ""]
    assert list(graded["credit_grade"]) == ["A", "F", None]
    assert list(graded["org_grade"]) == ["F", "A", None]
