"""Owner and business: linked by the person's number and name, and two customers for ever."""

from __future__ import annotations

import pandas as pd
import pytest

from rccrm_lib.facts.identity import check_character

FIRST = "36012219800101123"
NUMBER = FIRST + check_character(FIRST)
SHOP = "云溪县赖氏土菜馆"
OTHER = "36012219850505222"


@pytest.fixture
def bank(add):
    """A shopkeeper, and a firm's director whom the bank does not know."""
    add("cif_person", src_sys="CORE", cust_no="1", name="赖福生", cert_type="101", cert_no=NUMBER, mobile="13612345678")
    return add


def relations(con) -> list[tuple]:
    return con.execute("SELECT from_customer_id, to_customer_id, kind, rule FROM relations").fetchall()


def outcomes(con) -> dict[str, int]:
    return dict(con.execute("SELECT outcome, n FROM relation_counts").fetchall())


def ids(links: pd.DataFrame) -> dict[str, str]:
    return dict(zip(links["cust_no"], links["customer_id"], strict=True))


@pytest.mark.parametrize(("org_type", "kind"), [("3", "OPERATOR"), ("1", "LEGAL_REP")])
def test_number_and_name_link_a_person_and_a_business(bank, merge, con, org_type, kind):
    bank("cif_corp", src_sys="CORE", cust_no="D1", name=SHOP, org_type=org_type, legal_name="赖福生", legal_cert_no=NUMBER)
    found = ids(merge())
    assert found["1"] != found["D1"], "linked, never merged"
    assert relations(con) == [(found["1"], found["D1"], kind, "OWNER_NUMBER")] and outcomes(con) == {"FOUND": 1}


def test_a_name_that_sounds_alike_and_a_number_of_15_digits_are_the_same_person(bank, merge, con):
    old = NUMBER[:6] + NUMBER[8:17]
    bank("cif_corp", src_sys="CORE", cust_no="D1", name=SHOP, org_type="3", legal_name="賴福生", legal_cert_no=old)
    merge()
    assert len(relations(con)) == 1


def test_the_same_number_under_another_name_links_nobody(bank, merge, con):
    bank("cif_corp", src_sys="CORE", cust_no="D1", name=SHOP, org_type="3", legal_name="钟秀英", legal_cert_no=NUMBER)
    merge()
    assert relations(con) == [] and outcomes(con) == {"OTHER_NAME": 1}


def test_without_a_number_name_and_phone_must_both_agree_and_mean_one_customer(bank, merge, con):
    bank("cif_corp", src_sys="CORE", cust_no="D1", name=SHOP, org_type="3", legal_name="赖福生",
         phone="13612345678")
    bank("cif_corp", src_sys="CORE", cust_no="D2", name="云溪县赖氏米粉店", org_type="3", legal_name="赖福生",
         phone="13600000001")
    found = ids(merge())
    assert relations(con) == [(found["1"], found["D1"], "OPERATOR", "OWNER_PHONE")]
    assert outcomes(con) == {"FOUND": 1, "NO_NUMBER": 1}
    number = OTHER + check_character(OTHER)
    bank("cif_person", src_sys="CORE", cust_no="2", name="赖福生", cert_type="101", cert_no=number, mobile="13612345678")
    merge()
    assert relations(con) == [], "father and son of one name and phone: it cannot be told"


def test_an_owner_whom_the_bank_does_not_know_is_counted(bank, merge, con):
    bank("cif_corp", src_sys="CORE", cust_no="D1", name="云溪县明月贸易有限公司", org_type="1", legal_name="钟秀英",
         legal_cert_no=OTHER + check_character(OTHER))
    merge()
    assert relations(con) == [] and outcomes(con) == {"NOT_A_CUSTOMER": 1}


def test_two_records_of_one_business_make_one_relation(bank, merge, con):
    for system, number in (("CORE", "D1"), ("LOAN", "DK9")):
        bank("cif_corp", src_sys=system, cust_no=number, name=SHOP, org_type="3", legal_name="赖福生",
             legal_cert_no=NUMBER, org_code="59887509-7")
    merge()
    row = con.execute("SELECT n_records, sources FROM relations").fetchall()
    assert row == [(2, "CORE,LOAN")]


def test_a_bank_without_organisations_has_no_relations(bank, merge, con):
    merge()
    assert relations(con) == [] and outcomes(con) == {}
