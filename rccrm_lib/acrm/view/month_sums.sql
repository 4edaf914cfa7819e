-- At most two rows per month, allocated and unallocated: the sums that the reconciliation compares with the source.
CREATE OR REPLACE TEMP TABLE view_month_sums AS
SELECT
  $month AS month,
  owner_no IS NOT NULL AS is_allocated,
  sum(demand_end_fen)::BIGINT AS demand_end,
  sum(time_end_fen)::BIGINT AS time_end,
  sum(wealth_end_fen)::BIGINT AS wealth_end,
  sum(loan_end_fen)::BIGINT AS loan_end,
  sum(orphan_end_fen)::BIGINT AS orphan_end,
  sum(demand_fen_day)::BIGINT AS demand_accumulation,
  sum(time_fen_day)::BIGINT AS time_accumulation,
  sum(wealth_fen_day)::BIGINT AS wealth_accumulation,
  sum(loan_fen_day)::BIGINT AS loan_accumulation,
  sum(orphan_fen_day)::BIGINT AS orphan_accumulation
FROM view_month_balances
GROUP BY owner_no IS NOT NULL
