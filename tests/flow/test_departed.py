"""Who is dropped from the bank's files is seen to leave; the past keeps him."""

import pytest

from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.engine import open_engine
from rccrm_lib.flow.departed import keep_departed


@pytest.fixture
def con():
    with open_engine() as con:
        for table in ("cif_person", "cif_corp", "cif_cert"):
            columns = ", ".join(f"{name} {kind}" for name, kind in load_contracts()[table].duckdb_types().items())
            con.execute(f"CREATE TABLE {table}_history ({columns}, month VARCHAR)")
        yield con


def person(con, month, number, name):
    con.execute("INSERT INTO cif_person_history (src_sys, cust_no, name, month) VALUES ('CORE', ?, ?, ?)",
                [number, name, month])


def test_a_dropped_record_is_kept_as_it_was_last_delivered(con):
    for month in ("2026-07", "2026-08", "2026-09"):
        person(con, month, "1", "stays")
    person(con, "2026-07", "2", "old name")
    person(con, "2026-08", "2", "last name")
    assert keep_departed(con, month="2026-09") == 1
    rows = con.execute("SELECT cust_no, name FROM cif_person ORDER BY cust_no").fetchall()
    assert rows == [("1", "stays"), ("2", "last name")]


def test_a_certificate_that_a_living_record_lost_does_not_come_back(con):
    for month in ("2026-08", "2026-09"):
        person(con, month, "1", "stays")
    person(con, "2026-08", "2", "left")
    for number in ("1", "2"):
        con.execute("INSERT INTO cif_cert_history (src_sys, cust_no, cert_type, cert_no, month) "
                    "VALUES ('CORE', ?, '103', 'E1', '2026-08')", [number])
    keep_departed(con, month="2026-09")
    assert con.execute("SELECT cust_no FROM cif_cert").fetchall() == [("2",)]


def test_the_columns_are_those_of_the_contract(con):
    person(con, "2026-09", "1", "stays")
    assert keep_departed(con, month="2026-09") == 0
    names = [row[0] for row in con.execute("DESCRIBE cif_person").fetchall()]
    assert names == list(load_contracts()["cif_person"].columns)
