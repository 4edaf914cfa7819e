-- One row per finest group of one member's published month: counts and sums that the union adds up. No customer is in it.
-- A customer's certificate is looked up among the tokens of all members: with how many of them the person banks.
WITH persons AS (
  SELECT c.customer_id, c.nature, c.completeness, v.township, t.tier, s.is_kept, e.n_members,
         m.aum_avg_fen, m.loan_end_fen, {contribution} AS contribution_fen
  FROM customers c
  LEFT JOIN customer_months m USING (customer_id)
  LEFT JOIN village_names v ON v.village_id = c.village_id
  LEFT JOIN (SELECT customer_id, tier FROM tiers WHERE month = ?) t ON t.customer_id = c.customer_id
  LEFT JOIN (SELECT customer_id, NOT bool_or(event) AS is_kept FROM churn_spells GROUP BY customer_id) s
    ON s.customer_id = c.customer_id
  LEFT JOIN member_tokens k ON k.customer_id = c.customer_id
  LEFT JOIN shared_tokens e ON e.token = k.token
  {contributions}
)
SELECT
  coalesce(tier, '(none)') AS tier,
  coalesce(nature, '(not supplied)') AS nature,
  coalesce(township, '(not supplied)') AS district,
  CASE WHEN completeness IS NULL THEN '(not assessed)' WHEN completeness >= 9 THEN 'complete' ELSE 'incomplete' END AS completeness,
  CASE WHEN is_kept IS NULL THEN '(not assessed)' WHEN is_kept THEN 'kept' ELSE 'left' END AS kept,
  CASE WHEN n_members IS NULL THEN '(not known)' WHEN n_members >= 3 THEN '3+' ELSE n_members::VARCHAR END AS n_members,
  count(*)::BIGINT AS n,
  {sums}
FROM persons GROUP BY ALL ORDER BY ALL
