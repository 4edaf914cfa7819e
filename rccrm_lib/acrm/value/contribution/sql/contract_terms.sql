-- One row per contract with its present terms: what every month's balances are joined with. Narrow, for it is read every month.
CREATE OR REPLACE TEMP TABLE value_contract_terms AS
SELECT contracts.account_id, contracts.contract_no, contracts.owner_no, contracts.kind, products.product_no,
       priced.* EXCLUDE (contract_no, month)
FROM value_contracts contracts
LEFT JOIN (FROM value_priced WHERE month IS NULL) priced USING (contract_no)
LEFT JOIN value_products products ON contracts.kind = 'demand' AND products.product = coalesce(contracts.product_id, '')
