-- One row per record that has held several ids: the first of them.
CREATE OR REPLACE TABLE first_ids AS
SELECT src_sys, cust_no, customer_id FROM held_ids WHERE place = 1;

-- One row per customer of this month and customer id of before that share records; a record that never had another id
-- is one of the id's own.
CREATE OR REPLACE TABLE shared_records AS
SELECT c.cluster, p.customer_id, count(*)::BIGINT AS n_records,
       count(*) FILTER (coalesce(f.customer_id, p.customer_id) = p.customer_id)::BIGINT AS n_own,
       count(r.id18)::BIGINT AS n_with_number, min((r.src_sys, r.cust_no)) AS first_record
FROM previous_links p JOIN records r USING (src_sys, cust_no) JOIN clusters c USING (rid)
LEFT JOIN first_ids f USING (src_sys, cust_no)
GROUP BY c.cluster, p.customer_id;

-- One row per customer of this month and id that its records held once: it may come back when nobody has it.
CREATE OR REPLACE TABLE held_records AS
SELECT c.cluster, h.customer_id, count(*)::BIGINT AS n_records, count(*) FILTER (h.place = 1)::BIGINT AS n_own,
       count(r.id18)::BIGINT AS n_with_number, min((r.src_sys, r.cust_no)) AS first_record
FROM held_ids h JOIN records r USING (src_sys, cust_no) JOIN clusters c USING (rid)
GROUP BY c.cluster, h.customer_id;

-- One row per customer of this month: its anchor record (a valid number first, then the oldest).
CREATE OR REPLACE TABLE anchors AS
SELECT cluster, arg_min(src_sys, place) AS src_sys, arg_min(cust_no, place) AS cust_no
FROM (
    SELECT c.cluster, r.src_sys, r.cust_no,
           row_number() OVER (PARTITION BY c.cluster ORDER BY r.id18 IS NULL, r.open_on NULLS LAST, r.src_sys, r.cust_no)
               AS place
    FROM clusters c JOIN records r USING (rid)
) WHERE place = 1
GROUP BY cluster;
