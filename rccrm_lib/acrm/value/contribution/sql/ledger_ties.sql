-- One row per unit and item of the ledger: booked = customers + unallocated + explained + difference, fen.
-- reason of what is explained: ledger_adjustment (booked by hand), not_supplied (the bank did not deliver what the item is made
-- of), set_apart (contracts or movements that could not be read or placed, within what they can come to), tolerated (settings).
CREATE OR REPLACE TABLE ledger_ties AS
WITH covered AS (
  SELECT gl.org_id, gl.item, gl.booked_fen, below.org_id AS branch_id
  FROM gl_branch gl
  JOIN value_units_below below ON below.unit = gl.org_id
  WHERE gl.item <> 'ADJ'
),
-- a branch that the ledger passes over in an item which it states for others
silent AS (
  SELECT DISTINCT branch_id AS org_id, item, 0::BIGINT AS booked_fen, branch_id
  FROM value_placed
  WHERE item IN (SELECT item FROM gl_branch) AND (branch_id, item) NOT IN (SELECT (branch_id, item) FROM covered)
),
compared AS (
  SELECT units.org_id, units.item, units.booked_fen,
         coalesce(sum(placed.fen) FILTER (WHERE placed.part = 'customers'), 0)::BIGINT AS customers_fen,
         coalesce(sum(placed.fen) FILTER (WHERE placed.part <> 'customers'), 0)::BIGINT AS unallocated_fen
  FROM (FROM covered UNION ALL FROM silent) units
  LEFT JOIN value_placed placed ON placed.branch_id = units.branch_id AND placed.item = units.item
  GROUP BY ALL
  UNION ALL
  SELECT org_id, item, booked_fen, 0, 0 FROM gl_branch WHERE item = 'ADJ'
),
missed AS (
  SELECT compared.*, booked_fen - customers_fen - unallocated_fen AS missed_fen,
         sum(abs(missed_fen)) OVER (PARTITION BY item) AS missed_in_all_fen
  FROM compared
),
judged AS (
  SELECT
    missed.*,
    CASE
      WHEN missed_fen = 0 THEN NULL
      WHEN missed.item = 'ADJ' THEN 'ledger_adjustment'
      WHEN missed.item = 'DEP' AND NOT supply.has_deposit_prices OR missed.item = 'LOAN' AND NOT supply.has_loan_prices
        OR missed.item IN ('LOSS', 'TAX') AND NOT supply.has_loans OR missed.item = 'FEE' AND NOT supply.has_fees
        OR missed.item = 'COST' AND NOT supply.has_costs OR missed.item = 'CAP' AND NOT supply.has_capital THEN 'not_supplied'
      WHEN missed_in_all_fen <= doubts.most_fen THEN 'set_apart'
      WHEN abs(missed_fen) <= tolerances.fen THEN 'tolerated'
    END AS reason,
    tolerances.reason AS tolerated_because
  FROM missed
  CROSS JOIN (FROM value_supply WHERE month = $month) supply
  LEFT JOIN value_doubts doubts USING (item)
  LEFT JOIN value_tolerances tolerances USING (item)
)
SELECT
  org_id, item, booked_fen, customers_fen, unallocated_fen,
  CASE WHEN reason IS NULL THEN 0 ELSE missed_fen END AS explained_fen,
  reason,
  CASE WHEN reason = 'tolerated' THEN tolerated_because END AS tolerated_because,
  CASE WHEN reason IS NULL THEN missed_fen ELSE 0 END AS difference_fen
FROM judged
