-- One row per record with the orders in which sources are believed: lower comes first.
-- Identity data: the core first. Contact data: electronic banking first (checked by a text message).
-- Place: the household archive first (visited). Then the newer record, then the key.
CREATE OR REPLACE TABLE trusted AS
WITH sources AS (  -- each source system as one bit, so that a customer's systems can be counted
    SELECT src_sys, 1::BIGINT << (row_number() OVER (ORDER BY src_sys) - 1)::INT AS source_bit
    FROM (SELECT DISTINCT src_sys FROM records)
),
ranked AS (
    SELECT r.*, l.customer_id, s.source_bit,
           CASE src_sys WHEN 'CORE' THEN 1 WHEN 'LOAN' THEN 2 WHEN 'ARCH' THEN 3 WHEN 'WEALTH' THEN 4
                        WHEN 'EBANK' THEN 5 ELSE 6 END AS identity_trust,
           CASE src_sys WHEN 'EBANK' THEN 1 WHEN 'LOAN' THEN 2 WHEN 'CORE' THEN 3 WHEN 'ARCH' THEN 4 ELSE 5 END
               AS contact_trust,
           CASE src_sys WHEN 'ARCH' THEN 1 WHEN 'LOAN' THEN 2 WHEN 'CORE' THEN 3 ELSE 4 END AS place_trust,
           (100000 - coalesce(date_diff('day', DATE '1900-01-01', open_on), 0)) * 100000000 + rid AS age
    FROM records r JOIN links l USING (src_sys, cust_no) JOIN sources s USING (src_sys)
)
SELECT *, identity_trust * 100000000000000 + age AS identity_order, contact_trust * 100000000000000 + age AS contact_order,
       place_trust * 100000000000000 + age AS place_order
FROM ranked;

-- One row per customer: the best certificate. Validity first here: a right number of any source beats a wrong one.
CREATE OR REPLACE TABLE best_certs AS
WITH repaired AS (
    SELECT t.customer_id, t.src_sys, c.cert_type, c.number, coalesce(c.id18, c.number) AS one_number, c.valid_to_on, c.place,
           CASE WHEN p.id18 IS NOT NULL THEN 'F'
                WHEN c.grade = 'E' AND k.rule = 'ID_TYPO' THEN 'D' ELSE c.grade END AS grade, t.identity_order
    FROM certs c JOIN trusted t USING (rid) JOIN clusters k USING (rid) LEFT JOIN placeholder_ids p ON p.id18 = c.id18
    WHERE c.grade IS NOT NULL
),
ordered AS (
    SELECT *, CASE WHEN grade IN ('A', 'B') THEN 0 ELSE ascii(grade) - 60 END * 10000000000000000 + least(place, 1) * 1000000000000000
              + identity_order AS place_in_order
    FROM repaired
),
best AS (
    SELECT customer_id, cert_type, number AS cert_no, one_number, grade AS cert_grade, src_sys AS cert_no_source
    FROM ordered
    QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY place_in_order, number, cert_type) = 1
)
SELECT b.customer_id, b.cert_type, b.cert_no, b.cert_grade, b.cert_no_source, max(o.valid_to_on) AS cert_valid_to_on
FROM best b JOIN ordered o USING (customer_id, one_number)
GROUP BY ALL;

-- One row per mobile: at how many customers it stands.
CREATE OR REPLACE TABLE mobile_customers AS
SELECT phone, count(DISTINCT customer_id)::BIGINT AS n_customers
FROM trusted WHERE phone IS NOT NULL AND party_kind = 'person' GROUP BY phone;

