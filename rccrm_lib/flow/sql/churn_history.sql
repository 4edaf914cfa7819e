-- One row per customer and month, persons only: what the definition of churn needs, nothing after the month.
-- The age counts from the first account, or from the first record where that is older; the tier is that of each
-- month, so that a spell can take the one at its entry.
SELECT
  history.customer_id,
  history.month,
  history.n_accounts,
  history.aum_avg_fen,
  history.customer_in_fen,
  latest.first_open_on,
  customers.death_on,
  customers.household_id,
  tiers.tier
FROM customer_history history
JOIN customers USING (customer_id)
JOIN customer_months latest USING (customer_id)
LEFT JOIN tiers ON tiers.customer_id = history.customer_id AND tiers.month = history.month
WHERE customers.party_kind = 'person'
ORDER BY history.customer_id, history.month
