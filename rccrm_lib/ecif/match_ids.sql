-- Persons with one valid number. Records that agree in everything form a profile; profiles are compared in pairs.
CREATE OR REPLACE MACRO names_agree(a, b, sound_a, sound_b) AS
    a = b OR sound_a = sound_b OR a LIKE replace(b, '?', '_') OR b LIKE replace(a, '?', '_');

CREATE OR REPLACE TABLE id_profiles AS
SELECT id18, id_form, name_key, pinyin_key, birth_on, sex, min(rid)::BIGINT AS rid
FROM records WHERE party_kind = 'person' AND id18 IS NOT NULL
GROUP BY ALL;

CREATE OR REPLACE TABLE id_pairs AS
WITH several AS (SELECT id18 FROM id_profiles GROUP BY id18 HAVING count(*) > 1)
SELECT a.rid AS a, b.rid AS b,
       names_agree(a.name_key, b.name_key, a.pinyin_key, b.pinyin_key) AS same_name,
       a.birth_on = b.birth_on AND a.sex = b.sex AS same_birth,
       coalesce(a.birth_on <> b.birth_on, FALSE) OR coalesce(a.sex <> b.sex, FALSE) AS other_birth,
       a.id_form = b.id_form AS same_form
FROM several JOIN id_profiles a USING (id18) JOIN id_profiles b USING (id18)
WHERE a.rid < b.rid;

CREATE OR REPLACE TABLE edges AS
-- records of one profile
SELECT p.rid AS a, r.rid AS b, 'SAME_ID_NAME' AS rule
FROM id_profiles p JOIN records r
    ON r.id18 = p.id18 AND r.id_form = p.id_form AND r.name_key IS NOT DISTINCT FROM p.name_key
    AND r.pinyin_key IS NOT DISTINCT FROM p.pinyin_key
    AND r.birth_on IS NOT DISTINCT FROM p.birth_on AND r.sex IS NOT DISTINCT FROM p.sex
WHERE r.rid > p.rid AND r.party_kind = 'person'
UNION ALL
-- profiles of one number that agree; a missing name contradicts nothing as long as birth and sex do not
SELECT a, b, CASE WHEN NOT same_form THEN 'SAME_ID_15_18' WHEN same_name IS TRUE THEN 'SAME_ID_NAME'
                  WHEN same_birth THEN 'SAME_ID_BIRTH' ELSE 'SAME_ID_NAME' END
FROM id_pairs
WHERE same_name IS TRUE OR (same_form AND (same_birth IS TRUE OR (same_name IS NULL AND NOT other_birth)));

CREATE OR REPLACE TABLE cannot_links AS
SELECT a, b, 'SAME_ID_OTHER_PERSON' AS reason FROM id_pairs
WHERE NOT (same_name IS TRUE OR (same_form AND (same_birth IS TRUE OR (same_name IS NULL AND NOT other_birth))));

CREATE OR REPLACE TABLE reviews AS
SELECT a, b, reason FROM cannot_links
UNION ALL
SELECT a, b, 'NAME_CHANGED' FROM id_pairs WHERE same_name IS FALSE AND same_birth AND same_form;
