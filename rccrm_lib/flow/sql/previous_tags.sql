-- One row per tag of last month, under this month's customer ids: a record carries its customer's past along.
-- A customer who was split leaves his tags to every part; of two who were merged, both count.
CREATE OR REPLACE TEMP TABLE previous_tags AS
SELECT DISTINCT current.customer_id, tags.* EXCLUDE (customer_id)
FROM last_tags tags
JOIN renamed current ON current.old_id = tags.customer_id
