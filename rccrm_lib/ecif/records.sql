-- One row per record and certificate, graded; the first-choice certificate of the record itself comes first.
CREATE OR REPLACE TABLE certs AS
WITH every_cert AS (
    SELECT rid, cert_type, raw_cert_no, cert_valid_to_on AS valid_to_on, 0 AS place FROM source_records
    WHERE party_kind = 'person' AND raw_cert_no IS NOT NULL
    UNION
    SELECT rid, c.cert_type, c.cert_no, c.valid_to_on, CASE WHEN c.first_flag THEN 1 ELSE 2 END
    FROM cif_cert c JOIN source_records USING (src_sys, cust_no) WHERE party_kind = 'person'
)
SELECT e.rid, e.cert_type, f.number, f.grade, f.id18, f.birth_on::DATE AS birth_on, f.sex,
       e.valid_to_on, e.place
FROM every_cert e
JOIN cert_forms f ON f.raw_cert_no = e.raw_cert_no AND f.cert_type IS NOT DISTINCT FROM e.cert_type;

-- A valid-looking number that many different names (or birth dates) hold is a placeholder. A record without a name
-- may be anybody, so it counts as a name of its own.
CREATE OR REPLACE TABLE placeholder_ids AS
WITH often AS (SELECT id18 FROM certs WHERE id18 IS NOT NULL GROUP BY id18 HAVING count(*) > $placeholder_names_over)
SELECT c.id18, count(DISTINCT coalesce(n.name_key, s.rid::VARCHAR))::BIGINT AS n_names,
       count(DISTINCT s.birth_on)::BIGINT AS n_births
FROM often JOIN certs c USING (id18) JOIN source_records s USING (rid) LEFT JOIN name_forms n ON n.raw_name = s.raw_name
GROUP BY c.id18
HAVING greatest(n_names, n_births) > $placeholder_names_over;

-- One row per record: the number that stands for the person, if there is a valid one.
CREATE OR REPLACE TABLE record_ids AS
SELECT rid, id18, grade, birth_on, sex
FROM certs ANTI JOIN placeholder_ids USING (id18)
WHERE id18 IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY rid ORDER BY place, grade, id18) = 1;

-- One row per source record with what the source wrote and its standard forms side by side.
CREATE OR REPLACE TABLE records AS
SELECT
    s.rid, s.party_kind, s.src_sys, s.cust_no, s.raw_name,
    CASE WHEN s.party_kind = 'org' THEN o.name ELSE n.name END AS name,
    CASE WHEN s.party_kind = 'org' THEN o.name_key ELSE n.name_key END AS name_key,
    CASE WHEN s.party_kind = 'org' THEN NULL ELSE n.pinyin_key END AS pinyin_key,
    s.cert_type, s.raw_cert_no,
    CASE WHEN s.party_kind = 'org' THEN coalesce(cc.number, oc.number) ELSE f.number END AS cert_no,
    CASE WHEN s.party_kind = 'org' THEN coalesce(cc.credit_grade, oc.org_grade)
         WHEN p.id18 IS NOT NULL THEN 'F' ELSE f.grade END AS cert_grade,
    CASE WHEN s.party_kind = 'org' THEN CASE WHEN cc.credit_grade IN ('A', 'B') THEN cc.number END
         ELSE i.id18 END AS id18,
    CASE WHEN s.party_kind = 'person' AND i.id18 IS NOT NULL THEN CASE i.grade WHEN 'C' THEN 15 ELSE 18 END END AS id_form,
    CASE WHEN cc.credit_grade IN ('A', 'B') THEN cc.org_code
         WHEN oc.org_grade IN ('A', 'B') THEN oc.number END AS org_code,
    s.cert_valid_to_on,
    CASE WHEN s.sex IN ('1', '2') THEN s.sex END AS sex,
    CASE WHEN s.birth_on > DATE '1900-01-01' AND s.birth_on < DATE '2099-12-31' THEN s.birth_on END AS birth_on,
    i.birth_on AS id_birth_on, i.sex AS id_sex, l.lunar_birthday,
    s.nationality, s.occupation, s.raw_phone, ph.phone, s.address, a.village, a.group_no, a.house, a.address_key,
    s.village_id, s.farm_flag, s.staff_flag, s.refusal_flag, s.death_on,
    CASE WHEN s.open_on > DATE '1900-01-01' AND s.open_on < DATE '2099-12-31' THEN s.open_on END AS open_on,
    s.branch_id, s.teller_id, s.org_type, s.legal_name, cc.code_nature
FROM source_records s
LEFT JOIN name_forms n ON n.raw_name = s.raw_name
LEFT JOIN org_name_forms o ON o.raw_name = s.raw_name AND s.party_kind = 'org'
LEFT JOIN cert_forms f
    ON f.raw_cert_no = s.raw_cert_no AND f.cert_type IS NOT DISTINCT FROM s.cert_type AND s.party_kind = 'person'
LEFT JOIN placeholder_ids p ON p.id18 = f.id18
LEFT JOIN record_ids i ON i.rid = s.rid
LEFT JOIN code_forms cc ON cc.raw_code = s.raw_cert_no AND s.party_kind = 'org'
LEFT JOIN code_forms oc ON oc.raw_code = s.org_code AND s.party_kind = 'org'
LEFT JOIN lunar_forms l ON l.raw_lunar_day = s.raw_lunar_day
LEFT JOIN phone_forms ph ON ph.raw_phone = s.raw_phone
LEFT JOIN address_forms a ON a.address = s.address;

-- One row per phone: how many different persons (name and birth) give it.
CREATE OR REPLACE TABLE phone_use AS
SELECT phone, count(DISTINCT (name_key, coalesce(birth_on, id_birth_on)))::BIGINT AS n_persons
FROM records WHERE phone IS NOT NULL AND party_kind = 'person' GROUP BY phone;
