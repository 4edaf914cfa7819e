-- One row per contract with a balance in the month: accumulation, the terms that held then, and how a demand deposit is valued:
-- level (one price all month), daily (balances of the days rebuilt from movements that agree with the accumulation), average.
CREATE OR REPLACE TEMP TABLE value_month_balances AS
WITH balances AS (
  SELECT contracts.* EXCLUDE (rate, price, loss_rate, is_taxed, fee_rate),
         bal.balance_fen, bal.accumulation_fen_day AS fen_day,
         CASE WHEN past.contract_no IS NULL THEN contracts.rate ELSE past.rate END AS rate,
         CASE WHEN past.contract_no IS NULL THEN contracts.price ELSE past.price END AS price,
         CASE WHEN past.contract_no IS NULL THEN contracts.loss_rate ELSE past.loss_rate END AS loss_rate,
         CASE WHEN past.contract_no IS NULL THEN contracts.is_taxed ELSE past.is_taxed END AS is_taxed,
         CASE WHEN past.contract_no IS NULL THEN contracts.fee_rate ELSE past.fee_rate END AS fee_rate
  FROM bal_month_history bal
  JOIN value_contract_terms contracts USING (account_id)
  LEFT JOIN (FROM value_priced WHERE month = $month) past ON past.contract_no = contracts.contract_no
  WHERE bal.month = $month
)
SELECT
  balances.* REPLACE (coalesce(balances.price, demand.price) AS price),
  demand.price_sum,
  demand.n_days,
  first_day.price_from_here AS price_of_month,
  moves.* EXCLUDE (contract_no),
  CASE
    WHEN balances.kind <> 'demand' OR demand.price IS NULL THEN NULL
    WHEN demand.is_level THEN 'level'
    WHEN supply.has_movements
      AND (balance_fen - coalesce(moved_fen, 0))::HUGEINT * demand.n_days + coalesce(moved_fen_day, 0) = fen_day THEN 'daily'
    ELSE 'average'
  END AS way
FROM balances
CROSS JOIN (FROM value_supply WHERE month = $month) supply
LEFT JOIN (FROM value_demand_months WHERE month = $month) demand ON balances.kind = 'demand' AND demand.product = balances.product
LEFT JOIN (
  FROM value_demand_days WHERE day_on = (SELECT month_start_on FROM value_months WHERE month = $month)
) first_day ON balances.kind = 'demand' AND first_day.product = balances.product
LEFT JOIN value_month_moves moves ON moves.contract_no = balances.contract_no
