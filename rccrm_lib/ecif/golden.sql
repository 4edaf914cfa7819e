-- One row per customer: what is not chosen but gathered from all records.
CREATE OR REPLACE TABLE gathered AS
SELECT cluster, min(party_kind) AS party_kind, coalesce(min(name_key) <> max(name_key), FALSE) AS name_is_conflicting,
       min(open_on) AS first_open_on, count(*)::BIGINT AS n_records, bit_count(bit_or(bit))::BIGINT AS n_sources,
       bool_or(staff_flag) AS is_staff, bool_or(farm_flag) AS is_farm, bool_or(refusal_flag) AS refuses_marketing
FROM trusted GROUP BY cluster;

-- One row per organisation: its kind, from the source that its certificate's order believes first.
CREATE OR REPLACE TABLE org_kinds AS
SELECT cluster, arg_min(org_type, $identity_order) FILTER (org_type IS NOT NULL) AS org_type,
       arg_min(code_nature, $identity_order) FILTER (code_nature IS NOT NULL) AS code_nature
FROM trusted WHERE party_kind = 'org' GROUP BY cluster;

-- One row per customer: the chosen value of each field beside its source.
CREATE OR REPLACE TABLE survivors AS
SELECT g.cluster, $chosen
FROM gathered g $joined;

-- One row per customer: until when the certificate that is shown is valid, as any record of it says.
CREATE OR REPLACE TABLE cert_validity AS
SELECT s.cluster, max(o.valid_to_on) AS cert_valid_to_on
FROM survivors s
JOIN customer_certs c ON c.cluster = s.cluster AND c.number = s.cert_no AND c.cert_type IS NOT DISTINCT FROM s.cert_type
JOIN customer_certs o ON o.cluster = c.cluster AND o.one_number = c.one_number
GROUP BY s.cluster;

-- One row per customer: the golden record with its nine elements. A bank that supplies neither names nor
-- certificates is not scored: NULL says so.
CREATE OR REPLACE TABLE customers AS
WITH supplied AS (SELECT count(raw_name) + count(raw_cert_no) > 0 AS any_element FROM records WHERE party_kind = 'person'),
golden AS (
    SELECT i.customer_id, g.*, s.* EXCLUDE (cluster), k.org_type, k.code_nature, v.cert_valid_to_on,
           coalesce(m.n_customers > $shared_phone_over, FALSE) AS mobile_is_shared
    FROM gathered g JOIN customer_ids i USING (cluster) LEFT JOIN survivors s USING (cluster)
    LEFT JOIN org_kinds k USING (cluster) LEFT JOIN cert_validity v USING (cluster) LEFT JOIN mobile_customers m ON m.phone = s.mobile
),
elements AS (
    SELECT *, concat_ws(',',
        CASE WHEN cert_type IS NULL THEN 'cert_type' END,
        CASE WHEN cert_no IS NULL OR cert_grade IN ('E', 'F') THEN 'cert_no' END,
        CASE WHEN name IS NULL THEN 'name' END,
        CASE WHEN nationality IS NULL THEN 'nationality' END,
        CASE WHEN sex IS NULL THEN 'sex' END,
        CASE WHEN occupation IS NULL THEN 'occupation' END,
        CASE WHEN mobile IS NULL THEN 'mobile' END,
        CASE WHEN address IS NULL THEN 'address' END,
        CASE WHEN cert_valid_to_on IS NULL THEN 'cert_valid_to_on' END
    ) AS missing
    FROM golden
)
SELECT
    customer_id, party_kind,
    CASE WHEN party_kind = 'person' THEN CASE WHEN is_farm THEN 'FARM' ELSE 'URBAN' END
         ELSE coalesce(CASE org_type WHEN '1' THEN 'COMPANY' WHEN '2' THEN 'COMPANY' WHEN '3' THEN 'SELF' WHEN '4' THEN 'COOP'
                                     WHEN '5' THEN 'PUBLIC' WHEN '6' THEN 'VILLAGE' END, code_nature, 'COMPANY')
    END AS nature,
    name, name_is_conflicting, cert_type, cert_no, cert_grade, sex, birth_on::DATE AS birth_on, lunar_birthday, nationality, occupation,
    mobile, mobile_is_shared, address, village_id, branch_id, teller_id, cert_valid_to_on, first_open_on, n_records, n_sources,
    CASE WHEN party_kind = 'person' AND any_element THEN 9 - CASE missing WHEN '' THEN 0 ELSE len(missing) - len(replace(missing, ',', '')) + 1 END
    END::BIGINT AS completeness,
    CASE WHEN party_kind = 'person' AND any_element THEN missing END AS missing_elements,
    is_staff, is_farm, refuses_marketing, death_on::DATE AS death_on, NULL::VARCHAR AS household_id,
    name_source, cert_no_source, nationality_source, occupation_source, mobile_source, address_source, village_id_source
FROM elements, supplied
ORDER BY customer_id;
