"""A person's word about a pair stands above numbers and rules."""

import pandas as pd
import pytest

from rccrm_lib import ecif
from rccrm_lib.core.errors import InputError
from rccrm_lib.ecif.decisions import DECISION_COLUMNS, read_prints

ONE, OTHER = "34052419800101001X", "340524198001010036"


def decide(decision: str) -> pd.DataFrame:
    return pd.DataFrame([("CORE", "1", "LOAN", "2", decision)],
                        columns=["a_src_sys", "a_cust_no", "b_src_sys", "b_cust_no", "decision"])


@pytest.fixture
def customers(con):
    """`customers(decisions)`: how many customers there are."""

    def count(decisions: pd.DataFrame | None = None) -> int:
        ecif.merge_customers(con, member_id="360199", decisions=decisions)
        return con.execute("SELECT count(*) FROM customers").fetchone()[0]

    return count


def test_only_a_signature_joins_two_valid_numbers(con, add, customers):
    add("cif_person", src_sys="CORE", cust_no="1", name="张三", cert_type="101", cert_no=ONE)
    add("cif_person", src_sys="LOAN", cust_no="2", name="张三", cert_type="101", cert_no=OTHER)
    assert customers() == 2
    assert customers(decide("same")) == 1
    assert con.execute("SELECT DISTINCT rule, score FROM links").fetchall() == [("CONFIRMED", 1.0)]


def test_a_denial_parts_what_a_number_joins_and_is_not_asked_again(con, add, customers):
    add("cif_person", src_sys="CORE", cust_no="1", name="张三", cert_type="101", cert_no=ONE, sex="1")
    add("cif_person", src_sys="LOAN", cust_no="2", name="张建", cert_type="101", cert_no=ONE, sex="1")
    assert customers() == 2, "one number, two names, no birth date: a person is asked"
    assert con.execute("SELECT count(*) FROM review_pairs").fetchone() == (1,)
    assert customers(decide("different")) == 2
    assert con.execute("SELECT count(*) FROM review_pairs").fetchone() == (0,)
    con.execute("UPDATE cif_person SET name = '张三'")
    assert customers() == 1 and customers(decide("different")) == 2


def test_an_unknown_decision_is_refused(con, customers):
    with pytest.raises(InputError, match="perhaps"):
        customers(decide("perhaps"))


def test_an_answer_acts_on_when_the_data_change_and_the_pair_is_asked_again(con, add, customers):
    add("cif_person", src_sys="CORE", cust_no="1", name="张三", cert_type="101", cert_no=ONE)
    add("cif_person", src_sys="LOAN", cust_no="2", name="张三", cert_type="101", cert_no=OTHER)
    assert customers() == 2
    seen = read_prints(con, [("CORE", "1"), ("LOAN", "2"), ("LOAN", "9")])
    assert seen[2] is None and seen[0] != seen[1]
    answer = decide("same").assign(a_print=seen[0], b_print=seen[1])
    assert customers(answer) == 1
    assert con.execute("SELECT is_kept, is_outdated FROM decided_pairs").fetchall() == [(True, False)]
    assert con.execute("SELECT count(*) FROM review_pairs").fetchone() == (0,)
    con.execute("UPDATE cif_person SET name = '张山' WHERE src_sys = 'LOAN'")
    assert customers(answer) == 1
    assert con.execute("SELECT is_kept, is_outdated FROM decided_pairs").fetchall() == [(True, True)]
    assert con.execute("SELECT reason FROM review_pairs").fetchall() == [("ANSWER_OUTDATED",)]


def test_answers_that_contradict_each_other_are_asked_again(con, add, customers):
    for number, src in enumerate(("CORE", "LOAN", "EBANK"), start=1):
        add("cif_person", src_sys=src, cust_no=str(number), name=f"张{number}")
    rows = [("CORE", "1", "LOAN", "2", "same"), ("LOAN", "2", "EBANK", "3", "same"), ("CORE", "1", "EBANK", "3", "different")]
    assert customers(pd.DataFrame(rows, columns=DECISION_COLUMNS)) == 1
    kept = con.execute("SELECT decision, is_kept FROM decided_pairs ORDER BY ALL").fetchall()
    assert kept == [("different", False), ("same", True), ("same", True)]
    assert con.execute("SELECT reason FROM review_pairs").fetchall() == [("ANSWERS_DISAGREE",)]
