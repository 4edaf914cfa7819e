"""The feature table on a bank of three customers, every figure counted by hand; what is missing is NULL."""

from __future__ import annotations

import pandas as pd
import pytest

from rccrm_lib.acrm.segments import build_features
from rccrm_lib.core.segment_settings import TagSettings
from rccrm_lib.facts.calendar import add_months

MONTH = "2026-09"
MONTHS = [add_months(MONTH, -n) for n in range(12, -1, -1)]


@pytest.fixture
def bank(con):
    """A works away and is paid; B has matured and renewed; C died. Movements are supplied for three months only."""
    con.execute("""
        CREATE TABLE customers AS SELECT * FROM (VALUES
          ('A', '8', DATE '1990-10-01', FALSE, NULL::DATE), ('B', '1', DATE '1990-09-30', TRUE, NULL),
          ('C', '1', DATE '1940-01-01', FALSE, DATE '2026-08-01'), ('D', '1', NULL, NULL, NULL)
        ) AS t(customer_id, occupation, birth_on, refuses_marketing, death_on);
        CREATE TABLE customer_months AS
        SELECT customer_id, 'FARM' AS nature, 'person' AS party_kind, (customer_id <> 'D')::INT AS n_accounts, 2 AS n_products,
               TRUE AS has_time, NULL::BOOLEAN AS has_wealth, FALSE AS has_loan, TRUE AS has_card, TRUE AS has_mobile_bank,
               FALSE AS has_merchant, 500 AS aum_avg_fen, 400 AS demand_avg_fen, 0 AS loan_end_fen, 40 AS tenure_months,
               DATE '2026-07-15' AS last_active_on, 'V1' AS village_id, 'H1' AS household_id
        FROM customers;
        CREATE TABLE account_links AS SELECT * FROM (VALUES ('a1', 'A', 'owner', 'demand'), ('b1', 'B', 'owner', 'time'),
          ('b2', 'B', 'owner', 'time'), ('b3', 'B', 'owner', 'loan'), ('a1', 'B', 'co_user', 'demand'),
          ('x', NULL, 'owner', 'demand')
        ) AS t(account_id, customer_id, role, kind);
        CREATE TABLE links AS SELECT 'ARCH' AS src_sys, 'n1' AS cust_no, 'A' AS customer_id;
        CREATE TABLE household_archive AS SELECT 'ARCH' AS src_sys, 'n1' AS cust_no, DATE '2025-01-01' AS away_since_on;
        CREATE TABLE acct_time AS SELECT * FROM (VALUES
          ('b1', DATE '2024-06-01', DATE '2026-06-01', DATE '2026-06-01', '1', 100),
          ('b2', DATE '2026-06-10', DATE '2026-12-10', NULL, '0', 700)
        ) AS t(account_id, open_on, mature_on, close_on, status, balance_fen);
        CREATE TABLE loan AS SELECT 'b3' AS loan_id, DATE '2026-10-30' AS due_on, 0 AS overdue_days, 50 AS balance_fen;
        CREATE TABLE txn_history (month VARCHAR, account_id VARCHAR, dc VARCHAR, channel VARCHAR, summary VARCHAR,
          initiator VARCHAR, own_flag BOOLEAN, counter_bank VARCHAR, amount_fen BIGINT);
        INSERT INTO txn_history VALUES
          ('2026-07', 'a1', 'D', 'MOB', 'TRO', 'C', FALSE, '102', 300),
          ('2026-08', 'a1', 'D', 'MOB', 'TRO', 'C', TRUE, '102', 999),
          ('2026-09', 'a1', 'D', 'CTR', 'WDR', 'C', NULL, NULL, 50), ('2026-09', 'a1', 'C', 'SYS', 'INT', 'S', NULL, NULL, 7),
          ('2026-09', 'x', 'D', 'CTR', 'WDR', 'C', NULL, NULL, 50), ('2026-09', 'b1', 'D', 'SYS', 'REP', 'S', NULL, NULL, 20);
    """)
    con.execute("CREATE TABLE customer_history (customer_id VARCHAR, month VARCHAR, aum_avg_fen BIGINT, customer_in_fen BIGINT, "
                "customer_out_fen BIGINT)")
    con.execute("CREATE TABLE payroll_history (month VARCHAR, account_id VARCHAR, kind VARCHAR, amount_fen BIGINT)")
    for month in MONTHS:
        inflow = {"2026-01": 900, "2026-02": 300}.get(month, 10)
        con.execute("INSERT INTO customer_history VALUES ('A', ?, 500, ?, 5), ('B', ?, 100, NULL, NULL)", [month, inflow, month])
        con.execute("INSERT INTO payroll_history VALUES (?, 'x', '1', 1)", [month])
        if month >= "2026-08":
            con.execute("INSERT INTO payroll_history VALUES (?, 'a1', '1', 70)", [month])
    return con


def features(con, supplied, **without):
    for table in without:
        supplied.pop(table)
    build_features(con, settings=TagSettings(), month=MONTH, months=MONTHS, supplied=supplied)
    return con.execute("SELECT * FROM customer_features ORDER BY customer_id").df().set_index("customer_id")


def test_each_feature_is_what_one_counts_by_hand(bank, supplied):
    found = features(bank, supplied)
    assert list(found.index) == ["A", "B"]  # C died, D has no account
    a, b = found.loc["A"], found.loc["B"]
    assert (a["age_years"], b["age_years"]) == (35, 36)
    assert a["is_away"] and pd.isna(b["is_away"])  # B stands in no archive
    assert (a["in_festival_fen"], a["in_usual_fen"], a["aum_year_ago_fen"], a["months_since_active"]) == (600, 10, 500, 2)
    assert (a["n_txn_3m"], a["n_mobile_3m"], a["n_counter_3m"], a["other_out_3m_fen"]) == (2, 1, 1, 300)  # own transfers apart
    assert (a["n_wage_3m"], a["wage_3m_fen"], a["first_wage_months_ago"]) == (2, 140, 1)
    assert (b["n_time_renewed_12m"], b["days_to_maturity"], b["maturing_90d_fen"]) == (1, 31 + 30 + 10, 700)
    assert (b["days_to_loan_due"], b["n_repay_3m"], b["n_wage_3m"]) == (30, 1, 0)
    assert b["refuses_marketing"] and not a["refuses_marketing"]


def test_months_that_were_not_delivered_are_no_quiet_months(bank, supplied):
    found = features(bank, supplied)
    assert found[["n_counter_before_3m", "n_mobile_before_3m"]].isna().all(axis=None)
    bank.execute("DELETE FROM txn_history WHERE month = '2026-08'")
    assert features(bank, supplied)["n_txn_3m"].isna().all()


def test_what_is_not_supplied_is_missing(bank, supplied):
    found = features(bank, supplied, payroll=True, household_archive=True)
    assert found[["n_wage_3m", "first_wage_months_ago", "is_away"]].isna().all(axis=None)
    assert found["has_wealth"].isna().all()
    assert found["in_usual_fen"].isna().tolist() == [False, True]
