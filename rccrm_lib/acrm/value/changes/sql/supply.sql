-- One row: which parts every month of the history has; the others do not count when months are compared.
CREATE OR REPLACE TEMP TABLE change_supply AS
SELECT
  coalesce(bool_and(fee_fen IS NOT NULL), FALSE) AS has_fees,
  coalesce(bool_and(service_cost_fen IS NOT NULL), FALSE) AS has_costs
FROM contribution_months
