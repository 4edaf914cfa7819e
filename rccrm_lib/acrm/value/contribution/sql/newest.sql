-- One row per contract: its terms in this month's master, or in the last master that had it.
CREATE OR REPLACE TEMP TABLE value_newest AS
WITH present AS (
  SELECT contracts.contract_no, masters.*
  FROM value_masters masters
  JOIN value_contracts contracts USING (account_id, kind)
  WHERE masters.month = $month
),
passed AS (
  SELECT contracts.contract_no, masters.*
  FROM value_masters masters
  JOIN (FROM value_contracts ANTI JOIN present USING (contract_no)) contracts USING (account_id, kind)
  QUALIFY row_number() OVER (PARTITION BY contracts.contract_no ORDER BY masters.month DESC) = 1
)
FROM present UNION ALL FROM passed
