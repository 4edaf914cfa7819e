-- One row per record and composite key: records that share key and value may be one person.
CREATE OR REPLACE TABLE record_keys AS
WITH person AS (
    SELECT r.rid, r.id18, r.name_key, r.pinyin_key, r.address_key, coalesce(r.birth_on, r.id_birth_on) AS born,
           CASE WHEN u.n_persons <= $shared_phone_over THEN r.phone END AS own_phone
    FROM records r LEFT JOIN phone_use u USING (phone)
    WHERE r.party_kind = 'person' AND r.name_key IS NOT NULL
)
SELECT 'NAME_BIRTH_MOBILE' AS rule, hash(name_key, born, own_phone) AS value, rid, id18
FROM person WHERE born IS NOT NULL AND own_phone IS NOT NULL
UNION ALL
SELECT 'NAME_BIRTH_HOUSE', hash(name_key, born, address_key), rid, id18
FROM person WHERE born IS NOT NULL AND address_key IS NOT NULL
UNION ALL
SELECT 'SOUND_BIRTH_MOBILE', hash(pinyin_key, born, own_phone), rid, id18
FROM person WHERE born IS NOT NULL AND own_phone IS NOT NULL
UNION ALL
SELECT 'SOUND_BIRTH_HOUSE', hash(pinyin_key, born, address_key), rid, id18
FROM person WHERE born IS NOT NULL AND address_key IS NOT NULL
UNION ALL
SELECT 'SAME_OTHER_CERT', hash(c.cert_type, c.number, p.name_key), p.rid, p.id18
FROM certs c JOIN person p USING (rid) WHERE c.id18 IS NULL AND c.grade = 'C';

-- One row per group of records with a common key; linked only when it holds at most one valid number.
CREATE OR REPLACE TABLE key_groups AS
SELECT rule, value, min(rid)::BIGINT AS rid, coalesce(min(id18) <> max(id18), FALSE) AS holds_two_ids
FROM record_keys GROUP BY rule, value HAVING min(rid) < max(rid);

INSERT INTO edges
SELECT DISTINCT g.rid, k.rid, rule
FROM key_groups g JOIN record_keys k USING (rule, value)
WHERE NOT g.holds_two_ids AND k.rid > g.rid;

INSERT INTO reviews
WITH ambiguous AS (
    SELECT k.rule, k.value, k.rid, k.id18
    FROM key_groups g JOIN record_keys k USING (rule, value)
    WHERE g.holds_two_ids AND rule IN ('NAME_BIRTH_MOBILE', 'NAME_BIRTH_HOUSE')
),
anchors AS (SELECT rule, value, id18, min(rid)::BIGINT AS rid FROM ambiguous WHERE id18 IS NOT NULL GROUP BY ALL)
SELECT DISTINCT least(x.rid, y.rid), greatest(x.rid, y.rid), 'TWO_IDS'
FROM anchors x JOIN anchors y USING (rule, value) WHERE x.id18 < y.id18
UNION
SELECT DISTINCT least(x.rid, y.rid), greatest(x.rid, y.rid), 'AMBIGUOUS'
FROM ambiguous x JOIN anchors y USING (rule, value) WHERE x.id18 IS NULL;

-- A number whose check fails, one edit away from a valid number of the same name: a single edit leaves the first
-- or the second half intact, so half a number is the key.
INSERT INTO edges
WITH broken AS (
    SELECT rid, name_key, number FROM records JOIN certs USING (rid)
    WHERE records.id18 IS NULL AND certs.grade = 'E' AND name_key IS NOT NULL AND length(number) = 18
),
valid AS (
    SELECT id18, name_key, min(rid)::BIGINT AS rid FROM records
    WHERE party_kind = 'person' AND id18 IS NOT NULL AND name_key IS NOT NULL GROUP BY ALL
),
near AS (
    SELECT b.rid AS a, v.rid AS b, v.id18 FROM broken b JOIN valid v
        ON v.name_key = b.name_key AND left(v.id18, 9) = left(b.number, 9)
    WHERE damerau_levenshtein(v.id18, b.number) = 1
    UNION
    SELECT b.rid, v.rid, v.id18 FROM broken b JOIN valid v
        ON v.name_key = b.name_key AND right(v.id18, 9) = right(b.number, 9)
    WHERE damerau_levenshtein(v.id18, b.number) = 1
)
SELECT least(a, min(b)), greatest(a, min(b)), 'ID_TYPO' FROM near GROUP BY a HAVING count(DISTINCT id18) = 1;
