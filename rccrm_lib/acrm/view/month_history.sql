-- One row per customer in one month, from the month of the first account or balance on. Money in fen.
-- NULL where the bank did not supply the kind of balance or the column for this month; other months keep their figures.
-- aum is the sum of the kinds supplied. A month that lacks a kind which another month has cannot be compared with it: its
-- aum is NULL, so that a kind delivered for the first time is no growth (and no higher tier) of anybody.
CREATE OR REPLACE TEMP TABLE view_month_history AS
WITH allocated AS (
  SELECT * FROM view_month_balances WHERE owner_no IS NOT NULL
),
filled AS (
  SELECT
    owner_no,
    months.month,
    coalesce(n_deposits, 0) + coalesce(n_wealth, 0) + coalesce(n_loan, 0) AS n_owned,
    coalesce(n_co_used, 0) AS n_co_used,
    bal_aum,
    CASE WHEN bal_demand THEN coalesce(half_even(demand_fen_day, n_days), 0) END AS demand_avg_fen,
    CASE WHEN bal_time THEN coalesce(half_even(time_fen_day, n_days), 0) END AS time_avg_fen,
    CASE WHEN bal_wealth THEN coalesce(half_even(wealth_fen_day, n_days), 0) END AS wealth_avg_fen,
    CASE WHEN bal_loan THEN coalesce(half_even(loan_fen_day, n_days), 0) END AS loan_avg_fen,
    CASE WHEN bal_demand THEN coalesce(demand_end_fen, 0) END AS demand_end_fen,
    CASE WHEN bal_time THEN coalesce(time_end_fen, 0) END AS time_end_fen,
    CASE WHEN bal_wealth THEN coalesce(wealth_end_fen, 0) END AS wealth_end_fen,
    CASE WHEN bal_loan THEN coalesce(loan_end_fen, 0) END AS loan_end_fen,
    CASE WHEN bal_in THEN coalesce(customer_in_fen, 0) END AS customer_in_fen,
    CASE WHEN bal_out THEN coalesce(customer_out_fen, 0) END AS customer_out_fen
  FROM view_month_counts
  FULL JOIN allocated USING (owner_no)
  CROSS JOIN (SELECT * FROM view_months WHERE month = $month) months
  CROSS JOIN (SELECT * EXCLUDE month FROM view_month_supply WHERE month = $month) supply
)
SELECT
  customer_id,
  month,
  n_owned + n_co_used AS n_accounts,
  n_owned,
  n_co_used,
  demand_avg_fen,
  time_avg_fen,
  wealth_avg_fen,
  CASE WHEN bal_aum THEN coalesce(demand_avg_fen, 0) + coalesce(time_avg_fen, 0) + coalesce(wealth_avg_fen, 0) END AS aum_avg_fen,
  demand_end_fen,
  time_end_fen,
  wealth_end_fen,
  CASE WHEN bal_aum THEN coalesce(demand_end_fen, 0) + coalesce(time_end_fen, 0) + coalesce(wealth_end_fen, 0) END AS aum_end_fen,
  loan_avg_fen,
  loan_end_fen,
  customer_in_fen,
  customer_out_fen
FROM filled
JOIN view_owners USING (owner_no)
