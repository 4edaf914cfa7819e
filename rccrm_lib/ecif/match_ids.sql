-- Persons with one valid number. Records that agree in everything form a profile; profiles are compared in pairs.
CREATE OR REPLACE MACRO names_agree(a, b, sound_a, sound_b) AS
    a = b OR sound_a = sound_b OR a LIKE replace(b, '?', '_') OR b LIKE replace(a, '?', '_');

CREATE OR REPLACE TABLE id_profiles AS
SELECT id18, id_form, name_key, pinyin_key, birth_on, sex, min(rid)::BIGINT AS rid
FROM records WHERE party_kind = 'person' AND id18 IS NOT NULL
GROUP BY ALL;

-- One row per number and pair of names that have a phone or an address in common.
CREATE OR REPLACE TABLE id_contacts AS
WITH several AS (SELECT id18 FROM id_profiles GROUP BY id18 HAVING count(*) > 1),
contacts AS (
    SELECT DISTINCT id18, name_key, unnest([phone, address_key]) AS contact
    FROM records JOIN several USING (id18) WHERE party_kind = 'person' AND name_key IS NOT NULL
)
SELECT DISTINCT x.id18, x.name_key AS name_a, y.name_key AS name_b
FROM contacts x JOIN contacts y USING (id18, contact) WHERE x.name_key <> y.name_key;

-- A number says the birth date and the sex itself, so under another name these prove little: two people were given one
-- number, or a clerk took the wrong one. The surname, or a phone or address in common, must agree as well.
CREATE OR REPLACE TABLE id_pairs AS
WITH several AS (SELECT id18 FROM id_profiles GROUP BY id18 HAVING count(*) > 1),
compared AS (
    SELECT a.rid AS a, b.rid AS b, a.id_form = b.id_form AS same_form,
           names_agree(a.name_key, b.name_key, a.pinyin_key, b.pinyin_key) AS same_name,
           a.birth_on = b.birth_on AND a.sex = b.sex AS same_birth,
           coalesce(a.birth_on <> b.birth_on, FALSE) OR coalesce(a.sex <> b.sex, FALSE) AS other_birth,
           left(a.name_key, 1) = left(b.name_key, 1) AS same_surname, right(a.name_key, 1) = right(b.name_key, 1) AS same_end,
           c.id18 IS NOT NULL AS same_contact
    FROM several JOIN id_profiles a USING (id18) JOIN id_profiles b USING (id18)
    LEFT JOIN id_contacts c ON c.id18 = a.id18 AND c.name_a = a.name_key AND c.name_b = b.name_key
    WHERE a.rid < b.rid
)
SELECT *, CASE WHEN same_name AND NOT same_form THEN 'SAME_ID_15_18'
               WHEN same_name THEN 'SAME_ID_NAME'
               WHEN same_form AND same_birth AND (same_surname OR same_contact) THEN 'SAME_ID_BIRTH'
               WHEN same_surname AND same_end AND same_contact AND NOT other_birth THEN 'SAME_ID_CONTACT'
               -- a missing name contradicts nothing as long as birth and sex do not
               WHEN same_form AND same_name IS NULL AND NOT other_birth THEN 'SAME_ID_NAME' END AS rule
FROM compared;

CREATE OR REPLACE TABLE edges AS
-- records of one profile
SELECT p.rid AS a, r.rid AS b, 'SAME_ID_NAME' AS rule
FROM id_profiles p JOIN records r
    ON r.id18 = p.id18 AND r.id_form = p.id_form AND r.name_key IS NOT DISTINCT FROM p.name_key
    AND r.pinyin_key IS NOT DISTINCT FROM p.pinyin_key
    AND r.birth_on IS NOT DISTINCT FROM p.birth_on AND r.sex IS NOT DISTINCT FROM p.sex
WHERE r.rid > p.rid AND r.party_kind = 'person'
UNION ALL
-- profiles of one number that agree
SELECT a, b, rule FROM id_pairs WHERE rule IS NOT NULL;

CREATE OR REPLACE TABLE cannot_links AS
SELECT a, b, 'SAME_ID_OTHER_PERSON' AS reason FROM id_pairs WHERE rule IS NULL;

CREATE OR REPLACE TABLE reviews AS
SELECT a, b, reason FROM cannot_links
UNION ALL
SELECT a, b, 'NAME_CHANGED' FROM id_pairs WHERE rule IN ('SAME_ID_BIRTH', 'SAME_ID_CONTACT');