-- One row per customer: each field from the source that is believed first among those that have a value.
CREATE OR REPLACE TABLE survivors AS
SELECT
    customer_id, min(party_kind) AS party_kind,
    arg_min(name, CASE WHEN contains(name, '?') THEN 9 ELSE 0 END * 100000000000000 + identity_order)
        FILTER (name IS NOT NULL) AS name,
    arg_min(src_sys, CASE WHEN contains(name, '?') THEN 9 ELSE 0 END * 100000000000000 + identity_order)
        FILTER (name IS NOT NULL) AS name_source,
    coalesce(min(name_key) <> max(name_key), FALSE) AS name_is_conflicting,
    arg_min(sex, identity_order) FILTER (sex IS NOT NULL) AS sex,
    arg_min(birth_on, identity_order) FILTER (birth_on IS NOT NULL) AS birth_on,
    arg_min(id_birth_on, identity_order) FILTER (id_birth_on IS NOT NULL) AS id_birth_on,
    arg_min(id_sex, identity_order) FILTER (id_sex IS NOT NULL) AS id_sex,
    arg_min(nationality, identity_order) FILTER (nationality IS NOT NULL) AS nationality,
    arg_min(src_sys, identity_order) FILTER (nationality IS NOT NULL) AS nationality_source,
    arg_min(occupation, place_order) FILTER (occupation IS NOT NULL) AS occupation,
    arg_min(src_sys, place_order) FILTER (occupation IS NOT NULL) AS occupation_source,
    arg_min(phone, contact_order) FILTER (phone IS NOT NULL) AS mobile,
    arg_min(src_sys, contact_order) FILTER (phone IS NOT NULL) AS mobile_source,
    arg_min(address, place_order) FILTER (address IS NOT NULL) AS address,
    arg_min(src_sys, place_order) FILTER (address IS NOT NULL) AS address_source,
    arg_min(village_id, place_order) FILTER (village_id IS NOT NULL) AS village_id,
    arg_min(src_sys, place_order) FILTER (village_id IS NOT NULL) AS village_id_source,
    arg_min(branch_id, identity_order) FILTER (branch_id IS NOT NULL) AS branch_id,
    arg_min(teller_id, identity_order) FILTER (branch_id IS NOT NULL) AS teller_id,
    arg_min(coalesce(id18, org_code, cert_no), identity_order) FILTER (coalesce(id18, org_code, cert_no) IS NOT NULL)
        AS org_number,
    arg_min(cert_grade, CASE WHEN id18 IS NULL THEN 9 ELSE 0 END * 100000000000000 + identity_order)
        FILTER (cert_grade IS NOT NULL) AS org_grade,
    arg_min(org_type, identity_order) FILTER (org_type IS NOT NULL) AS org_type,
    arg_min(code_nature, identity_order) FILTER (code_nature IS NOT NULL) AS code_nature,
    min(open_on) AS first_open_on, count(*)::BIGINT AS n_records, bit_count(bit_or(source_bit))::BIGINT AS n_sources,
    bool_or(staff_flag) AS is_staff, bool_or(farm_flag) AS is_farm, bool_or(refusal_flag) AS refuses_marketing,
    arg_min(death_on, identity_order) FILTER (death_on IS NOT NULL) AS death_on
FROM trusted GROUP BY customer_id;

-- One row per customer: the golden record with its nine elements. A bank that supplies neither names nor
-- certificates is not scored: NULL says so.
CREATE OR REPLACE TABLE customers AS
WITH supplied AS (SELECT count(raw_name) + count(raw_cert_no) > 0 AS any_element FROM records WHERE party_kind = 'person'),
golden AS (
    SELECT s.*,
           CASE WHEN s.party_kind = 'person' THEN c.cert_type END AS cert_type,
           CASE WHEN s.party_kind = 'person' THEN c.cert_no ELSE s.org_number END AS cert_no,
           CASE WHEN s.party_kind = 'person' THEN c.cert_grade ELSE s.org_grade END AS cert_grade,
           c.cert_no_source, c.cert_valid_to_on, coalesce(m.n_customers > $shared_phone_over, FALSE) AS mobile_is_shared
    FROM survivors s LEFT JOIN best_certs c USING (customer_id) LEFT JOIN mobile_customers m ON m.phone = s.mobile
),
elements AS (
    SELECT *, concat_ws(',',
        CASE WHEN cert_type IS NULL THEN 'cert_type' END,
        CASE WHEN cert_no IS NULL OR cert_grade IN ('E', 'F') THEN 'cert_no' END,
        CASE WHEN name IS NULL THEN 'name' END,
        CASE WHEN nationality IS NULL THEN 'nationality' END,
        CASE WHEN coalesce(sex, id_sex) IS NULL THEN 'sex' END,
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
    name, name_is_conflicting, cert_type, cert_no, cert_grade, coalesce(sex, id_sex) AS sex,
    coalesce(birth_on, id_birth_on) AS birth_on, nationality, occupation, mobile, mobile_is_shared, address, village_id,
    branch_id, teller_id, cert_valid_to_on, first_open_on, n_records, n_sources,
    CASE WHEN party_kind = 'person' AND any_element THEN 9 - CASE missing WHEN '' THEN 0 ELSE len(missing) - len(replace(missing, ',', '')) + 1 END
    END::BIGINT AS completeness,
    CASE WHEN party_kind = 'person' AND any_element THEN missing END AS missing_elements,
    is_staff, is_farm, refuses_marketing, death_on, NULL::VARCHAR AS household_id,
    name_source, cert_no_source, nationality_source, occupation_source, mobile_source, address_source, village_id_source
FROM elements, supplied
ORDER BY customer_id;
