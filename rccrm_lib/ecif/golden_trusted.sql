-- One row per record: who its customer is. Everything about a customer is chosen among these.
CREATE OR REPLACE TABLE trusted AS
SELECT r.*, l.customer_id FROM records r JOIN links l USING (src_sys, cust_no);

-- One row per mobile: at how many customers it stands.
CREATE OR REPLACE TABLE mobile_customers AS
SELECT phone, count(DISTINCT customer_id)::BIGINT AS n_customers
FROM trusted WHERE phone IS NOT NULL AND party_kind = 'person' GROUP BY phone;

-- One row per person's record and certificate. one_number is the same for both forms of one number.
CREATE OR REPLACE TABLE customer_certs AS
SELECT t.customer_id, t.rid, t.src_sys, t.cust_no, t.open_on, c.cert_type, c.number, coalesce(c.id18, c.number) AS one_number,
       c.valid_to_on, least(c.place, 1) AS place,
       CASE WHEN p.id18 IS NOT NULL THEN 'F'
            WHEN c.grade = 'E' AND k.rule = 'ID_TYPO' THEN 'D' ELSE c.grade END AS grade
FROM certs c JOIN trusted t USING (rid) JOIN clusters k USING (rid) LEFT JOIN placeholder_ids p ON p.id18 = c.id18
WHERE c.grade IS NOT NULL;
