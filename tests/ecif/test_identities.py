"""Ids that last: what happens to them when records come, go, join and part."""

import pandas as pd
import pytest

ID = {"cert_type": "101", "cert_no": "34052419800101001X"}


def events(con):
    query = "SELECT kind, src_sys || cust_no, customer_id, from_customer_id FROM identity_events ORDER BY ALL"
    return con.execute(query).fetchall()


@pytest.fixture
def before():
    """`before("CORE1", "A", …)`: last month's links; ids are made up."""

    def frame(*pairs):
        rows = [(record[:-1], record[-1], customer) for record, customer in pairs]
        return pd.DataFrame(rows, columns=["src_sys", "cust_no", "customer_id"], dtype=object)

    return frame


def test_a_new_record_of_a_known_customer_is_absorbed(con, add, merge, before):
    add("cif_person", src_sys="CORE", cust_no="1", name="张三", **ID)
    add("cif_person", src_sys="LOAN", cust_no="2", name="张三", **ID)
    assert set(merge(before(("CORE1", "A")))["customer_id"]) == {"A"}
    assert events(con) == [("absorb", "LOAN2", "A", None)]


def test_a_merge_keeps_the_id_with_more_records(con, add, merge, before):
    for number, src in enumerate(("CORE", "LOAN", "ARCH"), start=1):
        add("cif_person", src_sys=src, cust_no=str(number), name="张三", **ID)
    assert set(merge(before(("CORE1", "A"), ("LOAN2", "B"), ("ARCH3", "B")))["customer_id"]) == {"B"}
    assert events(con) == [("merge", "CORE1", "B", "A")]


def test_after_a_split_the_id_stays_with_the_larger_part(con, add, merge, before):
    add("cif_person", src_sys="CORE", cust_no="1", name="张三", **ID)
    add("cif_person", src_sys="LOAN", cust_no="2", name="张三", **ID)
    add("cif_person", src_sys="ARCH", cust_no="3", name="李四")
    links = merge(before(("CORE1", "A"), ("LOAN2", "A"), ("ARCH3", "A"))).set_index("src_sys")["customer_id"]
    assert links["CORE"] == links["LOAN"] == "A" != links["ARCH"]
    assert events(con) == [("split", "ARCH3", links["ARCH"], "A")]


def test_after_an_even_split_the_id_stays_with_the_valid_number(add, merge, before):
    add("cif_person", src_sys="ARCH", cust_no="1", name="李四")
    add("cif_person", src_sys="LOAN", cust_no="2", name="张三", **ID)
    links = merge(before(("ARCH1", "A"), ("LOAN2", "A"))).set_index("src_sys")["customer_id"]
    assert links["LOAN"] == "A" != links["ARCH"]


def test_a_record_that_is_no_longer_delivered_retires(con, add, merge, before):
    add("cif_person", src_sys="CORE", cust_no="1", name="张三", **ID)
    merge(before(("CORE1", "A"), ("LOAN2", "B")))
    assert events(con) == [("retire", "LOAN2", "B", None)]


def test_an_id_in_use_is_not_minted_again(con, add, merge):
    """The anchor of a customer parts from it: the new customer must not be given the id that stayed behind."""
    add("cif_person", src_sys="CORE", cust_no="1", name="张三", **ID)
    add("cif_person", src_sys="LOAN", cust_no="2", name="张三", **ID)
    add("cif_person", src_sys="LOAN", cust_no="3", name="张三", **ID)
    first = merge()
    assert first["customer_id"].nunique() == 1
    con.execute("UPDATE cif_person SET name = '李四', cert_no = '110105194912310021' WHERE src_sys = 'CORE'")
    con.execute("UPDATE cif_person SET cert_no = '11010519491231002X' WHERE src_sys = 'CORE'")
    second = merge(first[["src_sys", "cust_no", "customer_id"]]).set_index(["src_sys", "cust_no"])["customer_id"]
    assert second["LOAN", "2"] == second["LOAN", "3"] == first["customer_id"].iloc[0]
    assert second["CORE", "1"] not in set(first["customer_id"])


def test_two_ids_crossing_two_customers_are_given_by_largest_overlap(add, merge, before):
    other = {"cert_type": "101", "cert_no": "11010519491231002X"}
    for number, (name, cert) in enumerate([("张三", ID)] * 3 + [("李四", other)] * 3, start=1):
        add("cif_person", src_sys="CORE", cust_no=str(number), name=name, **cert)
    links = merge(
        before(("CORE1", "A"), ("CORE2", "A"), ("CORE3", "B"), ("CORE4", "B"), ("CORE5", "B"), ("CORE6", "A"))
    )
    assert links["customer_id"].tolist() == ["A", "A", "A", "B", "B", "B"]


def test_a_record_that_returns_gets_its_own_id_back(con, add, merge, before):
    add("cif_person", src_sys="CORE", cust_no="1", name="张三", **ID)
    retired = before(("CORE1", "A"), ("LOAN2", "B")).assign(is_retired=[True, True])
    assert merge(retired)["customer_id"].tolist() == ["A"]
    assert events(con) == [("absorb", "CORE1", "A", "A")], "LOAN2 retired before: it does not retire again"


def test_an_id_of_somebody_who_left_is_not_minted_for_another(add, merge):
    """The anchor's own id was issued once and went with another record: it is spent."""
    add("cif_person", src_sys="CORE", cust_no="1", name="张三", **ID)
    spent = merge()["customer_id"].iloc[0]
    assert merge(issued={spent})["customer_id"].iloc[0] != spent
