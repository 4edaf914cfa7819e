-- One row per branch, item of the ledger and part (customers, or why it is unallocated): what this month's contracts give, fen.
-- A contract without a branch stands under the empty one, which no ledger covers: it cannot vanish from the comparison.
CREATE OR REPLACE TEMP TABLE value_placed AS
WITH parts AS (
  UNPIVOT (
    SELECT coalesce(branch_id, '') AS branch_id, part, deposit_spread_fen AS "DEP", loan_spread_fen AS "LOAN", expected_loss_fen AS "LOSS",
           interest_tax_fen AS "TAX", fee_fen AS "FEE", service_cost_fen AS "COST", capital_charge_fen AS "CAP"
    FROM contract_months
  ) ON DEP, LOAN, LOSS, TAX, FEE, COST, CAP INTO NAME item VALUE fen
)
SELECT branch_id, item, part, sum(fen)::BIGINT AS fen FROM parts GROUP BY ALL
