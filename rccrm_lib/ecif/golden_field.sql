-- One row per record and value of one field.
CREATE OR REPLACE TEMP TABLE field_values AS
SELECT * FROM ($candidates) WHERE value IS NOT NULL;

-- One row per customer: how many values there are, and whether they differ.
CREATE OR REPLACE TEMP TABLE field_counts AS
SELECT cluster, count(*)::BIGINT AS n_values, min(value_key) <> max(value_key) AS differs
FROM field_values GROUP BY cluster;

-- One row per customer's value, in the order in which the rules prefer them; only where there is a choice.
-- r1, r2 … are the rules in order, lower comes first.
CREATE OR REPLACE TEMP TABLE field_order AS
WITH several AS (SELECT v.*, n_values, differs FROM field_values v JOIN field_counts USING (cluster) WHERE n_values > 1),
ruled AS (SELECT *, $ranks FROM $counted)
SELECT *, row_number() OVER (PARTITION BY cluster ORDER BY $order, rid, value, detail) AS place FROM ruled;

-- One row per customer whose values differ: the winner and the best of the values that lost to it.
CREATE OR REPLACE TEMP TABLE field_contests AS
WITH winner AS (SELECT * FROM field_order WHERE place = 1 AND differs),
second AS (
    SELECT o.* FROM field_order o JOIN winner w USING (cluster) WHERE o.value_key <> w.value_key
    QUALIFY row_number() OVER (PARTITION BY cluster ORDER BY o.place) = 1
)
SELECT w.cluster, w.value, w.value_key, w.src_sys, w.cust_no, $decided AS rule
FROM winner w JOIN second s USING (cluster);

INSERT INTO golden_fields
WITH agreeing AS (
    SELECT o.cluster, bit_count(bit_or(o.bit))::BIGINT AS n_sources
    FROM field_order o JOIN field_order w ON w.cluster = o.cluster AND w.place = 1 AND w.value_key = o.value_key
    GROUP BY o.cluster
),
chosen AS (
    SELECT v.*, n_values, differs FROM field_values v JOIN field_counts USING (cluster) WHERE n_values = 1
    UNION ALL
    SELECT * EXCLUDE ($ranked, place) FROM field_order WHERE place = 1
)
SELECT i.customer_id, '$field' AS field, c.value, c.src_sys, c.cust_no, recorded_on, grade,
       CASE WHEN n_values = 1 THEN 'ONLY' WHEN NOT differs THEN 'AGREED' ELSE t.rule END AS rule,
       CASE WHEN is_doubtful THEN 'DOUBTFUL' WHEN differs THEN 'DISPUTED'
            WHEN coalesce(n_sources, 1) > 1 THEN 'CONFIRMED' ELSE 'SINGLE' END AS confidence,
       coalesce(n_sources, 1) AS n_sources, n_values::BIGINT AS n_records, detail, c.cluster
FROM chosen c JOIN customer_ids i USING (cluster) LEFT JOIN agreeing USING (cluster) LEFT JOIN field_contests t USING (cluster);

INSERT INTO golden_conflicts
WITH lost AS (
    SELECT o.cluster, min(o.value) AS lost_value, bit_or(o.bit) AS lost_bits, count(*)::BIGINT AS n_lost
    FROM field_order o JOIN field_contests t USING (cluster) WHERE o.value_key <> t.value_key
    GROUP BY o.cluster, o.value_key
)
SELECT i.customer_id, '$field' AS field, lost_value, sources_of(lost_bits) AS lost_sources, n_lost, t.value, t.src_sys, t.cust_no,
       t.rule, '$severity' AS severity
FROM lost JOIN field_contests t USING (cluster) JOIN customer_ids i USING (cluster);
