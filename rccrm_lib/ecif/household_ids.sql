-- One row per customer: a number, for joins by number take a fraction of the time.
CREATE OR REPLACE TEMP TABLE household_persons AS
SELECT customer_id, row_number() OVER (ORDER BY customer_id) AS person, party_kind = 'org' AS is_org FROM customers;

-- One row per archive number and entry with the person whom it names. A record that the merge does not know is a person
-- of its own (below zero); a date outside of the century, or after the month, is none.
CREATE OR REPLACE TABLE household_entries AS
SELECT h.household_id AS archive_no, h.src_sys, h.cust_no, h.relation, p.customer_id,
       coalesce(p.person, -(hash(h.src_sys, h.cust_no) >> 1)::BIGINT) AS person,
       CASE WHEN h.archived_on > DATE '1900-01-01' AND h.archived_on <= coalesce(m.month_end_on, DATE '2099-12-30')
            THEN h.archived_on END AS archived_on
FROM household_archive h LEFT JOIN links l USING (src_sys, cust_no) LEFT JOIN household_persons p USING (customer_id)
CROSS JOIN household_month m
WHERE p.is_org IS DISTINCT FROM TRUE;

-- One row per household, archive entry and stretch of months in which earlier months said the same of it.
CREATE OR REPLACE TABLE household_runs AS
WITH spoken AS (
    SELECT *, lag(is_member) OVER entry AS was_member, lag(relation) OVER entry AS was_relation,
           last_value(archive_no) OVER (entry ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS last_archive_no
    FROM household_statements WINDOW entry AS (PARTITION BY household_id, src_sys, cust_no ORDER BY month)
),
changed AS (
    SELECT *, lead(month) OVER entry AS until_month, lead(valid_on) OVER entry AS valid_to_on
    FROM spoken WHERE was_member IS DISTINCT FROM is_member OR was_relation IS DISTINCT FROM relation
    WINDOW entry AS (PARTITION BY household_id, src_sys, cust_no ORDER BY month)
)
SELECT household_id, last_archive_no AS archive_no, src_sys, cust_no, relation, valid_on AS valid_from_on, valid_to_on,
       until_month
FROM changed WHERE is_member;

-- One row per stretch with the person that the entry belongs to today, whatever was merged or parted since; of an entry
-- that is delivered no more, the customer that had it last.
CREATE OR REPLACE TABLE household_past AS
WITH gone AS (
    SELECT DISTINCT p.src_sys, p.cust_no, p.customer_id FROM household_runs r ANTI JOIN links USING (src_sys, cust_no)
    JOIN previous_links p USING (src_sys, cust_no)
),
owned AS (SELECT src_sys, cust_no, customer_id FROM links SEMI JOIN household_runs USING (src_sys, cust_no) UNION ALL FROM gone)
SELECT r.*, p.customer_id, coalesce(p.person, -(hash(r.src_sys, r.cust_no) >> 1)::BIGINT) AS person
FROM household_runs r LEFT JOIN owned USING (src_sys, cust_no) LEFT JOIN household_persons p USING (customer_id);

-- One row per household and person at the end of the month before; of a household that was dissolved, at its end. The
-- entry that was made last speaks for the person.
CREATE OR REPLACE TABLE household_before AS
WITH ended AS (
    SELECT household_id, max(until_month) AS last_month FROM household_runs
    GROUP BY household_id HAVING count(*) = count(until_month)
),
standing AS (
    SELECT *, TRUE AS is_alive FROM household_past WHERE until_month IS NULL
    UNION ALL
    SELECT p.*, FALSE FROM household_past p JOIN ended e ON e.household_id = p.household_id AND e.last_month = p.until_month
),
twice AS (SELECT household_id, person FROM standing GROUP BY ALL HAVING count(*) > 1),
once AS (
    SELECT * FROM standing ANTI JOIN twice USING (household_id, person)
    UNION ALL
    SELECT * FROM (SELECT * FROM standing SEMI JOIN twice USING (household_id, person)
                   QUALIFY row_number() OVER (PARTITION BY household_id, person
                                              ORDER BY valid_from_on DESC NULLS LAST, relation, src_sys, cust_no) = 1)
)
SELECT * EXCLUDE (valid_to_on, until_month), row_number() OVER (PARTITION BY household_id
           ORDER BY valid_from_on DESC NULLS LAST, src_sys, cust_no) = 1 AS is_head
FROM once WHERE relation = '01'
UNION ALL
SELECT * EXCLUDE (valid_to_on, until_month), FALSE FROM once WHERE relation IS DISTINCT FROM '01';

-- One row per archive number of today and household of before that share persons: who may keep the id, the strongest
-- claim first. 1: number and head stay together. 2: the number, and half of who stand there were there before (a number
-- that another family got is none). 3: the head. 4: most of them moved on together.
CREATE OR REPLACE TABLE household_overlaps AS
WITH now AS (SELECT archive_no, count(*) AS n_now FROM household_entries GROUP BY archive_no),
before AS (SELECT household_id, count(*) AS n_before FROM household_before GROUP BY household_id),
shared AS (
    SELECT e.archive_no, b.household_id, count(*)::BIGINT AS n_shared, bool_or(b.archive_no = e.archive_no) AS same_number,
           coalesce(bool_or(b.relation = '01' AND e.relation = '01'), FALSE) AS same_head
    FROM household_entries e JOIN household_before b USING (person) GROUP BY e.archive_no, b.household_id
)
SELECT s.*, CASE WHEN same_number AND same_head THEN 1
                 WHEN same_number AND 2 * n_shared >= n_now THEN 2
                 WHEN same_head THEN 3
                 WHEN 2 * n_shared > n_now AND 2 * n_shared >= n_before THEN 4 END AS claim
FROM shared s JOIN now USING (archive_no) JOIN before USING (household_id)
WHERE claim IS NOT NULL;

-- One row per archive number: the entry from which a new household's id is minted.
CREATE OR REPLACE TABLE household_anchors AS
SELECT archive_no, src_sys || ':' || cust_no AS entry FROM household_entries
QUALIFY row_number() OVER (PARTITION BY archive_no
    ORDER BY coalesce(relation <> '01', TRUE), archived_on NULLS LAST, src_sys, cust_no) = 1;
