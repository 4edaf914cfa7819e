-- One row per customer and month: the two measures of the tier, and by which floors they are read.
-- comparable_fen: NULL in a month without any contribution (not supplied); 0 for a customer without a balance.
SELECT
  history.customer_id,
  history.month,
  history.n_accounts,
  history.aum_avg_fen,
  CASE WHEN history.month IN (SELECT DISTINCT month FROM contribution_months) THEN coalesce(worth.comparable_fen, 0) END
    AS comparable_fen,
  customers.party_kind = 'org' AS is_company
FROM customer_history history
JOIN customers USING (customer_id)
LEFT JOIN contribution_months worth ON worth.customer_id = history.customer_id AND worth.month = history.month
ORDER BY history.customer_id, history.month
