-- One row per contract with an owner: the seven parts of its contribution alone.
CREATE OR REPLACE TEMP VIEW value_month_parts AS
SELECT contract_no, deposit_spread_fen, loan_spread_fen, expected_loss_fen, interest_tax_fen, fee_fen, service_cost_fen,
       capital_charge_fen
FROM value_month_contracts
WHERE owner_no IS NOT NULL
