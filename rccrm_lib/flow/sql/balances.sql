-- One row per month of the history: daily averages and month-end balances of all customers, in fen.
-- The unallocated part is not in it; the reconciliation shows it. Months without any balance are left out.
SELECT
  month,
  count(*) FILTER (WHERE n_accounts > 0)::BIGINT AS n_customers,
  (sum(demand_avg_fen) + coalesce(sum(time_avg_fen), 0))::BIGINT AS deposit_avg_fen,
  (sum(aum_end_fen) - coalesce(sum(wealth_end_fen), 0))::BIGINT AS deposit_end_fen,
  sum(wealth_avg_fen)::BIGINT AS wealth_avg_fen,
  sum(aum_avg_fen)::BIGINT AS aum_avg_fen,
  sum(loan_avg_fen)::BIGINT AS loan_avg_fen,
  sum(loan_end_fen)::BIGINT AS loan_end_fen
FROM customer_history
GROUP BY month
HAVING n_customers > 0
ORDER BY month
