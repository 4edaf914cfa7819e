-- One row per customer, day on which loans fall due, and step before or after it; while principal is owed.
WITH due AS (
  SELECT links.customer_id, loans.due_on, sum(loans.balance_fen)::BIGINT AS balance_fen, count(*) AS n
  FROM loan loans
  JOIN account_links links ON links.account_id = loans.loan_id AND links.role = 'owner'
  WHERE links.customer_id IS NOT NULL AND loans.due_on IS NOT NULL AND loans.balance_fen > 0
  GROUP BY ALL
)
SELECT
  due.customer_id,
  due.due_on::VARCHAR || '/' || steps.step AS cycle,
  NULL::VARCHAR AS kind,
  NULL::INTEGER AS minutes,
  to_json({'loan_due_on': due.due_on::VARCHAR, 'balance_fen': due.balance_fen, 'n': due.n,
           'is_past': steps.from_days > 0}) AS evidence,
  due.due_on + steps.from_days AS from_on,
  due.due_on + steps.due_days AS due_on,
  due.due_on + steps.until_days AS until_on,
  NULL::BIGINT AS value_fen,
  NULL::VARCHAR AS manager_id,
  'loan' AS source
FROM due
JOIN worklist_steps steps ON steps.reason = 'loan'
