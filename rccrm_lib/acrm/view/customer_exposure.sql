-- One row per customer who owes, may borrow, or has a deposit that falls due: credit lines, bad loans, maturing deposits. Fen.
CREATE OR REPLACE TEMP TABLE view_customer_exposure AS
WITH current_month AS (SELECT month, month_end_on FROM view_months WHERE is_current),
balances AS (
  SELECT accounts.account_id, accounts.owner_id AS customer_id, accounts.kind, accounts.end_on,
         coalesce(bal.balance_fen, accounts.balance_fen) AS balance_fen
  FROM view_accounts accounts
  LEFT JOIN (SELECT * FROM bal_month_history SEMI JOIN current_month USING (month)) bal USING (account_id)
  WHERE accounts.owner_id IS NOT NULL AND accounts.kind IN ('time', 'loan')
),
lines AS (
  SELECT links.customer_id, sum(credit.limit_fen)::BIGINT AS credit_limit_fen,
         CASE WHEN count(credit.used_fen) = count(*) THEN sum(greatest(credit.limit_fen - credit.used_fen, 0)) END::BIGINT
           AS credit_unused_fen
  FROM loan_credit credit
  JOIN links USING (src_sys, cust_no)
  CROSS JOIN current_month
  WHERE (credit.valid_from_on IS NULL OR credit.valid_from_on <= month_end_on)
    AND (credit.valid_to_on IS NULL OR credit.valid_to_on >= month_end_on)
  GROUP BY links.customer_id
),
owed AS (
  SELECT balances.customer_id,
         sum(balances.balance_fen) FILTER (WHERE loan.overdue_days > 0)::BIGINT AS overdue_fen,
         sum(balances.balance_fen) FILTER (WHERE loan.class5 >= '3')::BIGINT AS npl_fen
  FROM balances
  JOIN loan ON loan.loan_id = balances.account_id
  WHERE balances.kind = 'loan'
  GROUP BY balances.customer_id
),
maturing AS (
  SELECT balances.customer_id, count(*)::BIGINT AS n_maturing, sum(balances.balance_fen)::BIGINT AS maturing_fen
  FROM balances
  JOIN acct_time USING (account_id)
  CROSS JOIN current_month
  WHERE balances.kind = 'time' AND balances.balance_fen > 0
    AND acct_time.mature_on > month_end_on AND acct_time.mature_on <= month_end_on + $maturing_days::INTEGER
  GROUP BY balances.customer_id
)
SELECT * FROM lines FULL JOIN owed USING (customer_id) FULL JOIN maturing USING (customer_id)
