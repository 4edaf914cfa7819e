-- One row per customer and month with a tier, of the months that are compared: both measures and their parts; fen.
-- A month without a tier is not here: nothing was held, and all of it counts as come or gone.
CREATE OR REPLACE TEMP TABLE change_measures AS
WITH compared AS (
  SELECT DISTINCT customer_id, unnest([from_month, to_month]) AS month FROM change_spans
)
SELECT
  tiers.customer_id, tiers.month, tiers.aum_avg_fen, tiers.comparable_fen,
  coalesce(history.demand_avg_fen, 0) AS demand_fen,
  coalesce(history.time_avg_fen, 0) AS time_fen,
  coalesce(history.wealth_avg_fen, 0) AS wealth_fen,
  coalesce(worth.deposit_spread_fen, 0) AS deposit_spread_fen,
  coalesce(worth.loan_spread_fen, 0) AS loan_spread_fen,
  CASE WHEN supply.has_fees THEN coalesce(worth.fee_fen, 0) ELSE 0 END AS fee_fen,
  coalesce(worth.expected_loss_fen, 0) AS expected_loss_fen,
  coalesce(worth.interest_tax_fen, 0) AS interest_tax_fen,
  CASE WHEN supply.has_costs THEN coalesce(worth.service_cost_fen, 0) ELSE 0 END AS service_cost_fen,
  coalesce(worth.capital_charge_fen, 0) AS capital_charge_fen
FROM tiers
SEMI JOIN compared USING (customer_id, month)
JOIN customer_history history USING (customer_id, month)
LEFT JOIN contribution_months worth USING (customer_id, month)
CROSS JOIN change_supply supply
