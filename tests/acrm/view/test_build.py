"""The customer month: who owns what, averages to the fen, what is not supplied, and the tie with the source."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rccrm_lib.core.engine import open_engine
from rccrm_lib.core.errors import SchemaError
from rccrm_lib.facts.money import divide_half_even

MONTHS = ["2026-07", "2026-08", "2026-09"]


def reconciliation(warehouse, month: str = "2026-09") -> dict[str, tuple[int, int, int, int]]:
    query = f"SELECT measure, * EXCLUDE (measure, month) FROM reconciliation WHERE month = '{month}'"
    return {row[0]: row[1:] for row in warehouse.con.execute(query).fetchall()}


def test_two_records_of_one_customer_add_up(warehouse) -> None:
    warehouse.customer("C1", "K1", "K2")
    warehouse.account("D1", "K1")
    warehouse.account("T1", "K2", kind="time")
    warehouse.balance("D1", 10_000)
    warehouse.balance("T1", 500_000)
    warehouse.build()
    assert warehouse.month_of("C1", "demand_avg_fen", "time_avg_fen", "aum_avg_fen", "aum_end_fen") == (
        10_000, 500_000, 510_000, 510_000)
    assert warehouse.month_of("C1", "n_accounts", "n_owned", "n_co_used") == (2, 2, 0)


def test_a_joint_account_counts_its_balance_once_at_the_owner(warehouse) -> None:
    for customer in ("C1", "C2", "C3"):
        warehouse.customer(customer)
    warehouse.account("D1", "C1")
    warehouse.add("acct_party", account_id="D1", src_sys="CORE", cust_no="C1", role="1")
    warehouse.add("acct_party", account_id="D1", src_sys="CORE", cust_no="C2", role="1")
    warehouse.add("acct_party", account_id="D1", src_sys="CORE", cust_no="C2", role="2")
    warehouse.add("acct_party", account_id="D1", src_sys="CORE", cust_no="C3", role="2")
    warehouse.add("acct_party", account_id="D1", src_sys="CORE", cust_no="stranger", role="2")
    warehouse.balance("D1", 7_000)
    warehouse.build()
    assert [warehouse.month_of(c, "aum_end_fen", "n_owned", "n_co_used") for c in ("C1", "C2", "C3")] == [
        (7_000, 1, 0), (0, 0, 1), (0, 0, 1)]
    assert reconciliation(warehouse)["demand_end"] == (7_000, 7_000, 0, 0)


def test_the_owner_may_come_from_the_party_table(warehouse) -> None:
    for customer in ("C1", "C2"):
        warehouse.customer(customer)
    warehouse.account("D1", None)
    warehouse.account("D2", "unknown")
    for cust_no in ("C2", "C1"):
        warehouse.add("acct_party", account_id="D1", src_sys="CORE", cust_no=cust_no, role="1")
    warehouse.add("acct_party", account_id="D2", src_sys="CORE", cust_no="C2", role="2")
    warehouse.balance("D1", 5)
    warehouse.balance("D2", 11)
    warehouse.build()
    owners = warehouse.frame("SELECT account_id, customer_id FROM account_links WHERE role = 'owner' ORDER BY ALL")
    assert owners.fillna("-").to_numpy().tolist() == [["D1", "C1"], ["D2", "-"]]  # two owners: the smaller number
    assert reconciliation(warehouse)["demand_end"] == (16, 5, 11, 0)  # a co-user is no owner


def test_a_customer_who_owns_and_co_uses_through_two_records_counts_once(warehouse) -> None:
    warehouse.customer("C1", "K1", "K2")
    warehouse.account("D1", "K1")
    warehouse.add("acct_party", account_id="D1", src_sys="CORE", cust_no="K2", role="2")
    warehouse.build()
    assert warehouse.month_of("C1", "n_accounts", "n_owned", "n_co_used") == (1, 1, 0)


def test_orphans_and_ownerless_accounts_are_unallocated_and_visible(warehouse) -> None:
    warehouse.customer("C1")
    warehouse.account("D1", "C1")
    warehouse.account("L1", None, kind="loan")
    warehouse.add("links", src_sys="CORE", cust_no="gone", customer_id="nobody")
    warehouse.account("D2", "gone")  # linked to a customer that is not in the table of customers
    warehouse.balance("D1", 1)
    warehouse.balance("L1", 20)
    warehouse.balance("D2", 300)
    warehouse.balance("dropped", 4_000)
    warehouse.build()
    found = reconciliation(warehouse)
    assert found["demand_end"] == (301, 1, 300, 0)
    assert found["loan_end"] == (20, 0, 20, 0)
    assert found["orphan_end"] == (4_000, 0, 4_000, 0)
    assert found["balance_total"] == (4_321, 1, 4_320, 0)
    assert found["orphan_accumulation"] == (120_000, 0, 120_000, 0)


def test_a_wrong_link_that_doubles_a_balance_shows_as_a_difference(warehouse) -> None:
    warehouse.customer("C1")
    warehouse.add("customers", customer_id="C2", party_kind="person", nature="FARM")
    warehouse.add("links", src_sys="CORE", cust_no="C1", customer_id="C2")  # one record, two customers
    warehouse.account("D1", "C1")
    warehouse.balance("D1", 50)
    warehouse.build()
    assert reconciliation(warehouse)["demand_end"][3] == -50


@pytest.mark.parametrize(
    ("month", "fen_day", "average"),
    [
        ("2026-09", 75, 2), ("2026-09", 45, 2), ("2026-09", 105, 4),  # 2.5, 1.5, 3.5 over 30 days
        ("2026-09", -75, -2), ("2026-09", -45, -2), ("2026-09", -46, -2), ("2026-09", -44, -1),
        ("2026-02", 42, 2), ("2026-02", 14, 0), ("2024-02", 29, 1), ("2026-08", 46, 1), ("2026-08", 47, 2),
    ],
)
def test_averages_round_half_to_even_by_the_days_of_the_month(warehouse, month, fen_day, average) -> None:
    warehouse.customer("C1")
    warehouse.account("D1", "C1")
    warehouse.balance("D1", 0, month=month, fen_day=fen_day)
    warehouse.build(month=month)
    assert warehouse.month_of("C1", "demand_avg_fen") == average


def test_rounding_happens_once_per_customer_not_per_account(warehouse) -> None:
    warehouse.customer("C1")
    for account in ("D1", "D2"):
        warehouse.account(account, "C1")
        warehouse.balance(account, 0, fen_day=15)  # half a fen each: 0 + 0, but 1 together
    warehouse.build()
    assert warehouse.month_of("C1", "demand_avg_fen") == 1


@given(total=st.integers(-(10**17), 10**17), days=st.integers(28, 31))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_macro_agrees_with_plain_integers(half_even_engine, total, days) -> None:
    found = half_even_engine.execute("SELECT half_even(?::BIGINT, ?::BIGINT)", [total, days]).fetchone()
    assert found == (divide_half_even(total, days),)


@pytest.fixture(scope="module")
def half_even_engine():
    from rccrm_lib.acrm.view.build import run_stage

    with open_engine(threads=1) as con:
        run_stage(con, "half_even")
        yield con


def test_history_starts_with_the_first_account_and_goes_on_after_the_last(warehouse) -> None:
    warehouse.customer("C1")
    warehouse.customer("C2")
    warehouse.account("D1", "C1", open_on="2026-08-31")
    warehouse.account("D2", "C2", open_on="2020-01-01", close_on="2026-08-31")
    for month in MONTHS:
        warehouse.balance("other", 1, month=month)
    warehouse.build(months=MONTHS)
    assert warehouse.past("C1", "n_accounts") == {"2026-08": 1, "2026-09": 1}
    assert warehouse.past("C2", "n_accounts") == {"2026-07": 1, "2026-08": 0, "2026-09": 0}


def test_a_balance_before_the_opening_date_still_has_its_month(warehouse) -> None:
    warehouse.customer("C1")
    warehouse.account("D1", "C1", open_on="2026-09-02")
    warehouse.balance("D1", 9, month="2026-07")
    warehouse.account("D2", "C1")
    warehouse.balance("D2", 1, month="2026-09")
    warehouse.build(months=["2026-07", "2026-09"])
    assert warehouse.past("C1", "aum_end_fen") == {"2026-07": 9, "2026-09": 1}


def test_a_kind_not_supplied_in_a_past_month_is_missing_there_and_not_zero(warehouse) -> None:
    """Wealth is delivered from September on: July and August cannot be compared, nobody was upgraded."""
    warehouse.customer("C1")
    warehouse.account("D1", "C1", open_on="2020-01-01")
    warehouse.account("W1", "C1", kind="wealth", buy_on="2020-01-01")
    for month in MONTHS:
        warehouse.balance("D1", 1000, month=month)
    warehouse.balance("W1", 900_000, month="2026-09")
    warehouse.build(months=MONTHS)
    assert warehouse.past("C1", "wealth_avg_fen") == {"2026-07": None, "2026-08": None, "2026-09": 900_000}
    assert warehouse.past("C1", "aum_avg_fen") == {"2026-07": None, "2026-08": None, "2026-09": 901_000}


def test_closed_without_a_date_and_closed_before_opened(warehouse) -> None:
    warehouse.customer("C1")
    warehouse.account("D1", "C1", status="1")
    warehouse.account("D2", "C1", open_on="2026-08-10", close_on="2026-08-01")
    warehouse.account("D3", "C1", status="2")
    for month in MONTHS:
        warehouse.balance("other", 1, month=month)
    warehouse.build(months=MONTHS)
    assert warehouse.past("C1", "n_owned") == {"2026-07": 2, "2026-08": 2, "2026-09": 1}


def test_loans_and_wealth_are_held_while_a_balance_stands(warehouse) -> None:
    warehouse.customer("C1")
    warehouse.account("D1", "C1")
    warehouse.account("L1", "C1", kind="loan", amount_fen=900)
    warehouse.account("L2", "C1", kind="loan", amount_fen=70)
    warehouse.account("W1", "C1", kind="wealth")
    warehouse.balance("L1", 500, month="2026-08")
    warehouse.balance("L1", 0)
    warehouse.balance("L2", 60)
    warehouse.balance("W1", 8)
    warehouse.build(months=["2026-08", "2026-09"])
    assert warehouse.past("C1", "n_owned") == {"2026-08": 2, "2026-09": 3}
    assert warehouse.month_of("C1", "has_loan", "loan_amount_fen", "loan_end_fen", "has_wealth", "aum_end_fen") == (
        True, 70, 60, True, 8)


def test_a_month_that_was_not_delivered_is_left_out_not_zero(warehouse) -> None:
    warehouse.customer("C1")
    warehouse.account("D1", "C1")
    warehouse.balance("D1", 5, month="2026-07")
    warehouse.balance("D1", 5, month="2026-09")
    warehouse.build(months=MONTHS)
    assert list(warehouse.past("C1", "aum_end_fen")) == ["2026-07", "2026-09"]


def test_a_current_month_without_balances_is_missing_not_zero(warehouse) -> None:
    warehouse.customer("C1")
    warehouse.account("D1", "C1")
    warehouse.balance("D1", 5, month="2026-08")
    warehouse.build(months=["2026-08", "2026-09"])
    assert warehouse.month_of("C1", "aum_avg_fen", "demand_avg_fen", "n_accounts") == (None, None, 1)


def test_a_number_in_two_masters_counts_once(warehouse) -> None:
    warehouse.customer("C1")
    warehouse.account("X", "C1")
    warehouse.account("X", "C1", kind="loan")
    warehouse.balance("X", 100)
    warehouse.build()
    assert warehouse.month_of("C1", "aum_end_fen", "loan_end_fen") == (100, 0)
    assert all(row[3] == 0 for row in reconciliation(warehouse).values())


def test_an_overflowing_sum_raises_instead_of_bending(warehouse) -> None:
    warehouse.customer("C1")
    for account in ("D1", "D2"):
        warehouse.account(account, "C1")
        warehouse.balance(account, 0, fen_day=2**62)
    with pytest.raises(duckdb.Error):
        warehouse.build()


def test_a_customer_twice_breaks_the_declared_key(warehouse) -> None:
    warehouse.customer("C1")
    warehouse.add("customers", customer_id="C1", party_kind="person", nature="FARM")
    with pytest.raises(SchemaError, match="not unique"):
        warehouse.build()


def test_running_twice_gives_the_same_tables(warehouse) -> None:
    warehouse.customer("C1")
    warehouse.account("D1", "C1")
    warehouse.balance("D1", 12_345)
    warehouse.build()
    first = warehouse.frame("SELECT * FROM customer_months")
    warehouse.build()
    assert first.equals(warehouse.frame("SELECT * FROM customer_months"))


ACCOUNTS = st.lists(
    st.tuples(
        st.sampled_from(["demand", "time", "wealth", "loan", "orphan"]),
        st.sampled_from([None, "C1", "C2", "stranger"]),
        st.lists(st.tuples(st.sampled_from(MONTHS), st.integers(-10**12, 10**12), st.integers(-10**13, 10**13)),
                 max_size=3, unique_by=lambda row: row[0]),
    ),
    max_size=8,
)


@given(accounts=ACCOUNTS, backwards=st.booleans())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_data_reconcile_to_zero_whatever_the_order_of_rows(make_warehouse, accounts, backwards) -> None:
    with make_warehouse() as warehouse:
        for customer in ("C1", "C2"):
            warehouse.customer(customer)
        numbered = list(enumerate(accounts))
        for number, (kind, owner, balances) in reversed(numbered) if backwards else numbered:
            if kind != "orphan":
                warehouse.account(f"A{number}", owner, kind=kind)
            for month, end, fen_day in balances:
                warehouse.balance(f"A{number}", end, month=month, fen_day=fen_day)
        warehouse.build(months=MONTHS)
        assert warehouse.one("SELECT count(*) FROM reconciliation WHERE difference_fen <> 0") == (0,)
        delivered = [row for account in accounts for row in account[2]]
        for month in MONTHS:
            expected = sum(end for at, end, _ in delivered if at == month)
            assert reconciliation(warehouse, month).get("balance_total", (0,))[0] == expected
        owned = [(month, end) for kind, owner, rows in accounts for month, end, _ in rows
                 if owner in ("C1", "C2") and kind in ("demand", "time", "wealth")]
        # a month in which a kind of balance is missing tells no assets at all
        told = warehouse.frame("SELECT DISTINCT month FROM customer_history WHERE aum_end_fen IS NOT NULL")["month"]
        published = warehouse.one("SELECT coalesce(sum(aum_end_fen), 0)::BIGINT FROM customer_history")[0]
        assert published == sum(end for month, end in owned if month in set(told))


def test_movements_supplied_in_some_months_are_told_in_those_only(warehouse) -> None:
    warehouse.customer("C1")
    warehouse.account("D1", "C1", open_on="2020-01-01")
    warehouse.balance("D1", 1000, month="2026-07", customer_in_fen=70, customer_out_fen=0)
    warehouse.balance("D1", 1000, month="2026-08")
    warehouse.balance("D1", 1000, month="2026-09", customer_in_fen=0, customer_out_fen=0)
    warehouse.build(months=MONTHS)
    assert warehouse.past("C1", "customer_in_fen") == {"2026-07": 70, "2026-08": None, "2026-09": 0}


def test_a_repaid_loan_leaves_its_co_user_with_nothing(warehouse) -> None:
    for customer in ("C1", "C2"):
        warehouse.customer(customer)
    warehouse.account("L1", "C1", kind="loan", start_on="2020-01-01")
    warehouse.add("acct_party", account_id="L1", src_sys="CORE", cust_no="C2", role="2")
    warehouse.account("L2", "C1", kind="loan", start_on="2020-01-01")
    for month, left in (("2026-07", 500), ("2026-08", 500), ("2026-09", 0)):
        warehouse.balance("L1", left, month=month)
        warehouse.balance("L2", 900, month=month)
    warehouse.build(months=MONTHS)
    assert warehouse.past("C2", "n_accounts") == {"2026-07": 1, "2026-08": 1, "2026-09": 0}
