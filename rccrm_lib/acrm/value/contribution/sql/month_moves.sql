-- One row per contract with movements in the month: how many, fees taken, what they cost; and, where the price of the demand
-- deposit changes within the month, what they add to its balance, its accumulation and its earnings until the month's end.
CREATE OR REPLACE TEMP TABLE value_month_moves AS
WITH listed AS (
  SELECT contracts.contract_no, contracts.product, contracts.kind, txn.txn_on, txn.channel,
         CASE txn.dc WHEN 'C' THEN txn.amount_fen ELSE -txn.amount_fen END AS fen,
         txn.summary = 'FEE' AS is_fee
  FROM txn_history txn
  JOIN value_contract_terms contracts USING (account_id)
  WHERE txn.month = $month
)
SELECT
  listed.contract_no,
  count(*) AS n_moves,
  coalesce(-sum(fen) FILTER (WHERE is_fee), 0)::BIGINT AS fee_fen,
  coalesce(sum(costs.cost_fen), 0)::BIGINT AS cost_fen,
  sum(fen) FILTER (WHERE days.price_from_here IS NOT NULL)::BIGINT AS moved_fen,
  sum(fen * (months.n_days - day(txn_on) + 1)) FILTER (WHERE days.price_from_here IS NOT NULL) AS moved_fen_day,
  sum(fen::HUGEINT * days.price_from_here) AS moved_earned
FROM listed
CROSS JOIN (SELECT n_days FROM value_months WHERE month = $month) months
LEFT JOIN value_costs costs ON costs.channel = listed.channel AND costs.day_on = listed.txn_on
LEFT JOIN (
  SELECT days.* FROM value_demand_days days JOIN value_demand_months USING (product, month) WHERE NOT is_level
) days ON listed.kind = 'demand' AND days.product = listed.product AND days.day_on = listed.txn_on
GROUP BY listed.contract_no
