-- One row per customer and name: the name history. No extract says until when a name was used.
CREATE OR REPLACE TABLE names AS
SELECT t.customer_id, coalesce(t.name_key, t.name) AS name_key, arg_min(t.name, t.rid) AS name, min(t.open_on) AS from_on,
       count(*)::BIGINT AS n_records, string_agg(DISTINCT t.src_sys, ',' ORDER BY t.src_sys) AS sources,
       bool_or(t.name = c.name) AS is_preferred
FROM trusted t JOIN customers c USING (customer_id) WHERE t.name IS NOT NULL
GROUP BY t.customer_id, coalesce(t.name_key, t.name);

-- One row per customer, type and value: every phone and address that a record gives.
CREATE OR REPLACE TABLE contact_points AS
WITH point AS (
    SELECT customer_id, 'mobile' AS type, phone AS value, phone AS value_key, rid, src_sys, open_on,
           CASE WHEN m.n_customers > $shared_phone_over THEN 'SHARED' ELSE 'OWN' END AS grade
    FROM trusted LEFT JOIN mobile_customers m USING (phone) WHERE phone IS NOT NULL
    UNION ALL
    SELECT customer_id, 'address', address, coalesce(address_key, address), rid, src_sys, open_on,
           CASE WHEN house IS NOT NULL THEN 'HOUSE' WHEN group_no IS NOT NULL THEN 'GROUP'
                WHEN village IS NOT NULL THEN 'VILLAGE' ELSE 'TEXT' END
    FROM trusted WHERE address IS NOT NULL
)
SELECT p.customer_id, p.type, p.value_key, arg_min(p.value, rid) AS value, min(p.grade) AS grade, min(open_on) AS from_on,
       NULL::DATE AS to_on, count(*)::BIGINT AS n_records, string_agg(DISTINCT src_sys, ',' ORDER BY src_sys) AS sources,
       bool_or(p.value = CASE p.type WHEN 'mobile' THEN c.mobile ELSE c.address END) IS TRUE AS is_preferred,
       p.type = 'mobile' AND min(p.grade) = 'SHARED' AS is_shared
FROM point p JOIN customers c USING (customer_id)
GROUP BY p.customer_id, p.type, p.value_key;

-- One row per person, certificate type and number; both forms of one number are one document.
CREATE OR REPLACE TABLE id_documents AS
SELECT d.customer_id, coalesce(d.cert_type, '') AS cert_type, one_number, arg_min(number, (grade, rid)) AS number,
       min(grade) AS grade, max(valid_to_on) AS to_on, count(DISTINCT rid)::BIGINT AS n_records,
       string_agg(DISTINCT src_sys, ',' ORDER BY src_sys) AS sources,
       bool_or(d.number = c.cert_no AND d.cert_type IS NOT DISTINCT FROM c.cert_type) IS TRUE AS is_preferred
FROM customer_certs d JOIN customers c USING (customer_id)
GROUP BY d.customer_id, coalesce(d.cert_type, ''), one_number;
