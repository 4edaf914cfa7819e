"""The real Czech bank of the examples, through its mapping: 1993-01 to 1994-02 load, 1994-03 is half arrived."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from rccrm_lib import ingest
from rccrm_lib.core.engine import open_engine
from rccrm_lib.core.errors import MonthRefused
from rccrm_lib.core.lineage import sha256_file
from rccrm_lib.core.settings import Settings, load_settings

pytestmark = pytest.mark.shared
TRANS_SHA256 = "180c116187cb4a98"  # the first 16 digits that the data's own README states


@pytest.fixture(scope="module")
def czech(
    repo_root: Path, shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """The example's settings with a warehouse of the test's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RCCRM_SHARED_DATA", str(shared_data))
        settings = load_settings(repo_root / "examples" / "czech_bank" / "config.toml")
    paths = settings.paths.model_copy(update={"warehouse": tmp_path_factory.mktemp("warehouse")})
    return settings.model_copy(update={"paths": paths})


@pytest.fixture(scope="module")
def february(czech: Settings) -> ingest.IngestResult:
    """The last whole month."""
    return ingest.load_month(settings=czech, member_id="CZ01", month="1994-02")


@pytest.fixture
def tables(czech: Settings, february: ingest.IngestResult) -> duckdb.DuckDBPyConnection:
    """The views of February 1994."""
    con = open_engine(memory="1GB")
    ingest.read_warehouse(con, settings=czech, member_id="CZ01", month="1994-02")
    return con


def _rows(con: duckdb.DuckDBPyConnection, sql: str) -> list[tuple]:
    return con.execute(sql).fetchall()


def test_the_file_is_the_documented_one(shared_data: Path) -> None:
    assert sha256_file(shared_data / "berka" / "trans.asc").startswith(TRANS_SHA256)
    assert TRANS_SHA256 in (shared_data / "README.md").read_text(encoding="utf-8")


def test_fourteen_months_are_whole(czech: Settings) -> None:
    months = ingest.available_months(settings=czech, member_id="CZ01")
    assert (len(months), months[0], months[-1]) == (14, "1993-01", "1994-02")


def test_the_month_of_the_cut_and_later_ones_are_refused(czech: Settings) -> None:
    for month in ("1994-03", "1994-04"):
        with pytest.raises(MonthRefused) as refused:
            ingest.load_month(settings=czech, member_id="CZ01", month=month)
        text = str(refused.value)
        assert "trans.asc: half arrived: line 49104 is cut off, the last whole row is of 1994-03-31" in text
        assert "What to do: deliver the whole file again, then run this month again" in text
    assert not (czech.paths.warehouse / "CZ01" / "1994-03").exists()


def test_every_row_is_accounted_for(february: ingest.IngestResult) -> None:
    for report in february.files:
        assert report.rows_read == report.rows_accepted + report.rows_quarantined + report.rows_other_month
    counts = {report.table: (report.rows_read, report.rows_accepted) for report in february.files}
    assert counts["txn"] == (49103, 5601)
    assert counts["acct_demand"] == (4500, 1197)
    assert counts["cif_person"] == (5369, 1451)
    assert counts["loan"] == (682, 31)
    assert february.derived == {"bal_month": "txn"}


def test_the_broken_line_is_the_only_one_set_apart(tables: duckdb.DuckDBPyConnection) -> None:
    rows = _rows(tables, "SELECT file, line, reason, record FROM quarantine")
    assert rows == [("trans.asc", 49104, "cut_line", '3***;1***;9***;"P***')]


def test_codes_and_who_started_a_movement(tables: duckdb.DuckDBPyConnection) -> None:
    found = {(row[0], row[1], row[2]) for row in _rows(tables, "SELECT DISTINCT summary, dc, initiator FROM txn")}
    assert {("INT", "C", "S"), ("FEE", "D", "S"), ("SAL", "C", "S"), ("DEP", "C", "C"), ("WDR", "D", "C")} <= found
    assert ("INT", "C", "C") not in found
    assert {row[0] for row in _rows(tables, "SELECT DISTINCT initiator FROM txn WHERE summary = 'TRO'")} == {"S"}
    assert _rows(tables, "SELECT count(*) FROM txn WHERE txn_on NOT BETWEEN DATE '1994-02-01' AND DATE '1994-02-28'") == [(0,)]


def test_clients_are_those_of_accounts_that_are_open(tables: duckdb.DuckDBPyConnection) -> None:
    orphans = """SELECT count(*) FROM cif_person p WHERE NOT EXISTS (SELECT 1 FROM acct_demand a WHERE a.cust_no = p.cust_no)
        AND NOT EXISTS (SELECT 1 FROM acct_party r WHERE r.cust_no = p.cust_no)"""
    assert _rows(tables, orphans) == [(0,)]
    assert _rows(tables, "SELECT count(*) FROM acct_demand WHERE cust_no IS NULL OR open_on > DATE '1994-02-28'") == [(0,)]
    assert _rows(tables, "SELECT sex, birth_on::VARCHAR FROM cif_person WHERE cust_no = '1'") in ([], [("2", "1970-12-13")])
    assert _rows(tables, "SELECT DISTINCT sex FROM cif_person ORDER BY sex") == [("1",), ("2",)]
    assert _rows(tables, "SELECT DISTINCT role FROM acct_party") == [("2",)]


def test_what_the_bank_does_not_say_is_not_supplied(
    february: ingest.IngestResult, tables: duckdb.DuckDBPyConnection
) -> None:
    assert not {"name", "cert_no", "mobile", "address"} & set(february.supplied["cif_person"])
    assert not {"balance_fen", "class5", "overdue_days", "annual_rate"} & set(february.supplied["loan"])
    assert _rows(tables, "SELECT count(balance_fen), count(class5), count(due_on) FROM loan") == [(0, 0, 31)]
    assert "wealth" not in february.supplied


def test_derived_balances_follow_from_one_month_to_the_next(
    czech: Settings, tables: duckdb.DuckDBPyConnection
) -> None:
    """Balance of January + movements of February = balance of February; the bank itself rounds interest."""
    ingest.load_month(settings=czech, member_id="CZ01", month="1994-01")
    ingest.history_view(tables, "bal_month", settings=czech, member_id="CZ01", months=["1994-01", "1994-02"])
    difference = """WITH moved AS (SELECT account_id, sum(CASE dc WHEN 'C' THEN amount_fen ELSE -amount_fen END) AS fen
        FROM txn GROUP BY account_id)
        SELECT count(*), max(abs(f.balance_fen - j.balance_fen - coalesce(m.fen, 0)))
        FROM bal_month_history f JOIN bal_month_history j ON j.account_id = f.account_id AND j.month = '1994-01'
        LEFT JOIN moved m ON m.account_id = f.account_id WHERE f.month = '1994-02'"""
    n, largest = _rows(tables, difference)[0]
    assert n > 1100
    assert largest <= 30  # 0.30 CZK
    assert _rows(tables, "SELECT count(*) FROM bal_month") == [(1197,)]


def test_the_example_is_complete(repo_root: Path, czech: Settings) -> None:
    folder = repo_root / "examples" / "czech_bank"
    assert czech.member("CZ01").currency == "CZK"
    assert [tier.floor_yuan for tier in czech.tiers.tiers] == sorted(tier.floor_yuan for tier in czech.tiers.tiers)
    assert "1994-03" in (folder / "README.md").read_text(encoding="utf-8")
