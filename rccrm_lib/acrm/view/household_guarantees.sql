-- One row per household that stands surety for others' loans or whose loans others stand surety for; inside: for each other.
CREATE OR REPLACE TEMP TABLE view_household_guarantees AS
WITH guaranteed AS (
  SELECT guarantor.loan_id, giver.household_id AS giver_id, borrower.household_id AS borrower_id,
         max(coalesce(guarantor.amount_fen, bal.balance_fen, accounts.balance_fen)) AS fen
  FROM loan_guarantor guarantor
  JOIN links USING (src_sys, cust_no)
  JOIN customers giver ON giver.customer_id = links.customer_id
  JOIN view_accounts accounts ON accounts.account_id = guarantor.loan_id AND accounts.kind = 'loan'
  JOIN customers borrower ON borrower.customer_id = accounts.owner_id
  LEFT JOIN (SELECT * FROM bal_month_history SEMI JOIN (SELECT month FROM view_months WHERE is_current) USING (month)) bal
    ON bal.account_id = guarantor.loan_id
  WHERE coalesce(bal.balance_fen, accounts.balance_fen) <> 0
  GROUP BY guarantor.loan_id, giver.household_id, borrower.household_id
),
sides AS (
  SELECT giver_id AS household_id, 'given' AS side, loan_id, fen FROM guaranteed
  WHERE giver_id IS NOT NULL AND giver_id IS DISTINCT FROM borrower_id
  UNION ALL
  SELECT borrower_id, 'received', loan_id, max(fen) FROM guaranteed
  WHERE borrower_id IS NOT NULL AND giver_id IS DISTINCT FROM borrower_id
  GROUP BY borrower_id, loan_id
  UNION ALL
  SELECT giver_id, 'inside', loan_id, fen FROM guaranteed WHERE giver_id = borrower_id
)
SELECT household_id,
       count(*) FILTER (WHERE side = 'given')::BIGINT AS n_guarantees_given,
       sum(fen) FILTER (WHERE side = 'given')::BIGINT AS guaranteed_given_fen,
       count(*) FILTER (WHERE side = 'received')::BIGINT AS n_guarantees_received,
       sum(fen) FILTER (WHERE side = 'received')::BIGINT AS guaranteed_received_fen,
       count(*) FILTER (WHERE side = 'inside')::BIGINT AS n_guarantees_inside
FROM sides
GROUP BY household_id
