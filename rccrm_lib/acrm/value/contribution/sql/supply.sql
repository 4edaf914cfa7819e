-- One row per month of the history: what the bank supplied for it, of which the contribution is made.
CREATE OR REPLACE TEMP TABLE value_supply AS
WITH movements AS (SELECT DISTINCT month FROM txn_history),
lent AS (SELECT DISTINCT month FROM loan_history),
sides AS (
  SELECT bool_or(side = 'D') AS has_deposit_prices, bool_or(side = 'L') AS has_loan_prices FROM value_points
)
SELECT
  months.month,
  months.month IN (FROM movements) AS has_movements,
  months.month IN (FROM movements) OR EXISTS (FROM value_wealth_fees) AS has_fees,
  months.month IN (FROM movements) AND EXISTS (FROM value_costs) AS has_costs,
  months.month IN (FROM lent) AS has_loans,
  coalesce(sides.has_deposit_prices, FALSE) AS has_deposit_prices,
  coalesce(sides.has_loan_prices, FALSE) AS has_loan_prices,
  settings.capital_rate IS NOT NULL AS has_capital
FROM value_months months
CROSS JOIN sides
CROSS JOIN value_settings settings
