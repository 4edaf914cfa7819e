-- One row per pair of $pairs (what the month asks about, or what a rule has joined), the two customers' assets at its end beside it; the most valuable first.
-- A pair with several reasons is named once, by the first.
WITH asked AS (
  SELECT a_src_sys, a_cust_no, b_src_sys, b_cust_no, min(reason) AS reason, any_value(a_customer_id) AS a_customer_id,
         any_value(b_customer_id) AS b_customer_id
  FROM $pairs GROUP BY a_src_sys, a_cust_no, b_src_sys, b_cust_no
)
SELECT a_src_sys, a_cust_no, b_src_sys, b_cust_no, reason,
       (a.aum_end_fen + CASE WHEN a_customer_id = b_customer_id THEN 0 ELSE b.aum_end_fen END)::BIGINT AS fen
FROM asked
JOIN customer_months a ON a.customer_id = a_customer_id
JOIN customer_months b ON b.customer_id = b_customer_id
ORDER BY fen DESC NULLS FIRST, a_src_sys, a_cust_no, b_src_sys, b_cust_no
