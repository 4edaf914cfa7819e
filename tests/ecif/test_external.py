"""External data: only for their purpose, only until their end, and every refusal is listed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

import rccrm_lib
from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.ecif.external import ALLOWED, ExternalRefused, count_refusals, read_external

ON = date(2026, 9, 30)
SOURCES = ("ext_credit", "ext_reg", "ext_tax")


@pytest.fixture
def bank(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Two records of one customer and one of another; no external data yet."""
    con.execute("CREATE TABLE links (src_sys VARCHAR, cust_no VARCHAR, customer_id VARCHAR)")
    con.execute("INSERT INTO links VALUES ('CORE', '1', 'CA'), ('LOAN', '9', 'CA'), ('CORE', '2', 'CB')")
    for source in SOURCES:
        kinds = ", ".join(f"{name} {kind}" for name, kind in load_contracts()[source].duckdb_types().items())
        con.execute(f"CREATE TABLE {source} ({kinds})")
    return con


def fetched(con, cust_no, day, end, *, purpose="CREDIT", src_sys="CORE", overdue=0, source="ext_credit"):
    con.execute(f"INSERT INTO {source} (src_sys, cust_no, purpose, authority, fetched_on, expires_on) VALUES "
                "(?, ?, ?, 'AUTH-1', ?, ?)", [src_sys, cust_no, purpose, day, end])
    if source == "ext_credit":
        con.execute("UPDATE ext_credit SET overdue_accounts = ? WHERE cust_no = ? AND fetched_on = ?", [overdue, cust_no, day])


def test_the_newest_row_of_a_customer_is_read_whichever_system_asked(bank):
    fetched(bank, "1", date(2026, 7, 1), date(2027, 1, 1), overdue=1)
    fetched(bank, "9", date(2026, 8, 1), date(2027, 1, 1), src_sys="LOAN", overdue=4)
    frame = read_external(bank, source="ext_credit", purpose="CREDIT", on=ON)
    assert frame[["customer_id", "overdue_accounts"]].to_numpy().tolist() == [["CA", 4]]
    assert count_refusals(bank).empty


@pytest.mark.parametrize(("end", "n"), [(date(2026, 10, 1), 1), (ON, 0), (date(2026, 9, 29), 0)])
def test_the_day_of_the_end_is_already_too_late(bank, end, n):
    fetched(bank, "1", date(2026, 7, 1), end)
    assert len(read_external(bank, source="ext_credit", purpose="CREDIT", on=ON)) == n
    assert count_refusals(bank)["reason"].tolist() == ([] if n else ["EXPIRED"])


def test_an_expired_row_does_not_fall_back_on_an_older_one_that_has_no_right_either(bank):
    fetched(bank, "1", date(2026, 7, 1), date(2026, 8, 1))
    fetched(bank, "1", date(2026, 9, 1), date(2027, 8, 1), purpose="AFTER")
    fetched(bank, "2", date(2026, 10, 5), date(2027, 8, 1))
    assert read_external(bank, source="ext_credit", purpose="CREDIT", on=ON).empty
    counted = count_refusals(bank)
    assert counted[["reason", "n"]].to_numpy().tolist() == [["EXPIRED", 1], ["NOT_YET_FETCHED", 1], ["OTHER_PURPOSE", 1]]
    listed = bank.execute("SELECT cust_no, reason FROM external_refusals ORDER BY ALL").fetchall()
    assert listed == [("1", "EXPIRED"), ("1", "OTHER_PURPOSE"), ("2", "NOT_YET_FETCHED")]


@pytest.mark.parametrize("source", SOURCES)
def test_marketing_is_refused_with_a_reason_and_listed_even_if_a_row_says_marketing(bank, source):
    fetched(bank, "1", date(2026, 9, 1), date(2027, 9, 1), purpose="MARKETING", source=source)
    with pytest.raises(ExternalRefused, match="may not be read for MARKETING") as refusal:
        read_external(bank, source=source, purpose="MARKETING", on=ON)
    assert "What to do" in str(refusal.value) and "CREDIT" in refusal.value.expected
    assert count_refusals(bank).to_numpy().tolist() == [[source, "MARKETING", "SOURCE_NOT_FOR_PURPOSE", 1]]


def test_unknown_names_are_an_error_that_says_which_are_known(bank):
    for source, purpose in (("cif_person", "CREDIT"), ("ext_credit", "CURIOSITY")):
        with pytest.raises(RccrmError, match="external source"):
            read_external(bank, source=source, purpose=purpose, on=ON)


def test_every_external_contract_has_purposes_an_authority_and_an_end():
    contracts = {name: contract for name, contract in load_contracts().items() if name.startswith("ext_")}
    assert sorted(contracts) == sorted(ALLOWED) == sorted(SOURCES)
    for contract in contracts.values():
        assert all(contract.columns[name].required for name in ("purpose", "authority", "fetched_on", "expires_on"))


def test_no_other_code_reads_the_external_tables():
    """The golden record included: what is not read cannot outlive its end there."""
    library = Path(rccrm_lib.__file__).parent
    sources = [path for kind in ("*.py", "*.sql") for path in sorted(library.rglob(kind))
               if not path.is_relative_to(library / "simulate")]  # it says that it makes none
    readers = [path.name for path in sources if any(source in path.read_text(encoding="utf-8") for source in SOURCES)]
    assert readers == ["external.py"]
