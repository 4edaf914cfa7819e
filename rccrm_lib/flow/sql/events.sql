-- One row per kind of identity event other than the first issue: customers it happened to.
SELECT
  CASE kind WHEN 'absorb' THEN 'merged' WHEN 'merge' THEN 'merged' WHEN 'split' THEN 'split' ELSE 'retired' END AS kind,
  count(DISTINCT coalesce(from_customer_id, customer_id))::BIGINT AS n
FROM identity_events
WHERE kind <> 'create'
GROUP BY ALL
ORDER BY 1
