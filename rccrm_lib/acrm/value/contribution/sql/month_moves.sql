-- One row per contract with movements in the month: how many, fees taken, what they cost; and, where the price of the demand
-- deposit changes within the month, what they add to its balance, its accumulation and its earnings until the month's end.
CREATE OR REPLACE TEMP TABLE value_month_moves AS
WITH known AS ( -- nobody in a month without movements: the list of all contracts need not be built for nothing
  FROM value_contract_terms WHERE (SELECT has_movements FROM value_supply WHERE month = $month)
),
listed AS (
  SELECT contracts.contract_no, contracts.product_no, txn.txn_on, txn.channel,
         CASE txn.dc WHEN 'C' THEN txn.amount_fen ELSE -txn.amount_fen END AS fen,
         txn.summary = 'FEE' AS is_fee
  FROM txn_history txn
  JOIN known contracts USING (account_id)
  WHERE txn.month = $month
),
uneven AS (
  SELECT days.product_no, days.day_on, days.price_from_here, last_day(days.day_on) - days.day_on + 1 AS days_left
  FROM value_demand_days days
  JOIN value_demand_months USING (product_no, month)
  WHERE NOT is_level
)
SELECT
  listed.contract_no,
  count(*) AS n_moves,
  coalesce(-sum(fen) FILTER (WHERE is_fee), 0)::BIGINT AS fee_fen,
  coalesce(sum(costs.cost_fen), 0)::BIGINT AS cost_fen,
  sum(fen) FILTER (WHERE uneven.days_left IS NOT NULL)::BIGINT AS moved_fen,
  sum(fen * uneven.days_left) AS moved_fen_day,
  sum(fen::HUGEINT * uneven.price_from_here) AS moved_earned
FROM listed
LEFT JOIN value_costs costs ON costs.channel = listed.channel AND costs.day_on = listed.txn_on
LEFT JOIN uneven ON uneven.product_no = listed.product_no AND uneven.day_on = listed.txn_on
GROUP BY listed.contract_no
