-- One row per contract of last month: what it brought of the parts that every month has, as published then.
CREATE OR REPLACE TEMP TABLE change_stood_contracts AS
SELECT account_id, contribution_fen
  - CASE WHEN has_fees THEN 0 ELSE coalesce(fee_fen, 0) END
  - CASE WHEN has_costs THEN 0 ELSE coalesce(service_cost_fen, 0) END AS comparable_fen
FROM stood_contract_months
CROSS JOIN change_supply
WHERE account_id IN (SELECT account_id FROM change_moved)
