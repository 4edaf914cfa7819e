-- One row per item: by how much the contracts may miss the ledger, in fen over all units, because of what was set apart.
-- Balances whose contract no master names, deposits valued by their average, movements that could not be read or placed.
CREATE OR REPLACE TEMP TABLE value_doubts AS
WITH orphans AS (
  SELECT count(*) AS n, coalesce(sum(abs(accumulation_fen_day)), 0) AS fen_day
  FROM bal_month_history
  ANTI JOIN value_contracts USING (account_id)
  WHERE month = $month
),
spreads AS (
  SELECT coalesce(max(abs(price - rate)) FILTER (WHERE kind <> 'loan'), 0) AS deposit_spread,
         coalesce(max(abs(price - rate)) FILTER (WHERE kind = 'loan'), 0) AS loan_spread, count(*) FILTER (WHERE way = 'average') AS n_average,
         coalesce(sum(abs(fen_day)) FILTER (WHERE way = 'average'), 0) AS average_fen_day
  FROM value_month_contracts
),
movements AS (
  SELECT (SELECT coalesce(sum(n), 0) FROM value_set_apart WHERE table_name = 'txn')
         + (SELECT count(*) FROM (FROM txn_history WHERE month = $month) ANTI JOIN value_contracts USING (account_id)) AS n,
         (SELECT coalesce(max(amount_fen), 0) FROM txn_history WHERE month = $month AND summary = 'FEE') AS dearest_fee,
         (SELECT coalesce(max(cost_fen), 0) FROM value_costs) AS dearest_cost
)
SELECT unnest(['DEP', 'LOAN', 'FEE', 'COST']) AS item,
       unnest([
         (orphans.fen_day + average_fen_day) * deposit_spread // year_parts + orphans.n + n_average,
         orphans.fen_day * loan_spread // year_parts + orphans.n,
         movements.n * dearest_fee,
         movements.n * dearest_cost
       ])::BIGINT AS most_fen
FROM orphans
CROSS JOIN spreads
CROSS JOIN movements
CROSS JOIN value_settings
