-- One row per level, unit and part: the contribution of this month's customers, seen from another side, and what is unallocated.
-- member, branch: by contract, with a part for each reason why something belongs to no customer. household, village, manager,
-- line: customers only. unit is empty where a customer has none. Every level sums to the same customers.
CREATE OR REPLACE TABLE contribution_units AS
WITH customers AS (
  SELECT months.*, holders.household_id, holders.village_id, holders.manager_id, lines.line
  FROM contribution_months months
  LEFT JOIN customer_months holders USING (customer_id)
  LEFT JOIN value_lines lines USING (nature)
  WHERE months.month = $month
),
seen AS (
  SELECT 'household' AS level, coalesce(household_id, '') AS unit, * FROM customers
  UNION ALL SELECT 'village', coalesce(village_id, ''), * FROM customers
  UNION ALL SELECT 'manager', coalesce(manager_id, ''), * FROM customers
  UNION ALL SELECT 'line', coalesce(line, ''), * FROM customers
),
explained AS (
  SELECT org_id, reason AS part,
         sum(explained_fen) FILTER (WHERE item = 'DEP') AS deposit_spread_fen,
         sum(explained_fen) FILTER (WHERE item = 'LOAN') AS loan_spread_fen,
         sum(explained_fen) FILTER (WHERE item = 'LOSS') AS expected_loss_fen,
         sum(explained_fen) FILTER (WHERE item = 'TAX') AS interest_tax_fen,
         sum(explained_fen) FILTER (WHERE item = 'FEE') AS fee_fen,
         sum(explained_fen) FILTER (WHERE item = 'COST') AS service_cost_fen,
         sum(explained_fen) FILTER (WHERE item = 'CAP') AS capital_charge_fen,
         sum(explained_fen) AS contribution_fen
  FROM ledger_ties
  WHERE reason IS NOT NULL
  GROUP BY ALL
),
placed AS (
  SELECT coalesce(branch_id, '') AS unit, part, 1 AS n_contracts, COLUMNS('(spread|loss|tax|fee|cost|charge|contribution)_fen$')
  FROM contract_months
  UNION ALL BY NAME
  SELECT org_id AS unit, * EXCLUDE (org_id) FROM explained
)
SELECT 'member' AS level, '' AS unit, part, NULL::BIGINT AS n_customers, count(n_contracts) AS n_contracts,
       sum(COLUMNS('_fen$'))::BIGINT
FROM placed GROUP BY ALL
UNION ALL BY NAME
SELECT 'branch' AS level, unit, part, count(n_contracts) AS n_contracts, sum(COLUMNS('_fen$'))::BIGINT FROM placed GROUP BY ALL
UNION ALL BY NAME
SELECT level, unit, 'customers' AS part, count(*) AS n_customers,
       sum(COLUMNS('(spread|loss|tax|fee|cost|charge|contribution)_fen$'))::BIGINT
FROM seen GROUP BY ALL
