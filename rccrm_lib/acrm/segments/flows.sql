-- One row per customer: money and activity over the last twelve months, from the customer history.
-- "Usual" is the median month; festival, harvest and school are the mean of their months. NULL: no such month supplied.
CREATE OR REPLACE TEMP TABLE segment_flows AS
SELECT
  customer_id,
  max(aum_avg_fen) FILTER (WHERE age = 12) AS aum_year_ago_fen,
  max(customer_in_fen) FILTER (WHERE age = 0) AS in_month_fen,
  quantile_disc(customer_in_fen, 0.5) FILTER (WHERE age < 12) AS in_usual_fen,
  quantile_disc(customer_out_fen, 0.5) FILTER (WHERE age < 12) AS out_usual_fen,
  round(avg(customer_in_fen) FILTER (WHERE is_festival))::BIGINT AS in_festival_fen,
  round(avg(customer_in_fen) FILTER (WHERE is_harvest))::BIGINT AS in_harvest_fen,
  round(avg(customer_out_fen) FILTER (WHERE is_school))::BIGINT AS out_school_fen,
  count(customer_in_fen) FILTER (WHERE age < 12) AS months_seen_12m,
  count(*) FILTER (WHERE age < 12 AND (customer_in_fen > 0 OR customer_out_fen > 0)) AS active_months_12m
FROM customer_history
JOIN segment_months USING (month)
GROUP BY customer_id
