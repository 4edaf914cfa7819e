-- One row per archive number: its newest entry, which speaks for the household.
CREATE OR REPLACE TEMP TABLE household_sheets AS
SELECT * FROM household_archive
QUALIFY row_number() OVER (PARTITION BY household_id ORDER BY archived_on DESC NULLS LAST, relation, src_sys, cust_no) = 1;

-- One row per household and customer at the month's end. Two entries of one customer in one household count once.
CREATE OR REPLACE TABLE household_members AS
WITH first AS (SELECT DISTINCT household_id, customer_id FROM household_periods WHERE valid_to_on IS NULL AND is_primary)
SELECT l.household_id, l.customer_id, l.relation, l.is_head, f.customer_id IS NOT NULL AS is_primary,
       p.village_id, p.group_no, l.valid_from_on
FROM household_links l JOIN household_sheets p ON p.household_id = l.archive_no
LEFT JOIN first f ON f.household_id = l.household_id AND f.customer_id = l.customer_id
WHERE l.is_first AND l.customer_id IS NOT NULL;

-- One row per household: what its newest archive entry says, and whether it counts as a farm household.
CREATE OR REPLACE TABLE households AS
WITH members AS (
    SELECT household_id, count(*)::BIGINT AS n_members, max(customer_id) FILTER (is_head) AS head_customer_id
    FROM household_members GROUP BY household_id
),
judged AS (
    SELECT i.household_id, e.household_id AS archive_no, e.* EXCLUDE (household_id, src_sys, cust_no, relation),
           CASE WHEN e.away_since_on <= r.away_before_on THEN 'AWAY'
                WHEN e.residence_since_on > r.resident_before_on THEN 'NEWCOMER'
                WHEN list_bool_or(list_transform(r.town_prefixes, lambda p: starts_with(e.village_id, p))) THEN 'TOWN'
                WHEN e.residence_since_on IS NOT NULL THEN 'RESIDENT'
                WHEN r.residence_required THEN 'UNKNOWN'
                ELSE 'ARCHIVED' END AS farm_reason
    FROM household_sheets e JOIN household_ids i ON i.archive_no = e.household_id CROSS JOIN farm_rule r
)
SELECT j.household_id, j.archive_no, m.head_customer_id, coalesce(m.n_members, 0)::BIGINT AS n_members, j.village_id,
       j.group_no, j.archived_on, j.grade, j.limit_fen, j.land_mu, j.residence_since_on, j.away_since_on,
       CASE WHEN j.farm_reason IN ('RESIDENT', 'ARCHIVED') THEN TRUE WHEN j.farm_reason <> 'UNKNOWN' THEN FALSE END AS is_farm,
       j.farm_reason
FROM judged j LEFT JOIN members m USING (household_id);

-- The customer's primary household; a farm household's member is a farm customer even where the flag is missing.
CREATE OR REPLACE TABLE customers AS
SELECT c.* REPLACE (
    m.household_id AS household_id,
    coalesce(c.village_id, m.village_id) AS village_id,
    CASE WHEN c.village_id IS NULL AND m.village_id IS NOT NULL THEN 'ARCH' ELSE c.village_id_source END AS village_id_source,
    coalesce(c.is_farm, h.is_farm) AS is_farm,
    CASE WHEN c.party_kind = 'person' AND c.is_farm IS NULL AND h.is_farm THEN 'FARM' ELSE c.nature END AS nature)
FROM customers c LEFT JOIN (SELECT * FROM household_members WHERE is_primary) m USING (customer_id)
LEFT JOIN households h ON h.household_id = m.household_id
ORDER BY c.customer_id;

-- The village that only the household's archive says, with the entry that says it.
INSERT INTO golden_fields
SELECT c.customer_id, 'village_id', c.village_id, e.src_sys, e.cust_no, e.archived_on, NULL, 'HOUSEHOLD', 'SINGLE', 1, 1
FROM customers c JOIN household_ids i ON i.household_id = c.household_id
JOIN household_archive e ON e.household_id = i.archive_no AND e.village_id = c.village_id
JOIN links l ON l.src_sys = e.src_sys AND l.cust_no = e.cust_no AND l.customer_id = c.customer_id
ANTI JOIN (SELECT customer_id FROM golden_fields WHERE field = 'village_id') g ON g.customer_id = c.customer_id
WHERE c.village_id IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY c.customer_id ORDER BY e.archived_on DESC NULLS LAST, e.src_sys, e.cust_no) = 1;

ALTER TABLE household_links DROP COLUMN person;
ALTER TABLE household_links DROP COLUMN is_first;
