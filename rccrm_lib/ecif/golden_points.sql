-- One row per customer and name: the name history. No extract says until when a name was used.
CREATE OR REPLACE TABLE names AS
WITH said AS (
    SELECT t.cluster, coalesce(t.name_key, t.name) AS name_key, arg_min(t.name, t.rid) AS name, min(t.open_on) AS from_on,
           count(*)::BIGINT AS n_records, bit_or(t.bit) AS bits, bool_or(t.name = s.name) AS is_preferred
    FROM trusted t JOIN survivors s USING (cluster) WHERE t.name IS NOT NULL
    GROUP BY t.cluster, coalesce(t.name_key, t.name)
)
SELECT i.customer_id, name_key, name, from_on, n_records, sources_of(bits) AS sources, is_preferred
FROM said JOIN customer_ids i USING (cluster);

-- One row per customer, type and value: every phone and address that a record gives.
CREATE OR REPLACE TABLE contact_points AS
WITH point AS (
    SELECT cluster, 'mobile' AS type, phone AS value, phone AS value_key, rid, bit, open_on,
           CASE WHEN m.n_customers > $shared_phone_over THEN 'SHARED' ELSE 'OWN' END AS grade
    FROM trusted LEFT JOIN mobile_customers m USING (phone) WHERE phone IS NOT NULL
    UNION ALL
    SELECT cluster, 'address', address, coalesce(address_key, address), rid, bit, open_on,
           CASE WHEN house IS NOT NULL THEN 'HOUSE' WHEN group_no IS NOT NULL THEN 'GROUP'
                WHEN village IS NOT NULL THEN 'VILLAGE' ELSE 'TEXT' END
    FROM trusted WHERE address IS NOT NULL
),
said AS (
    SELECT p.cluster, p.type, p.value_key, arg_min(p.value, rid) AS value, min(p.grade) AS grade, min(open_on) AS from_on,
           count(*)::BIGINT AS n_records, bit_or(bit) AS bits,
           bool_or(p.value = CASE p.type WHEN 'mobile' THEN s.mobile ELSE s.address END) IS TRUE AS is_preferred
    FROM point p JOIN survivors s USING (cluster)
    GROUP BY p.cluster, p.type, p.value_key
)
SELECT i.customer_id, type, value_key, value, grade, from_on, NULL::DATE AS to_on, n_records, sources_of(bits) AS sources,
       is_preferred, type = 'mobile' AND grade = 'SHARED' AS is_shared
FROM said JOIN customer_ids i USING (cluster);

-- One row per person, certificate type and number; both forms of one number are one document.
CREATE OR REPLACE TABLE id_documents AS
WITH said AS (
    SELECT d.cluster, coalesce(d.cert_type, '') AS cert_type, one_number, arg_min(number, (grade, rid)) AS number,
           min(grade) AS grade, max(valid_to_on) AS to_on, count(DISTINCT rid)::BIGINT AS n_records, bit_or(bit) AS bits,
           bool_or(d.number = s.cert_no AND d.cert_type IS NOT DISTINCT FROM s.cert_type) IS TRUE AS is_preferred
    FROM customer_certs d JOIN survivors s USING (cluster)
    GROUP BY d.cluster, coalesce(d.cert_type, ''), one_number
)
SELECT i.customer_id, cert_type, one_number, number, grade, to_on, n_records, sources_of(bits) AS sources, is_preferred
FROM said JOIN customer_ids i USING (cluster);
