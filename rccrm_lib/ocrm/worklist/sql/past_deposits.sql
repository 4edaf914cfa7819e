-- One row: of the customers whose time deposit fell due in the past, how many took away at least half of it.
-- Assets in the month before are compared with those in the month after.
CREATE OR REPLACE TEMP TABLE worklist_past_deposits AS
WITH matured AS (
  SELECT links.customer_id, ages.age, sum(deposits.balance_fen)::BIGINT AS balance_fen
  FROM acct_time_history deposits
  JOIN worklist_ages delivered ON delivered.month = deposits.month
  JOIN worklist_ages ages ON ages.month = strftime(deposits.mature_on, '%Y-%m')
  JOIN account_links links ON links.account_id = deposits.account_id AND links.role = 'owner'
  CROSS JOIN worklist_terms terms
  WHERE ages.age BETWEEN 1 AND terms.past_months AND delivered.age = ages.age + 1 AND deposits.balance_fen > 0
    AND links.customer_id IS NOT NULL
  GROUP BY ALL
),
assets AS (
  SELECT customer_id, ages.age, aum_avg_fen FROM customer_history JOIN worklist_ages ages USING (month)
),
followed AS (
  SELECT coalesce(later.aum_avg_fen, 0) <= before.aum_avg_fen - matured.balance_fen / 2 AS has_left
  FROM matured
  JOIN assets before ON before.customer_id = matured.customer_id AND before.age = matured.age + 1
  LEFT JOIN assets later ON later.customer_id = matured.customer_id AND later.age = matured.age - 1
)
SELECT
  count(*) AS n_past,
  count(*) FILTER (WHERE has_left) AS n_left,
  CASE WHEN count(*) >= any_value(terms.min_past) THEN (count(*) FILTER (WHERE has_left))::DOUBLE / count(*) END AS share_left
FROM followed
CROSS JOIN worklist_terms terms
