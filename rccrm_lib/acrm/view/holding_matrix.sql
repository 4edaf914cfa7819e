-- One row per nature and kind of product: n of n_customers (customers with an account) hold it; NULL where not supplied.
CREATE OR REPLACE TABLE holding_matrix AS
WITH flags AS (
  SELECT nature, COLUMNS('^has_(.*)$') AS '\1'
  FROM customer_months
  WHERE n_accounts > 0
),
listed AS (
  SELECT nature, product, is_held
  FROM flags
  UNPIVOT INCLUDE NULLS (
    is_held FOR product IN (demand, time, wealth, loan, card, mobile_bank, merchant, share, payroll)
  )
)
SELECT
  nature,
  product,
  CASE WHEN count(is_held) > 0 THEN count(*) FILTER (WHERE is_held) END::BIGINT AS n,
  count(*)::BIGINT AS n_customers,
  CASE WHEN count(is_held) > 0 THEN count(*) FILTER (WHERE is_held)::DOUBLE / count(*) END AS penetration
FROM listed
GROUP BY nature, product
