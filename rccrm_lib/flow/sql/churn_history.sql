-- One row per customer and month, persons only: what the definition of churn needs, nothing after the month.
WITH first_tier AS (
  SELECT customer_id, arg_min(tier, month) AS tier_at_entry FROM tiers GROUP BY customer_id
)
SELECT
  history.customer_id,
  history.month,
  history.n_accounts,
  history.aum_avg_fen,
  history.customer_in_fen,
  customers.first_open_on,
  customers.death_on,
  first_tier.tier_at_entry
FROM customer_history history
JOIN customers USING (customer_id)
LEFT JOIN first_tier USING (customer_id)
WHERE customers.party_kind = 'person'
ORDER BY history.customer_id, history.month
