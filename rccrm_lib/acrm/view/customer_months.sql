-- One row per customer in the month, whether or not anything is held. NULL: the bank did not supply it.
CREATE OR REPLACE TABLE customer_months AS
WITH joined AS (
  SELECT
    customers.customer_id,
    months.month,
    customers.nature,
    customers.party_kind,
    coalesce(history.n_accounts, 0) AS n_accounts,
    coalesce(history.n_owned, 0) AS n_owned,
    coalesce(history.n_co_used, 0) AS n_co_used,
    CASE WHEN table_demand THEN coalesce(held.has_demand, FALSE) END AS has_demand,
    CASE WHEN table_time THEN coalesce(held.has_time, FALSE) END AS has_time,
    CASE WHEN table_wealth THEN coalesce(held.has_wealth, FALSE) END AS has_wealth,
    CASE WHEN table_loan THEN coalesce(held.has_loan, FALSE) END AS has_loan,
    CASE WHEN table_card THEN coalesce(services.has_card, FALSE) END AS has_card,
    CASE WHEN table_ebank THEN coalesce(services.has_mobile_bank, FALSE) END AS has_mobile_bank,
    CASE WHEN table_ebank THEN coalesce(services.has_merchant, FALSE) END AS has_merchant,
    CASE WHEN table_share THEN coalesce(services.share_fen, 0) > 0 END AS has_share,
    CASE WHEN table_payroll THEN coalesce(services.has_payroll, FALSE) END AS has_payroll,
    CASE WHEN bal_demand THEN coalesce(history.demand_avg_fen, 0) END AS demand_avg_fen,
    CASE WHEN bal_time THEN coalesce(history.time_avg_fen, 0) END AS time_avg_fen,
    CASE WHEN bal_wealth THEN coalesce(history.wealth_avg_fen, 0) END AS wealth_avg_fen,
    CASE WHEN bal_aum THEN coalesce(history.aum_avg_fen, 0) END AS aum_avg_fen,
    CASE WHEN bal_aum THEN coalesce(history.aum_end_fen, 0) END AS aum_end_fen,
    CASE WHEN bal_loan THEN coalesce(history.loan_avg_fen, 0) END AS loan_avg_fen,
    CASE WHEN bal_loan THEN coalesce(history.loan_end_fen, 0) END AS loan_end_fen,
    CASE WHEN table_loan THEN coalesce(held.loan_amount_fen, 0) END AS loan_amount_fen,
    CASE WHEN table_share THEN coalesce(services.share_fen, 0) END AS share_fen,
    CASE WHEN txn_counts THEN coalesce(txns.n_txn, 0) END AS n_txn,
    CASE WHEN txn_channels THEN coalesce(txns.n_txn_counter, 0) END AS n_txn_counter,
    CASE WHEN txn_channels THEN coalesce(txns.n_txn_self, 0) END AS n_txn_self,
    CASE WHEN txn_channels THEN coalesce(txns.n_txn_mobile, 0) END AS n_txn_mobile,
    CASE WHEN txn_channels THEN coalesce(txns.n_txn_web, 0) END AS n_txn_web,
    CASE WHEN txn_channels THEN coalesce(txns.n_txn_pos, 0) END AS n_txn_pos,
    CASE WHEN txn_channels THEN coalesce(txns.n_txn_agent, 0) END AS n_txn_agent,
    CASE WHEN bal_in THEN coalesce(history.customer_in_fen, 0) END AS customer_in_fen,
    CASE WHEN bal_out THEN coalesce(history.customer_out_fen, 0) END AS customer_out_fen,
    -- greatest and least pass over NULL
    greatest(held.last_active_on, txns.last_txn_on) AS last_active_on,
    customers.completeness::BIGINT AS completeness,
    keepers.manager_id,
    coalesce(customers.branch_id, keepers.branch_id) AS branch_id,
    customers.village_id,
    customers.household_id,
    least(held.first_open_on, CASE WHEN customers.first_open_on <= month_end_on THEN customers.first_open_on END)
      AS first_open_on,
    months.month_end_on
  FROM customers
  CROSS JOIN (SELECT * FROM view_months WHERE is_current) months
  CROSS JOIN view_supplied
  JOIN view_month_supply supply ON supply.month = months.month
  LEFT JOIN customer_history history
    ON history.customer_id = customers.customer_id AND history.month = months.month
  LEFT JOIN view_customer_accounts held ON held.customer_id = customers.customer_id
  LEFT JOIN view_customer_services services ON services.customer_id = customers.customer_id
  LEFT JOIN view_customer_txns txns ON txns.customer_id = customers.customer_id
  LEFT JOIN view_customer_keepers keepers ON keepers.customer_id = customers.customer_id
)
SELECT
  customer_id, month, nature, party_kind, n_accounts, n_owned, n_co_used,
  (coalesce(has_demand, FALSE)::INT + coalesce(has_time, FALSE)::INT + coalesce(has_wealth, FALSE)::INT
   + coalesce(has_loan, FALSE)::INT + coalesce(has_card, FALSE)::INT + coalesce(has_mobile_bank, FALSE)::INT
   + coalesce(has_merchant, FALSE)::INT + coalesce(has_share, FALSE)::INT
   + coalesce(has_payroll, FALSE)::INT)::BIGINT AS n_products,
  * EXCLUDE (customer_id, month, nature, party_kind, n_accounts, n_owned, n_co_used, month_end_on),
  (12 * (year(month_end_on) - year(first_open_on)) + month(month_end_on) - month(first_open_on))::BIGINT AS tenure_months
FROM joined
