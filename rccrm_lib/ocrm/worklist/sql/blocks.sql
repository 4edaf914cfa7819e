-- One row per customer and cause that keeps items off every list; several causes of one customer stand side by side.
CREATE OR REPLACE TEMP TABLE worklist_blocks AS
SELECT customer_id, 'death' AS cause FROM customers CROSS JOIN worklist_terms terms WHERE death_on <= terms.as_of
UNION ALL
SELECT customer_id, 'death' FROM worklist_told_dead
UNION ALL
SELECT customer_id, 'staff' FROM customers WHERE is_staff
UNION ALL
SELECT customer_id, 'minor' FROM customers CROSS JOIN worklist_terms terms
WHERE party_kind = 'person' AND birth_on > (terms.as_of - to_years(terms.minor_age::INTEGER))::DATE
UNION ALL
SELECT customer_id, 'refusal' FROM customers WHERE refuses_marketing
