-- One row per nature: customers who hold something now, and those who did a month ago.
SELECT
  months.nature,
  count(*) FILTER (WHERE months.n_accounts > 0)::BIGINT AS n,
  count(*) FILTER (WHERE before.n_accounts > 0)::BIGINT AS n_previous,
  sum(months.aum_avg_fen)::BIGINT AS aum_avg_fen,
  sum(months.loan_end_fen)::BIGINT AS loan_end_fen
FROM customer_months months
LEFT JOIN previous_month before USING (customer_id)
GROUP BY months.nature
HAVING n > 0 OR n_previous > 0
ORDER BY n DESC, months.nature
