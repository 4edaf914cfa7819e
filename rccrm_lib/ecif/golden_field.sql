-- One row per record and value of one field.
CREATE OR REPLACE TEMP TABLE field_values AS
SELECT * FROM ($candidates) WHERE value IS NOT NULL;

-- One row per customer: how many values there are, and whether they differ.
CREATE OR REPLACE TEMP TABLE field_counts AS
SELECT customer_id, count(*)::BIGINT AS n_values, min(value_key) <> max(value_key) AS differs
FROM field_values GROUP BY customer_id;

-- One row per customer's value, in the order in which the rules prefer them; only where there is a choice.
-- r1, r2 … are the rules in order, lower comes first.
CREATE OR REPLACE TEMP TABLE field_order AS
WITH several AS (SELECT v.*, n_values, differs FROM field_values v JOIN field_counts USING (customer_id) WHERE n_values > 1),
ruled AS (SELECT *, $ranks FROM $counted)
SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY $order, rid, value, detail) AS place FROM ruled;

-- One row per customer whose values differ: the winner and the best of the values that lost to it.
CREATE OR REPLACE TEMP TABLE field_contests AS
WITH winner AS (SELECT * FROM field_order WHERE place = 1 AND differs),
second AS (
    SELECT o.* FROM field_order o JOIN winner w USING (customer_id) WHERE o.value_key <> w.value_key
    QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY o.place) = 1
)
SELECT w.customer_id, w.value, w.value_key, w.src_sys, w.cust_no, $decided AS rule
FROM winner w JOIN second s USING (customer_id);

INSERT INTO golden_fields
WITH agreeing AS (
    SELECT o.customer_id, count(DISTINCT o.src_sys)::BIGINT AS n_sources
    FROM field_order o JOIN field_order w ON w.customer_id = o.customer_id AND w.place = 1 AND w.value_key = o.value_key
    GROUP BY o.customer_id
),
chosen AS (
    SELECT v.*, n_values, differs FROM field_values v JOIN field_counts USING (customer_id) WHERE n_values = 1
    UNION ALL
    SELECT * EXCLUDE ($ranked, place) FROM field_order WHERE place = 1
)
SELECT customer_id, '$field' AS field, c.value, c.src_sys, c.cust_no, recorded_on, grade,
       CASE WHEN n_values = 1 THEN 'ONLY' WHEN NOT differs THEN 'AGREED' ELSE t.rule END AS rule,
       CASE WHEN is_doubtful THEN 'DOUBTFUL' WHEN differs THEN 'DISPUTED'
            WHEN coalesce(n_sources, 1) > 1 THEN 'CONFIRMED' ELSE 'SINGLE' END AS confidence,
       coalesce(n_sources, 1) AS n_sources, n_values::BIGINT AS n_records, detail
FROM chosen c LEFT JOIN agreeing USING (customer_id) LEFT JOIN field_contests t USING (customer_id);

INSERT INTO golden_conflicts
SELECT o.customer_id, '$field' AS field, min(o.value) AS lost_value,
       string_agg(DISTINCT o.src_sys, ',' ORDER BY o.src_sys) AS lost_sources, count(*)::BIGINT AS n_lost,
       any_value(t.value) AS value, any_value(t.src_sys) AS src_sys, any_value(t.cust_no) AS cust_no,
       any_value(t.rule) AS rule, '$severity' AS severity
FROM field_order o JOIN field_contests t USING (customer_id) WHERE o.value_key <> t.value_key
GROUP BY o.customer_id, o.value_key;
