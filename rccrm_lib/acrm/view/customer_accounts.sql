-- One row per customer who owns a contract: what is open at the month's end by kind, and dates from the masters.
-- A loan or holding is held while its balance stands; where the bank supplies no balance of it, while it runs.
CREATE OR REPLACE TEMP TABLE view_customer_accounts AS
WITH owned AS (
  SELECT accounts.*, months.month_end_on, bal.balance_fen AS month_balance_fen,
         open_on IS NULL OR open_on <= months.month_end_on AS is_begun,
         coalesce(coalesce(bal.balance_fen, accounts.balance_fen) <> 0,
                  is_begun AND (end_on IS NULL OR end_on > months.month_end_on)) AS has_balance
  FROM view_accounts accounts
  CROSS JOIN (SELECT month, month_end_on FROM view_months WHERE is_current) months
  LEFT JOIN (SELECT * FROM bal_month_history SEMI JOIN (SELECT month FROM view_months WHERE is_current) USING (month)) bal
    USING (account_id)
  WHERE accounts.owner_id IS NOT NULL
)
SELECT
  owner_id AS customer_id,
  bool_or(kind = 'demand' AND is_begun AND (end_on IS NULL OR end_on > month_end_on)) AS has_demand,
  bool_or(kind = 'time' AND is_begun AND (end_on IS NULL OR end_on > month_end_on)) AS has_time,
  bool_or(kind = 'wealth' AND has_balance) AS has_wealth,
  bool_or(kind = 'loan' AND has_balance) AS has_loan,
  coalesce(sum(amount_fen) FILTER (WHERE kind = 'loan' AND has_balance), 0)::BIGINT AS loan_amount_fen,
  max(last_active_on) FILTER (WHERE last_active_on <= month_end_on) AS last_active_on,
  min(open_on) FILTER (WHERE is_begun) AS first_open_on
FROM owned
GROUP BY owner_id
