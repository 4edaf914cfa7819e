-- One row per source system, and per branch: its records, those that share a customer with another record, and those
-- that repeat a customer whom the same source system has already.
WITH r AS (
    SELECT r.src_sys, r.branch_id, count(*) OVER (PARTITION BY l.customer_id) AS n_records,
           row_number() OVER (PARTITION BY l.customer_id, r.src_sys ORDER BY r.open_on NULLS LAST, r.cust_no) AS place
    FROM links l JOIN records r USING (src_sys, cust_no)
)
SELECT 'source' AS level, src_sys AS unit, count(*)::BIGINT AS n_records,
       count(*) FILTER (n_records > 1)::BIGINT AS n_joined, count(*) FILTER (place > 1)::BIGINT AS n_repeated
FROM r GROUP BY src_sys
UNION ALL
SELECT 'branch', branch_id, count(*), count(*) FILTER (n_records > 1), count(*) FILTER (place > 1)
FROM r WHERE branch_id IS NOT NULL GROUP BY branch_id
ORDER BY level DESC, unit;
