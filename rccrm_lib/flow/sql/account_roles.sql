-- One row per kind of account: owned, co-used, and those whose owner no source knows.
SELECT
  kind,
  count(DISTINCT account_id)::BIGINT AS n_accounts,
  count(DISTINCT account_id) FILTER (WHERE role = 'owner' AND customer_id IS NOT NULL)::BIGINT AS n_owned,
  count(*) FILTER (WHERE role = 'co_user')::BIGINT AS n_co_used,
  count(DISTINCT account_id) FILTER (WHERE role = 'owner' AND customer_id IS NULL)::BIGINT AS n_unallocated
FROM account_links
GROUP BY kind
ORDER BY kind
