-- One row per customer who has begun by the end of one month: open deposit accounts, owned and co-used.
-- An account closed on the last day of the month is closed. Nothing open any more is a row of zeros: leaving can be seen.
CREATE OR REPLACE TEMP TABLE view_month_counts AS
SELECT
  contracts.customer_id,
  count(*) FILTER (WHERE role = 'owner' AND kind IN ('demand', 'time') AND (end_on IS NULL OR end_on > month_end_on)) AS n_deposits,
  count(*) FILTER (WHERE role = 'co_user' AND (end_on IS NULL OR end_on > month_end_on)) AS n_co_used
FROM view_contracts contracts
CROSS JOIN (SELECT month_end_on FROM view_months WHERE month = $month) months
WHERE contracts.open_on <= months.month_end_on
GROUP BY contracts.customer_id
