-- One row per customer who owns an account: a whole number beside the id; millions of movements are summed by number.
CREATE OR REPLACE TEMP TABLE segment_owners AS
SELECT customer_id, row_number() OVER (ORDER BY customer_id)::INTEGER AS owner_no
FROM (SELECT DISTINCT customer_id FROM account_links WHERE role = 'owner' AND customer_id IS NOT NULL)
