"""Reading what was loaded."""

from __future__ import annotations

import pytest

from rccrm_lib import ingest
from rccrm_lib.core.errors import RccrmError


def test_views_of_a_month_and_of_its_history(bank, con, balance) -> None:
    for month, day, amount in (("2026-08", "20260831", "8.00"), ("2026-09", "20260930", "9.00")):
        bank.write("acct_demand", [{"account_id": "1", "src_sys": "CORE", "open_on": "20200131"}], month=month)
        bank.write("cif_person", [{"src_sys": "CORE", "cust_no": "C1"}], month=month)
        bank.write("bal_month", [balance("1", month_end_on=day, balance_fen=amount)], month=month)
        bank.load(month)
    where = {"settings": bank.settings, "member_id": "360199"}
    ingest.read_warehouse(con, month="2026-09", **where)
    assert con.execute("SELECT balance_fen FROM bal_month").fetchall() == [(900,)]
    assert con.execute("SELECT count(*) FROM wealth").fetchall() == [(0,)]
    assert con.execute("SELECT count(*) FROM quarantine").fetchall() == [(0,)]
    supplied = "SELECT count(*) FILTER (table_name = 'bal_month'), bool_or(is_derived) FROM supplied"
    assert con.execute(supplied).fetchall() == [(6, False)]
    ingest.history_view(con, "bal_month", months=["2026-08", "2026-09"], **where)
    assert con.execute("SELECT month, balance_fen FROM bal_month_history ORDER BY month").fetchall() == [
        ("2026-08", 800), ("2026-09", 900)]


def test_a_month_that_was_not_loaded_is_named(bank, con) -> None:
    where = {"settings": bank.settings, "member_id": "360199"}
    with pytest.raises(RccrmError, match="360199 2026-09 is not in the warehouse") as error:
        ingest.read_warehouse(con, month="2026-09", **where)
    assert "rccrm ingest --member 360199 --month 2026-09" in str(error.value)
    bank.load()
    with pytest.raises(RccrmError, match="360199 2026-08 is not in the warehouse"):
        ingest.history_view(con, "txn", months=["2026-08", "2026-09"], **where)
    with pytest.raises(RccrmError, match="history of 'nothing'"):
        ingest.history_view(con, "nothing", months=["2026-09"], **where)
