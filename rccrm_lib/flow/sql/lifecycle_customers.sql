-- One row per customer: what the stage of the relationship is judged by. Assets of the same month last year beside today's.
SELECT
  months.customer_id,
  months.n_accounts,
  history.customer_id IS NOT NULL AS ever_held,
  months.first_open_on,
  months.tenure_months,
  months.aum_avg_fen AS aum_fen,
  history.aum_year_ago_fen,
  date_diff('month', months.last_active_on, last_day(strptime(months.month, '%Y-%m')::DATE)) AS months_since_active,
  customers.death_on
FROM customer_months months
JOIN customers USING (customer_id)
LEFT JOIN (
  SELECT customer_id, max(aum_avg_fen) FILTER (WHERE month = $year_ago) AS aum_year_ago_fen
  FROM customer_history
  WHERE n_accounts > 0
  GROUP BY customer_id
) history USING (customer_id)
ORDER BY months.customer_id
