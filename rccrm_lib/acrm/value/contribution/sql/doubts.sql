-- One row per item: by how much the contracts may miss the ledger, in fen over all units, because of what was set apart.
-- * Balances whose master's row was set apart: at most the widest spread of their kind.
-- * Deposits valued by their average price: at most the range of the month's prices.
-- * Movements that were set apart, or that no contract has: at most the dearest fee and cost each.
CREATE OR REPLACE TEMP TABLE value_doubts AS
WITH orphans AS (
  SELECT count(*) AS n, coalesce(sum(abs(accumulation_fen_day)), 0) AS fen_day
  FROM bal_month_history
  ANTI JOIN value_contracts USING (account_id)
  WHERE month = $month
),
apart AS (
  SELECT coalesce(sum(n) FILTER (WHERE table_name IN ('acct_demand', 'acct_time')), 0) > 0 AS has_deposits,
         coalesce(sum(n) FILTER (WHERE table_name = 'loan'), 0) > 0 AS has_loans,
         coalesce(sum(n) FILTER (WHERE table_name = 'txn'), 0) AS n_moves
  FROM value_set_apart
),
spreads AS (
  SELECT coalesce(max(abs(price - rate)) FILTER (WHERE kind <> 'loan'), 0) AS deposits,
         coalesce(max(abs(price - rate)) FILTER (WHERE kind = 'loan'), 0) AS loans
  FROM value_month_contracts
),
averages AS (
  SELECT count(*) AS n, coalesce(sum(abs(month.fen_day)::HUGEINT * (demand.price - demand.lowest_price)), 0) AS parts
  FROM value_month_contracts month
  JOIN value_contract_terms terms USING (contract_no)
  JOIN (FROM value_demand_months WHERE month = $month) demand ON demand.product_no = terms.product_no
  WHERE month.way = 'average'
),
movements AS (
  SELECT (SELECT count(*) FROM (FROM txn_history WHERE month = $month) ANTI JOIN value_contracts USING (account_id)) AS n_lost,
         (SELECT coalesce(max(amount_fen), 0) FROM txn_history WHERE month = $month AND summary = 'FEE') AS dearest_fee,
         (SELECT coalesce(max(cost_fen), 0) FROM value_costs) AS dearest_cost
)
SELECT unnest(['DEP', 'LOAN', 'FEE', 'COST']) AS item,
       unnest([
         averages.parts // year_parts + averages.n
           + CASE WHEN has_deposits THEN orphans.fen_day * spreads.deposits // year_parts + orphans.n ELSE 0 END,
         CASE WHEN has_loans THEN orphans.fen_day * spreads.loans // year_parts + orphans.n ELSE 0 END,
         (n_moves + n_lost) * dearest_fee,
         (n_moves + n_lost) * dearest_cost
       ])::BIGINT AS most_fen
FROM orphans
CROSS JOIN apart
CROSS JOIN spreads
CROSS JOIN averages
CROSS JOIN movements
CROSS JOIN value_settings
