-- One row per household and customer. Two source records of one customer in one household count once.
CREATE OR REPLACE TABLE household_members AS
WITH entry AS (
    SELECT h.household_id, l.customer_id, h.relation, h.village_id, h.group_no, h.archived_on,
           row_number() OVER (PARTITION BY h.household_id, l.customer_id
                              ORDER BY h.archived_on DESC NULLS LAST, h.relation, h.src_sys, h.cust_no) AS place
    FROM household_archive h JOIN links l USING (src_sys, cust_no) JOIN customers c USING (customer_id)
    WHERE c.party_kind = 'person'
),
once AS (SELECT * EXCLUDE (place) FROM entry WHERE place = 1)
SELECT household_id, customer_id, relation,
       relation = '01' AND row_number() OVER (PARTITION BY household_id
           ORDER BY relation <> '01', archived_on DESC NULLS LAST, customer_id) = 1 AS is_head,
       row_number() OVER (PARTITION BY customer_id
           ORDER BY archived_on DESC NULLS LAST, relation, household_id) = 1 AS is_primary,
       village_id, group_no
FROM once
ORDER BY household_id, customer_id;

-- One row per household: what its newest archive entry says.
CREATE OR REPLACE TABLE households AS
WITH entry AS (
    SELECT *, row_number() OVER (PARTITION BY household_id
                                 ORDER BY archived_on DESC NULLS LAST, relation, src_sys, cust_no) AS place
    FROM household_archive
),
members AS (
    SELECT household_id, count(*)::BIGINT AS n_members, max(customer_id) FILTER (is_head) AS head_customer_id
    FROM household_members GROUP BY household_id
)
SELECT e.household_id, m.head_customer_id, coalesce(m.n_members, 0)::BIGINT AS n_members, e.village_id, e.group_no,
       e.archived_on, e.grade, e.limit_fen, e.land_mu, e.away_since_on
FROM entry e LEFT JOIN members m USING (household_id)
WHERE e.place = 1
ORDER BY e.household_id;

-- The customer's primary household; a farm household's member is a farm customer even where the flag is missing.
CREATE OR REPLACE TABLE customers AS
SELECT c.* REPLACE (
    m.household_id AS household_id,
    coalesce(c.village_id, m.village_id) AS village_id,
    CASE WHEN c.village_id IS NULL AND m.village_id IS NOT NULL THEN 'ARCH' ELSE c.village_id_source END AS village_id_source,
    CASE WHEN c.is_farm IS NULL AND m.household_id IS NOT NULL THEN TRUE ELSE c.is_farm END AS is_farm,
    CASE WHEN c.party_kind = 'person' AND c.is_farm IS NULL AND m.household_id IS NOT NULL THEN 'FARM' ELSE c.nature END
        AS nature)
FROM customers c LEFT JOIN (SELECT * FROM household_members WHERE is_primary) m USING (customer_id)
ORDER BY c.customer_id;

-- The village that only the household's archive says, with the entry that says it.
INSERT INTO golden_fields
SELECT c.customer_id, 'village_id', c.village_id, e.src_sys, e.cust_no, e.archived_on, NULL, 'HOUSEHOLD', 'SINGLE', 1, 1
FROM customers c JOIN household_archive e ON e.household_id = c.household_id AND e.village_id = c.village_id
JOIN links l ON l.src_sys = e.src_sys AND l.cust_no = e.cust_no AND l.customer_id = c.customer_id
ANTI JOIN (SELECT customer_id FROM golden_fields WHERE field = 'village_id') g ON g.customer_id = c.customer_id
WHERE c.village_id IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY c.customer_id ORDER BY e.archived_on DESC NULLS LAST, e.src_sys, e.cust_no) = 1;
