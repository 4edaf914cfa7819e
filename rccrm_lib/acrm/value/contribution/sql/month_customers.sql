-- One row per customer with a balance in the month: the parts of the contribution, and their sum.
-- NULL: the bank did not supply what the part is made of; 0: the customer has nothing of it.
-- comparable_fen: the parts that every month of the history has; only they can be compared over the months (tiers).
CREATE OR REPLACE TEMP TABLE value_month_customers AS
WITH shared AS (
  SELECT owner_no,
         sum(fen) FILTER (WHERE part = 'deposit_spread_fen') AS deposit_spread_fen,
         sum(fen) FILTER (WHERE part = 'loan_spread_fen') AS loan_spread_fen,
         sum(fen) FILTER (WHERE part = 'expected_loss_fen') AS expected_loss_fen,
         sum(fen) FILTER (WHERE part = 'interest_tax_fen') AS interest_tax_fen,
         sum(fen) FILTER (WHERE part = 'fee_fen') AS fee_fen,
         sum(fen) FILTER (WHERE part = 'service_cost_fen') AS service_cost_fen,
         sum(fen) FILTER (WHERE part = 'capital_charge_fen') AS capital_charge_fen
  FROM value_month_joint
  GROUP BY owner_no
),
owned AS (
  SELECT owner_no, deposit_spread_fen, loan_spread_fen, expected_loss_fen, interest_tax_fen, fee_fen, service_cost_fen,
         capital_charge_fen
  FROM value_month_contracts
  ANTI JOIN value_shares USING (contract_no)
  WHERE owner_no IS NOT NULL
  UNION ALL BY NAME
  FROM shared
),
summed AS (
  SELECT owner_no, sum(COLUMNS('_fen$'))::BIGINT FROM owned GROUP BY owner_no
),
filled AS (
  SELECT
    owner_no,
    CASE WHEN supply.has_deposit_prices THEN coalesce(deposit_spread_fen, 0) END AS deposit_spread_fen,
    CASE WHEN supply.has_loan_prices THEN coalesce(loan_spread_fen, 0) END AS loan_spread_fen,
    CASE WHEN supply.has_loans THEN coalesce(expected_loss_fen, 0) END AS expected_loss_fen,
    CASE WHEN supply.has_loans THEN coalesce(interest_tax_fen, 0) END AS interest_tax_fen,
    CASE WHEN supply.has_fees THEN coalesce(fee_fen, 0) END AS fee_fen,
    CASE WHEN supply.has_costs THEN coalesce(service_cost_fen, 0) END AS service_cost_fen,
    CASE WHEN supply.has_capital THEN coalesce(capital_charge_fen, 0) END AS capital_charge_fen,
    always.has_fees AS always_fees,
    always.has_costs AS always_costs
  FROM summed
  CROSS JOIN (FROM value_supply WHERE month = $month) supply
  CROSS JOIN (SELECT bool_and(has_fees) AS has_fees, bool_and(has_costs) AS has_costs FROM value_supply) always
)
SELECT
  owners.customer_id,
  $month AS month,
  filled.* EXCLUDE (owner_no, always_fees, always_costs),
  coalesce(deposit_spread_fen, 0) + coalesce(loan_spread_fen, 0) + coalesce(expected_loss_fen, 0) + coalesce(interest_tax_fen, 0)
    + coalesce(fee_fen, 0) + coalesce(service_cost_fen, 0) + coalesce(capital_charge_fen, 0) AS contribution_fen,
  contribution_fen - CASE WHEN always_fees THEN 0 ELSE coalesce(fee_fen, 0) END
    - CASE WHEN always_costs THEN 0 ELSE coalesce(service_cost_fen, 0) END AS comparable_fen
FROM filled
JOIN value_owners owners USING (owner_no)
