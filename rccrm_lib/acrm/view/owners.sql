-- One row per customer: a whole number beside the id. Thirteen months of joins and sums by number take half as long as by text.
CREATE OR REPLACE TEMP TABLE view_owners AS
SELECT customer_id, row_number() OVER (ORDER BY customer_id)::INTEGER AS owner_no
FROM customers
