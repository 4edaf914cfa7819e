-- One row per customer who gave records or took them: what their contracts came to last month, by direction.
-- Assets: daily averages, rounded per customer, kind and direction as everywhere. Contribution: as published; a contract of
-- several owners is left out, for its shares are no longer known: what it changes counts as restated.
CREATE OR REPLACE TEMP TABLE change_records AS
WITH joint AS (
  SELECT account_id FROM acct_party WHERE role = '1' GROUP BY account_id HAVING count(*) > 1
),
sided AS (
  SELECT account_id, kind, to_customer_id AS customer_id, from_customer_id AS other_id, TRUE AS is_in FROM change_moved
  UNION ALL
  SELECT account_id, kind, from_customer_id, to_customer_id, FALSE FROM change_moved
),
held AS (
  SELECT account_id, sum(accumulation_fen_day)::BIGINT AS fen_day FROM bal_month_history WHERE month = $before GROUP BY account_id
),
kinds AS (
  SELECT
    sided.customer_id, sided.kind, sided.is_in,
    value_divide(coalesce(sum(held.fen_day), 0)::BIGINT, any_value($n_days::BIGINT)) AS aum_fen,
    sum(worth.comparable_fen) FILTER (WHERE joint.account_id IS NULL)::BIGINT AS comparable_fen,
    string_agg(DISTINCT sided.other_id, ',' ORDER BY sided.other_id) AS others
  FROM sided
  LEFT JOIN held USING (account_id)
  LEFT JOIN joint USING (account_id)
  LEFT JOIN change_stood_contracts worth USING (account_id)
  WHERE sided.customer_id IS NOT NULL
  GROUP BY sided.customer_id, sided.kind, sided.is_in
)
SELECT
  customer_id,
  coalesce(sum(aum_fen) FILTER (WHERE is_in AND kind <> 'loan'), 0)::BIGINT AS aum_records_in_fen,
  -coalesce(sum(aum_fen) FILTER (WHERE NOT is_in AND kind <> 'loan'), 0)::BIGINT AS aum_records_out_fen,
  coalesce(sum(comparable_fen) FILTER (WHERE is_in), 0)::BIGINT AS comparable_records_in_fen,
  -coalesce(sum(comparable_fen) FILTER (WHERE NOT is_in), 0)::BIGINT AS comparable_records_out_fen,
  array_to_string(list_sort(list_distinct(flatten(list(string_split(others, ','))))), ',') AS other_customers
FROM kinds
GROUP BY customer_id
