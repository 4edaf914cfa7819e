-- One row per source record. rid numbers the records by their key, so that row order does not matter.
-- A key that stands in both files is kept as a person.
CREATE OR REPLACE TABLE source_records AS
WITH person AS (
    SELECT 'person' AS party_kind, src_sys, cust_no, name AS raw_name, cert_type, cert_no AS raw_cert_no,
           cert_valid_to_on, sex, birth_on,
           lunar_birthday || CASE WHEN lunar_leap_flag AND NOT contains(lunar_birthday, '闰') THEN 'L' ELSE '' END AS raw_lunar_day,
           nationality, occupation, mobile AS raw_phone, address, village_id,
           farm_flag, staff_flag, refusal_flag, death_on, open_on, branch_id, teller_id,
           NULL::VARCHAR AS org_code, NULL::VARCHAR AS org_type, NULL::VARCHAR AS legal_name
    FROM cif_person
),
corp AS (
    SELECT 'org' AS party_kind, src_sys, cust_no, name AS raw_name, NULL AS cert_type, credit_code AS raw_cert_no,
           NULL::DATE AS cert_valid_to_on, NULL AS sex, NULL::DATE AS birth_on, NULL AS raw_lunar_day, NULL AS nationality,
           NULL AS occupation, phone AS raw_phone, address, NULL AS village_id, NULL::BOOLEAN AS farm_flag,
           NULL::BOOLEAN AS staff_flag, NULL::BOOLEAN AS refusal_flag, NULL::DATE AS death_on, open_on, branch_id,
           teller_id, org_code, org_type, legal_name
    FROM cif_corp ANTI JOIN cif_person USING (src_sys, cust_no)
)
SELECT row_number() OVER (ORDER BY src_sys, cust_no)::BIGINT AS rid, *
FROM (SELECT * FROM person UNION ALL SELECT * FROM corp);
