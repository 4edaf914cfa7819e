-- One row per household and month: what those who belong to it this month have together, in every month of the history.
SELECT
  members.household_id,
  history.month,
  count(*) FILTER (WHERE history.n_accounts > 0) AS n_members,
  sum(history.aum_avg_fen)::BIGINT AS aum_avg_fen,
  sum(CASE WHEN history.month IN (SELECT DISTINCT month FROM contribution_months) THEN coalesce(worth.comparable_fen, 0) END)::BIGINT
    AS comparable_fen
FROM household_members members
JOIN customer_history history USING (customer_id)
LEFT JOIN contribution_months worth ON worth.customer_id = history.customer_id AND worth.month = history.month
WHERE members.is_primary
GROUP BY members.household_id, history.month
ORDER BY members.household_id, history.month
