-- One row per owner in one month: accumulations (fen*day) and end balances (fen) by kind. Without a customer: unallocated.
-- A balance whose number is in no master (closed and dropped, or an orphan) has no kind: orphan_*, unallocated.
-- One month at a time: thirteen at once would need several times the memory.
CREATE OR REPLACE TEMP TABLE view_month_balances AS
SELECT
  accounts.owner_no,
  coalesce(sum(bal.accumulation_fen_day) FILTER (WHERE accounts.kind = 'demand'), 0)::BIGINT AS demand_fen_day,
  coalesce(sum(bal.accumulation_fen_day) FILTER (WHERE accounts.kind = 'time'), 0)::BIGINT AS time_fen_day,
  coalesce(sum(bal.accumulation_fen_day) FILTER (WHERE accounts.kind = 'wealth'), 0)::BIGINT AS wealth_fen_day,
  coalesce(sum(bal.accumulation_fen_day) FILTER (WHERE accounts.kind = 'loan'), 0)::BIGINT AS loan_fen_day,
  coalesce(sum(bal.accumulation_fen_day) FILTER (WHERE accounts.kind IS NULL), 0)::BIGINT AS orphan_fen_day,
  coalesce(sum(bal.balance_fen) FILTER (WHERE accounts.kind = 'demand'), 0)::BIGINT AS demand_end_fen,
  coalesce(sum(bal.balance_fen) FILTER (WHERE accounts.kind = 'time'), 0)::BIGINT AS time_end_fen,
  coalesce(sum(bal.balance_fen) FILTER (WHERE accounts.kind = 'wealth'), 0)::BIGINT AS wealth_end_fen,
  coalesce(sum(bal.balance_fen) FILTER (WHERE accounts.kind = 'loan'), 0)::BIGINT AS loan_end_fen,
  coalesce(sum(bal.balance_fen) FILTER (WHERE accounts.kind IS NULL), 0)::BIGINT AS orphan_end_fen,
  -- money that the customer moved into and out of deposits and wealth; a loan's own movements are not counted
  coalesce(sum(bal.customer_in_fen) FILTER (WHERE accounts.kind <> 'loan'), 0)::BIGINT AS customer_in_fen,
  coalesce(sum(bal.customer_out_fen) FILTER (WHERE accounts.kind <> 'loan'), 0)::BIGINT AS customer_out_fen,
  -- wealth and loans have no closing date in their masters: they are held while a balance stands
  count(*) FILTER (WHERE accounts.kind = 'wealth' AND bal.balance_fen <> 0)::BIGINT AS n_wealth,
  count(*) FILTER (WHERE accounts.kind = 'loan' AND bal.balance_fen <> 0)::BIGINT AS n_loan
FROM bal_month_history bal
LEFT JOIN view_accounts accounts USING (account_id)
WHERE bal.month = $month
GROUP BY accounts.owner_no
