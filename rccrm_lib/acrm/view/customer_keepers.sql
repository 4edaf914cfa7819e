-- One row per customer whose open contracts name a manager or a branch: those that look after the largest average balance.
-- Equal balances: the smaller code. Deposits, wealth and loans count alike. Whom somebody was assigned to goes before that.
CREATE OR REPLACE TEMP TABLE view_customer_keepers AS
WITH current_balances AS (
  SELECT account_id, accumulation_fen_day
  FROM bal_month_history
  SEMI JOIN (SELECT month FROM view_months WHERE is_current) USING (month)
),
open_accounts AS (
  SELECT accounts.owner_id AS customer_id, accounts.manager_id, accounts.branch_id,
         coalesce(bal.accumulation_fen_day, 0) AS fen_day
  FROM view_accounts accounts
  CROSS JOIN (SELECT month_end_on FROM view_months WHERE is_current) months
  LEFT JOIN current_balances bal USING (account_id)
  WHERE accounts.owner_id IS NOT NULL AND (accounts.end_on IS NULL OR accounts.end_on > months.month_end_on)
),
managers AS (
  SELECT customer_id, arg_min(manager_id, (-fen_day, manager_id)) AS manager_id
  FROM (
    SELECT customer_id, manager_id, sum(fen_day)::BIGINT AS fen_day
    FROM open_accounts WHERE manager_id IS NOT NULL GROUP BY ALL
  )
  GROUP BY customer_id
),
branches AS (
  SELECT customer_id, arg_min(branch_id, (-fen_day, branch_id)) AS branch_id
  FROM (
    SELECT customer_id, branch_id, sum(fen_day)::BIGINT AS fen_day
    FROM open_accounts WHERE branch_id IS NOT NULL GROUP BY ALL
  )
  GROUP BY customer_id
)
SELECT customer_id,
       CASE WHEN assigned.customer_id IS NULL THEN managers.manager_id ELSE assigned.manager_id END AS manager_id,
       branches.branch_id
FROM managers
FULL JOIN branches USING (customer_id)
FULL JOIN assigned_managers assigned USING (customer_id)
