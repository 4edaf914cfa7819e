-- One row per customer that may be several, and the reason: what a person should look at first.
CREATE OR REPLACE TABLE suspected_customers AS
WITH said AS (
    SELECT l.customer_id, r.party_kind, count(*)::BIGINT AS n_records, count(DISTINCT r.id18)::BIGINT AS n_numbers,
           count(DISTINCT r.name_key)::BIGINT AS n_names, count(DISTINCT r.pinyin_key)::BIGINT AS n_sounds,
           count(DISTINCT coalesce(r.birth_on, r.id_birth_on))::BIGINT AS n_births,
           count(DISTINCT coalesce(r.sex, r.id_sex))::BIGINT AS n_sexes, bool_or(l.rule = 'CONFIRMED') AS is_signed
    FROM links l JOIN records r USING (src_sys, cust_no)
    GROUP BY l.customer_id, r.party_kind
    HAVING count(*) > 1
)
SELECT customer_id, party_kind, n_records, n_numbers, n_names, n_births,
       CASE WHEN n_numbers > 1 AND NOT is_signed THEN 'TWO_NUMBERS'
            WHEN n_sounds > 1 AND n_births > 1 AND n_sexes > 1 THEN 'NAME_BIRTH_SEX'
            WHEN n_sounds > 2 THEN 'MANY_NAMES'
            ELSE 'MANY_RECORDS' END AS reason
FROM said
WHERE party_kind = 'person'
  AND (n_numbers > 1 AND NOT is_signed OR n_sounds > 1 AND n_births > 1 AND n_sexes > 1 OR n_sounds > 2
       OR n_records > $large_over)
   OR party_kind = 'org' AND n_numbers > 1 AND NOT is_signed
ORDER BY customer_id;

-- One row per check and unit: how many (n) of how many (of).
CREATE OR REPLACE TABLE merge_measures AS
WITH r AS (SELECT count(*)::BIGINT AS n FROM links),
c AS (SELECT count(*)::BIGINT AS n FROM customers),
b AS (SELECT count(DISTINCT customer_id)::BIGINT AS n FROM previous_links WHERE NOT is_retired),
moved AS (
    SELECT kind, count(DISTINCT CASE kind WHEN 'merge' THEN from_customer_id ELSE customer_id END)::BIGINT AS n
    FROM identity_events WHERE kind IN ('merge', 'split', 'retire') GROUP BY kind
)
SELECT 'rule_share' AS "check", rule AS unit, count(*)::BIGINT AS n, any_value(r.n) AS "of" FROM links, r GROUP BY rule
UNION ALL SELECT 'joined_share', '', count(*) FILTER (rule <> 'SINGLE'), any_value(r.n) FROM links, r
UNION ALL SELECT 'review_share', '', (SELECT count(*) FROM review_pairs), c.n FROM c
UNION ALL SELECT 'largest_customer', '', max(n_records), c.n FROM customers, c GROUP BY c.n
UNION ALL SELECT 'suspected_share', '', (SELECT count(*) FROM suspected_customers), c.n FROM c
UNION ALL SELECT 'two_numbers', '', (SELECT count(*) FROM suspected_customers WHERE reason = 'TWO_NUMBERS'), c.n FROM c
UNION ALL SELECT k.kind || '_share', '', coalesce(m.n, 0), b.n
    FROM (VALUES ('merge'), ('split'), ('retire')) k(kind) LEFT JOIN moved m USING (kind), b
-- pairs that people decided and that a rule would have joined
UNION ALL SELECT 'precision', e.rule, count(*) FILTER (d.decision = 'same'), count(*)
    FROM decided_pairs d JOIN edges e ON least(e.a, e.b) = d.a AND greatest(e.a, e.b) = d.b
    WHERE e.rule <> 'CONFIRMED' GROUP BY e.rule
ORDER BY 1, 2;
