"""Contracts that the bank has dropped from its masters: earlier masters still know the owner."""

from __future__ import annotations

MONTHS = ["2026-07", "2026-08", "2026-09"]


def keep_history(warehouse, table: str) -> None:
    """An earlier-masters view as ingest makes it: the contract's columns and `month`."""
    warehouse.con.execute(f"CREATE TABLE {table}_history AS SELECT *, ''::VARCHAR AS month FROM {table} LIMIT 0")


def holding(warehouse, holding_id: str, cust_no: str, month: str) -> None:
    warehouse.add("wealth_history", holding_id=holding_id, src_sys="CORE", cust_no=cust_no, kind="1",
                  balance_fen=900, buy_on="2026-01-01", month=month)


def two_customers(warehouse) -> None:
    for customer in ("C1", "C2"):
        warehouse.customer(customer)
        warehouse.account(f"D{customer}", customer)
        for month in MONTHS:
            warehouse.balance(f"D{customer}", 10, month=month)


def test_a_dropped_holding_keeps_its_past_and_has_no_present(warehouse) -> None:
    two_customers(warehouse)
    keep_history(warehouse, "wealth")
    holding(warehouse, "W1", "C1", "2026-07")
    warehouse.balance("W1", 900, month="2026-07")
    warehouse.build(months=MONTHS)
    assert warehouse.past("C1", "aum_end_fen") == {"2026-07": 910, "2026-08": 10, "2026-09": 10}
    assert warehouse.past("C1", "n_owned") == {"2026-07": 2, "2026-08": 1, "2026-09": 1}
    assert warehouse.one("SELECT sum(unallocated_fen)::BIGINT FROM reconciliation") == (0,)
    closed = warehouse.one("SELECT close_on FROM account_links WHERE account_id = 'W1'")[0]
    assert str(closed) == "2026-08-31"  # the first month whose master no longer had it


def test_without_earlier_masters_the_dropped_holding_is_unallocated(warehouse) -> None:
    two_customers(warehouse)
    warehouse.balance("W1", 900, month="2026-07")
    warehouse.build(months=MONTHS)
    found = warehouse.one("SELECT source_fen, customers_fen, unallocated_fen, difference_fen FROM reconciliation "
                          "WHERE measure = 'orphan_end' AND month = '2026-07'")
    assert found == (900, 0, 900, 0)


def test_the_last_master_that_had_it_names_the_owner(warehouse) -> None:
    two_customers(warehouse)
    keep_history(warehouse, "wealth")
    holding(warehouse, "W1", "C1", "2026-07")
    holding(warehouse, "W1", "C2", "2026-08")
    warehouse.balance("W1", 900, month="2026-07")
    warehouse.build(months=MONTHS)
    assert warehouse.past("C2", "aum_end_fen")["2026-07"] == 910


def test_the_present_master_wins_and_a_stale_balance_never_shows(warehouse) -> None:
    two_customers(warehouse)
    keep_history(warehouse, "wealth")
    holding(warehouse, "W1", "C1", "2026-08")
    holding(warehouse, "W2", "C1", "2026-08")
    warehouse.account("W1", "C2", kind="wealth")
    warehouse.balance("W1", 5)
    warehouse.balance("W2", 7, month="2026-08")
    warehouse.build(months=MONTHS)
    assert warehouse.month_of("C2", "aum_end_fen", "has_wealth") == (15, True)
    assert warehouse.month_of("C1", "aum_end_fen", "has_wealth") == (10, False)  # the 900 of August are gone


def test_a_dropped_deposit_counts_until_it_was_dropped(warehouse) -> None:
    two_customers(warehouse)
    keep_history(warehouse, "acct_time")
    warehouse.add("acct_time_history", account_id="T1", src_sys="CORE", cust_no="C1", open_on="2025-01-01",
                  month="2026-08")
    warehouse.balance("T1", 3, month="2026-08")
    warehouse.build(months=MONTHS)
    assert warehouse.past("C1", "n_owned") == {"2026-07": 2, "2026-08": 2, "2026-09": 1}


def test_a_kind_of_which_every_contract_was_dropped_still_reconciles(warehouse) -> None:
    two_customers(warehouse)
    keep_history(warehouse, "wealth")
    holding(warehouse, "W1", "C1", "2026-07")
    warehouse.balance("W1", 900, month="2026-07")
    warehouse.build(months=MONTHS, supplied={"acct_demand": ["account_id"]})
    assert warehouse.one("SELECT count(*) FROM reconciliation WHERE difference_fen <> 0") == (0,)
    assert warehouse.month_of("C1", "has_wealth") is None  # this month's table did not come
