"""The columns of the customer month beside the balances: what is held, how it is used, who looks after it."""

from __future__ import annotations


def test_not_supplied_is_null_and_never_zero(warehouse) -> None:
    warehouse.customer("C1")
    warehouse.account("D1", "C1")
    warehouse.balance("D1", 5)
    warehouse.build()
    columns = ("has_time", "has_wealth", "has_loan", "has_card", "has_mobile_bank", "has_merchant", "has_share",
               "has_payroll", "time_avg_fen", "wealth_avg_fen", "loan_avg_fen", "share_fen", "n_txn", "n_txn_mobile",
               "customer_in_fen", "last_active_on")
    assert set(warehouse.month_of("C1", *columns)) == {None}
    assert warehouse.month_of("C1", "aum_avg_fen", "has_demand", "n_products") == (5, True, 1)


def test_what_ingest_recorded_as_supplied_tells_zero_from_missing(warehouse) -> None:
    warehouse.customer("C1")
    warehouse.account("D1", "C1")
    warehouse.balance("D1", 5, customer_in_fen=3)
    warehouse.build(supplied={"acct_demand": ["account_id"], "wealth": ["holding_id"], "card": ["card_id"],
                              "bal_month": ["account_id", "balance_fen"]})
    assert warehouse.month_of("C1", "has_wealth", "wealth_avg_fen", "has_card") == (False, 0, False)
    assert warehouse.month_of("C1", "has_loan", "loan_end_fen", "customer_in_fen") == (None, None, None)


def test_channel_mix_counts_what_the_customer_started_this_month(warehouse) -> None:
    warehouse.customer("C1")
    warehouse.customer("C2")
    warehouse.account("D1", "C1")
    warehouse.account("D2", "C2")
    for seq, (day, channel, initiator) in enumerate([
        ("2026-09-01", "CTR", "C"), ("2026-09-02", "MOB", "C"), ("2026-09-02", "MOB", "C"), ("2026-09-03", None, "C"),
        ("2026-09-21", "SYS", "S"), ("2026-09-30", "CTR", "J"), ("2026-08-30", "AGT", "C"),
    ]):
        warehouse.txn("D1", day, seq=seq, channel=channel, initiator=initiator)
    warehouse.balance("D1", 1, month="2026-08")
    warehouse.build(months=["2026-08", "2026-09"])
    columns = ("n_txn", "n_txn_counter", "n_txn_mobile", "n_txn_agent")
    assert warehouse.month_of("C1", *columns) == (4, 1, 2, 0)
    assert warehouse.month_of("C2", *columns) == (0, 0, 0, 0)
    assert str(warehouse.month_of("C1", "last_active_on")) == "2026-09-03"  # interest and a court order are no activity


def test_last_activity_takes_the_later_of_master_and_movements(warehouse) -> None:
    warehouse.customer("C1")
    warehouse.account("D1", "C1", last_active_on="2026-05-05")
    warehouse.account("D2", "C1", last_active_on="2026-10-01")  # after the month: not known then
    warehouse.build()
    assert str(warehouse.month_of("C1", "last_active_on")) == "2026-05-05"


def test_services_need_to_be_alive_at_the_end_of_the_month(warehouse) -> None:
    for customer in ("C1", "C2"):
        warehouse.customer(customer)
        warehouse.account(f"D{customer}", customer)
    who = {"src_sys": "CORE"}
    warehouse.add("card", card_id="1", account_id="DC1", status="0", valid_to_on="2026-09-30")
    warehouse.add("card", card_id="2", account_id="DC2", status="0", valid_to_on="2026-09-29")
    warehouse.add("card", card_id="3", account_id="DC2", status="1")
    warehouse.add("ebank", **who, cust_no="C1", channel="MOB", status="0", sign_on="2026-09-30")
    warehouse.add("ebank", **who, cust_no="C2", channel="MOB", status="1")
    warehouse.add("ebank", **who, cust_no="C2", channel="POS", sign_on="2026-10-01")
    warehouse.add("share", share_no="1", **who, cust_no="C1", kind="1", amount_fen=100)
    warehouse.add("share", share_no="2", **who, cust_no="C1", kind="2", amount_fen=250)
    warehouse.add("payroll", account_id="DC1", pay_on="2026-09-10", kind="1", amount_fen=5)
    warehouse.add("payroll", account_id="DC2", pay_on="2026-08-10", kind="1", amount_fen=5)
    warehouse.build()
    columns = ("has_card", "has_mobile_bank", "has_merchant", "has_share", "share_fen", "has_payroll", "n_products")
    assert warehouse.month_of("C1", *columns) == (True, True, False, True, 350, True, 5)
    assert warehouse.month_of("C2", *columns) == (False, False, False, False, 0, False, 1)


