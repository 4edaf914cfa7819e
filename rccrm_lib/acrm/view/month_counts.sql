-- One row per customer who has begun by the end of one month: open deposit accounts owned, and contracts co-used.
-- An account closed on the last day of the month is closed. Nothing open any more is a row of zeros: leaving can be seen.
-- A co-used wealth or loan contract counts while its balance is not 0: a repaid loan stays in its master for years.
-- In a month without balances of the kind it counts while it stands in the master.
CREATE OR REPLACE TEMP TABLE view_month_counts AS
WITH held AS (
  SELECT account_id
  FROM bal_month_history
  WHERE month = $month AND balance_fen <> 0
    AND account_id IN (SELECT balance_id FROM view_contracts WHERE balance_id IS NOT NULL)
),
begun AS (
  SELECT
    contracts.owner_no,
    contracts.role,
    contracts.kind,
    contracts.end_on IS NULL OR contracts.end_on > months.month_end_on AS is_open,
    (contracts.kind = 'wealth' AND supply.bal_wealth) OR (contracts.kind = 'loan' AND supply.bal_loan) AS goes_by_balance,
    contracts.balance_id
  FROM view_contracts contracts
  CROSS JOIN (SELECT month_end_on FROM view_months WHERE month = $month) months
  CROSS JOIN (SELECT bal_wealth, bal_loan FROM view_month_supply WHERE month = $month) supply
  WHERE contracts.open_on <= months.month_end_on
)
SELECT
  begun.owner_no,
  count(*) FILTER (WHERE role = 'owner' AND kind IN ('demand', 'time') AND is_open) AS n_deposits,
  count(*) FILTER (
    WHERE role = 'co_user' AND CASE WHEN goes_by_balance THEN held.account_id IS NOT NULL ELSE is_open END
  ) AS n_co_used
FROM begun
-- a number has at most one balance in a month; the distinct keeps the count true if it should not
LEFT JOIN (SELECT DISTINCT account_id FROM held) held ON held.account_id = begun.balance_id
GROUP BY begun.owner_no
