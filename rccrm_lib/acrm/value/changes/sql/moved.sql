-- One row per contract whose owner last month, as it stood then, is another than now: its record was merged, split or corrected.
-- A contract that nobody owned then brings its owner of now something; one that nobody owns now takes it along.
CREATE OR REPLACE TEMP TABLE change_moved AS
SELECT account_id, now.kind, stood.customer_id AS from_customer_id, now.customer_id AS to_customer_id
FROM stood_account_links stood
JOIN account_links now USING (account_id)
WHERE stood.role = 'owner' AND now.role = 'owner' AND stood.customer_id IS DISTINCT FROM now.customer_id