def test_the_manager_with_the_largest_average_looks_after_the_customer(warehouse) -> None:
    warehouse.customer("C1")
    warehouse.customer("C2", branch_id="B9")
    warehouse.account("D1", "C1", manager_id="M1", branch_id="B1")
    warehouse.account("D2", "C1", manager_id="M1", branch_id="B2")
    warehouse.account("D3", "C1", manager_id="M2", branch_id="B3")
    warehouse.account("D4", "C1", manager_id="M3", branch_id="B1", close_on="2026-09-15")
    for account, daily in {"D1": 60, "D2": 60, "D3": 100, "D4": 10_000}.items():
        warehouse.balance(account, 0, daily=daily)
    warehouse.account("T1", "C2", kind="time", manager_id="M8", branch_id="B1")
    warehouse.account("T2", "C2", kind="time", manager_id="M7", branch_id="B1")
    warehouse.build()
    assert warehouse.month_of("C1", "manager_id", "branch_id") == ("M1", "B3")
    assert warehouse.month_of("C2", "manager_id", "branch_id") == ("M7", "B9")  # equal: the smaller code


def test_whom_somebody_was_assigned_to_looks_after_the_customer_whatever_the_contracts_say(warehouse) -> None:
    for customer in ("C1", "C2", "C3"):
        warehouse.customer(customer)
    for account, customer in {"D1": "C1", "D2": "C2"}.items():
        warehouse.account(account, customer, manager_id="M1", branch_id="B1")
    warehouse.con.execute("CREATE TABLE assigned_managers (customer_id VARCHAR, manager_id VARCHAR)")
    warehouse.con.execute("INSERT INTO assigned_managers VALUES ('C1', 'M2'), ('C2', NULL), ('C3', 'M3')")
    warehouse.build()
    assert [warehouse.month_of(c, "manager_id", "branch_id") for c in ("C1", "C2", "C3")] == [
        ("M2", "B1"), (None, "B1"), ("M3", None)]


def test_tenure_counts_from_the_first_account_or_record(warehouse) -> None:
    warehouse.customer("C1", first_open_on="2024-03-31")
    warehouse.customer("C2", first_open_on="2030-01-01")
    warehouse.customer("C3", first_open_on="2019-12-01")
    warehouse.account("D1", "C1", open_on="2024-04-01")
    warehouse.account("D2", "C2", open_on="2026-09-30", close_on="2026-09-30")
    warehouse.build()
    assert [warehouse.month_of(c, "tenure_months") for c in ("C1", "C2", "C3")] == [30, 0, 81]


def test_the_holding_matrix_ties_with_the_customer_month(warehouse) -> None:
    for customer in ("C1", "C2", "C3"):
        warehouse.customer(customer)
    warehouse.account("D1", "C1")
    warehouse.account("T2", "C2", kind="time")
    warehouse.build()  # C3 holds no account and is not in the denominator
    rows = warehouse.frame("SELECT product, n, n_customers, penetration FROM holding_matrix").set_index("product")
    assert rows.loc["demand"].tolist() == [1, 2, 0.5]
    assert rows.loc["time"].tolist() == [1, 2, 0.5]
    assert rows.loc["card", ["n", "penetration"]].isna().all()
    assert len(rows) == 9
