-- One row per source system: its bit, so that a set of systems is a number, and how such a set is written.
CREATE OR REPLACE TEMP TABLE source_bits AS
SELECT src_sys, 1::BIGINT << (row_number() OVER (ORDER BY src_sys) - 1)::INTEGER AS bit
FROM (SELECT DISTINCT src_sys FROM records);
CREATE OR REPLACE TEMP MACRO sources_of(bits) AS
    (SELECT string_agg(b.src_sys, ',' ORDER BY b.src_sys) FROM source_bits b WHERE b.bit & bits <> 0);

-- One row per record: its customer by the smallest record of it. Everything about a customer is chosen among these;
-- a whole number is the key until the end, because a text key costs each join twice as much.
CREATE OR REPLACE TABLE trusted AS
SELECT r.*, k.cluster, k.rule, b.bit FROM records r JOIN clusters k USING (rid) JOIN source_bits b USING (src_sys);

-- One row per mobile: at how many customers it stands.
CREATE OR REPLACE TABLE mobile_customers AS
SELECT phone, count(DISTINCT cluster)::BIGINT AS n_customers
FROM trusted WHERE phone IS NOT NULL AND party_kind = 'person' GROUP BY phone;

-- One row per person's record and certificate. one_number is the same for both forms of one number.
CREATE OR REPLACE TABLE customer_certs AS
SELECT t.cluster, t.rid, t.src_sys, t.cust_no, t.bit, t.open_on, c.cert_type, c.number, coalesce(c.id18, c.number) AS one_number,
       c.valid_to_on, least(c.place, 1) AS place,
       CASE WHEN p.id18 IS NOT NULL THEN 'F'
            WHEN c.grade = 'E' AND t.rule = 'ID_TYPO' THEN 'D' ELSE c.grade END AS grade
FROM certs c JOIN trusted t USING (rid) LEFT JOIN placeholder_ids p ON p.id18 = c.id18
WHERE c.grade IS NOT NULL;
