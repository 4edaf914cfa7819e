-- One row per organisation's record that names a person: the person's valid number, name and phone as the record has them.
CREATE OR REPLACE TEMP TABLE owner_claims AS
SELECT r.rid, l.customer_id AS org_id, r.src_sys, f.id18 AS number, n.name_key, n.pinyin_key, r.phone,
       coalesce(r.org_type = '3', FALSE) OR coalesce(r.code_nature = 'SELF', FALSE) AS is_operated
FROM records r JOIN links l USING (src_sys, cust_no) JOIN cif_corp c USING (src_sys, cust_no)
LEFT JOIN owner_numbers f USING (legal_cert_no) LEFT JOIN owner_names n ON n.legal_name = c.legal_name
WHERE r.party_kind = 'org' AND (c.legal_cert_no IS NOT NULL OR c.legal_name IS NOT NULL);

CREATE OR REPLACE TEMP TABLE named_persons AS
SELECT DISTINCT l.customer_id, r.id18, r.name_key, r.pinyin_key, r.phone
FROM records r JOIN links l USING (src_sys, cust_no) WHERE r.party_kind = 'person';

-- One row per record and the one customer who is meant: by number and name, or, without a number, by name and the phone that
-- business and person share. The same number under another name is somebody else's: it links nobody.
CREATE OR REPLACE TEMP TABLE owner_matches AS
WITH found AS (
    SELECT o.rid, p.customer_id, 'OWNER_NUMBER' AS rule FROM owner_claims o JOIN named_persons p ON p.id18 = o.number
    WHERE o.name_key IS NULL OR o.name_key = p.name_key OR o.pinyin_key = p.pinyin_key
    UNION
    SELECT o.rid, p.customer_id, 'OWNER_PHONE' FROM owner_claims o JOIN named_persons p USING (name_key, phone)
    WHERE o.number IS NULL
)
SELECT rid, min(customer_id) AS customer_id, min(rule) AS rule FROM found GROUP BY rid HAVING count(DISTINCT customer_id) = 1;

-- One row per person and organisation. They stay two customers.
CREATE OR REPLACE TABLE relations AS
SELECT m.customer_id AS from_customer_id, o.org_id AS to_customer_id,
       CASE WHEN bool_or(o.is_operated) THEN 'OPERATOR' ELSE 'LEGAL_REP' END AS kind, min(m.rule) AS rule,
       count(*)::BIGINT AS n_records, string_agg(DISTINCT o.src_sys, ',' ORDER BY o.src_sys) AS sources
FROM owner_matches m JOIN owner_claims o USING (rid)
GROUP BY m.customer_id, o.org_id
ORDER BY m.customer_id, o.org_id;

-- One row per outcome: organisations whose person was found, and why the others' was not.
CREATE OR REPLACE TABLE relation_counts AS
WITH org AS (
    SELECT o.org_id, bool_or(m.rid IS NOT NULL) AS is_found, bool_or(o.number IS NOT NULL) AS has_number,
           bool_or(o.number IN (SELECT id18 FROM named_persons)) AS is_known
    FROM owner_claims o LEFT JOIN owner_matches m USING (rid) GROUP BY o.org_id
)
SELECT CASE WHEN is_found THEN 'FOUND' WHEN is_known THEN 'OTHER_NAME' WHEN has_number THEN 'NOT_A_CUSTOMER' ELSE 'NO_NUMBER' END
       AS outcome, count(*)::BIGINT AS n
FROM org GROUP BY 1 ORDER BY 1;
