-- One row per contract with its present terms: what every month's balances are joined with.
CREATE OR REPLACE TEMP TABLE value_contract_terms AS
SELECT contracts.*, coalesce(contracts.product_id, '') AS product, priced.* EXCLUDE (contract_no, month)
FROM value_contracts contracts
LEFT JOIN (FROM value_priced WHERE month IS NULL) priced USING (contract_no)
