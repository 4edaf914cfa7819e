-- One row per person's record in the forms that the match compares. A valid number knows the birth date best.
CREATE OR REPLACE TEMP TABLE person_parts AS
WITH judged AS (  -- a number of the other sex, or of another generation, is somebody else's
    SELECT *, coalesce(id_sex <> sex, FALSE) OR coalesce(abs(year(id_birth_on) - year(birth_on)) > 1
               AND month(id_birth_on) <> month(birth_on), FALSE) AS is_borrowed
    FROM records WHERE party_kind = 'person'
),
parts AS (
    SELECT r.rid, r.name_key, r.pinyin_key, CASE WHEN u.n_persons <= $shared_phone_over THEN r.phone END AS phone, r.address_key, k.cluster, k.is_loose,
           strftime(CASE WHEN is_borrowed THEN coalesce(birth_on, id_birth_on) ELSE coalesce(id_birth_on, birth_on) END,
                    '%Y%m%d') AS born,
           CASE WHEN is_borrowed THEN coalesce(r.sex, r.id_sex) ELSE coalesce(r.id_sex, r.sex) END AS sex,
           r.village, r.group_no, r.house AS house_no, CASE WHEN NOT is_borrowed THEN coalesce(r.id18, CASE r.cert_grade WHEN 'E' THEN r.cert_no END) END AS number
    FROM judged r JOIN settled k USING (rid) LEFT JOIN phone_use u USING (phone)
)
SELECT *, left(born, 4) || least(substr(born, 5, 2), right(born, 2)) || greatest(substr(born, 5, 2), right(born, 2)) AS born_key
FROM parts;

CREATE OR REPLACE TEMP VIEW person_entries AS
WITH worded AS (
    SELECT *, list_filter([village, group_no, house_no], lambda part: part IS NOT NULL) AS words FROM person_parts
)
SELECT rid, cluster, is_loose, name_key AS f_name, pinyin_key AS f_name_k, name_key AS f_name_w,
       list_transform(range(1, length(name_key) + 1), lambda place: place || substr(name_key, place, 1)) AS f_name_t,
       born AS f_born, born_key AS f_born_k, NULL::VARCHAR AS f_born_w, NULL::VARCHAR[] AS f_born_t,
       sex AS f_sex, NULL::VARCHAR AS f_sex_k, NULL::VARCHAR AS f_sex_w, NULL::VARCHAR[] AS f_sex_t,
       phone AS f_phone, NULL::VARCHAR AS f_phone_k, NULL::VARCHAR AS f_phone_w, NULL::VARCHAR[] AS f_phone_t,
       nullif(concat_ws('|', village, group_no, house_no), '') AS f_place, NULL::VARCHAR AS f_place_k,
       array_to_string(list_sort(words), ' ') AS f_place_w, words AS f_place_t,
       number AS f_number, NULL::VARCHAR AS f_number_k, NULL::VARCHAR AS f_number_w, NULL::VARCHAR[] AS f_number_t,
       address_key AS house
FROM worded;

-- One row per organisation's record in the forms that the match compares.
CREATE OR REPLACE TEMP TABLE org_entries AS
SELECT r.rid, k.cluster, k.is_loose, r.name_key AS f_name, NULL::VARCHAR AS f_name_k, r.name_key AS f_name_w,
       list_distinct(list_transform(range(1, greatest(length(r.name_key), 2)), lambda place: substr(r.name_key, place, 2))) AS f_name_t,
       coalesce(r.org_code, CASE WHEN r.cert_grade <> 'F' THEN r.cert_no END) AS f_number, NULL::VARCHAR AS f_number_k, NULL::VARCHAR AS f_number_w, NULL::VARCHAR AS f_number_t,
       r.phone AS f_phone, NULL::VARCHAR AS f_phone_k, NULL::VARCHAR AS f_phone_w, NULL::VARCHAR AS f_phone_t,
       coalesce(r.address_key, r.address) AS f_place, NULL::VARCHAR AS f_place_k, NULL::VARCHAR AS f_place_w,
       list_filter([r.village, r.group_no, r.house], lambda part: part IS NOT NULL) AS f_place_t,
       r.legal_name AS f_legal, NULL::VARCHAR AS f_legal_k, r.legal_name AS f_legal_w, [r.legal_name] AS f_legal_t
FROM records r JOIN settled k USING (rid) WHERE r.party_kind = 'org';
