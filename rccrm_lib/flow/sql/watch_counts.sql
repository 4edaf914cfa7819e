-- One row per branch, tier and what decided, of those on watch: how many, for how many the fall is settled, what they hold, what they
-- bring in a year.
SELECT
  coalesce(customers.branch_id, '') AS branch_id, org.name AS branch, tier, coalesce(deciding, 'together') AS deciding,
  count(*) AS n,
  count(*) FILTER (WHERE is_settled) AS n_settled,
  sum(aum_avg_fen)::BIGINT AS aum_avg_fen,
  sum(stake_fen)::BIGINT AS stake_fen
FROM watch_list
JOIN customers USING (customer_id)
LEFT JOIN (SELECT org_id, max(name) AS name FROM org GROUP BY org_id) org ON org.org_id = customers.branch_id
GROUP BY ALL
ORDER BY branch_id, tier, deciding
