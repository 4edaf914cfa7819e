-- One row per contract with a balance this month: price, rate, parts of the contribution, and to whom it belongs.
CREATE OR REPLACE TABLE contract_months AS
WITH summed AS (
  SELECT *, coalesce(deposit_spread_fen, 0) + coalesce(loan_spread_fen, 0) + coalesce(expected_loss_fen, 0)
    + coalesce(interest_tax_fen, 0) + coalesce(fee_fen, 0) + coalesce(service_cost_fen, 0) + coalesce(capital_charge_fen, 0)
    AS contribution_fen
  FROM value_month_contracts
)
SELECT
  contracts.account_id, $month AS month, summed.kind, contracts.product_id, contracts.branch_id, owners.customer_id,
  contracts.part,
  summed.balance_fen, summed.fen_day,
  summed.price / 1e8 AS price_rate,
  summed.rate / 1e8 AS annual_rate,
  summed.way, summed.n_moves, summed.deposit_spread_fen, summed.loan_spread_fen, summed.expected_loss_fen,
  summed.interest_tax_fen, summed.fee_fen, summed.service_cost_fen, summed.capital_charge_fen, summed.contribution_fen
FROM summed
JOIN value_contracts contracts USING (contract_no)
LEFT JOIN value_owners owners ON owners.owner_no = summed.owner_no
