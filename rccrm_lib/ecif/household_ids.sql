-- One row per archive number and person: the entry that speaks for the person. A record that the merge does not know is
-- a person of its own; a date outside of the century, or after the month, is none.
CREATE OR REPLACE TABLE household_entries AS
WITH entry AS (
    SELECT h.household_id AS archive_no, h.src_sys, h.cust_no, h.relation, l.customer_id,
           coalesce(l.customer_id, '#' || h.src_sys || ':' || h.cust_no) AS person,
           CASE WHEN h.archived_on > DATE '1900-01-01' AND h.archived_on <= coalesce(m.month_end_on, DATE '2099-12-30')
                THEN h.archived_on END AS archived_on
    FROM household_archive h LEFT JOIN links l USING (src_sys, cust_no) LEFT JOIN customers c USING (customer_id)
    CROSS JOIN household_month m
    WHERE c.party_kind IS DISTINCT FROM 'org'
)
SELECT * FROM entry
QUALIFY row_number() OVER (PARTITION BY archive_no, person
                           ORDER BY archived_on DESC NULLS LAST, relation, src_sys, cust_no) = 1;

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

-- One row per stretch with the person that the entry belongs to today, whatever was merged or parted since.
CREATE OR REPLACE TABLE household_past AS
WITH alive AS (SELECT DISTINCT customer_id FROM links)
SELECT r.*, coalesce(l.customer_id, a.customer_id) AS customer_id,
       coalesce(l.customer_id, a.customer_id, '#' || r.src_sys || ':' || r.cust_no) AS person
FROM household_runs r LEFT JOIN links l USING (src_sys, cust_no)
LEFT JOIN previous_links p USING (src_sys, cust_no) LEFT JOIN alive a ON a.customer_id = p.customer_id;

-- One row per household and person at the end of the month before; of a household that was dissolved, at its end.
CREATE OR REPLACE TABLE household_before AS
WITH ended AS (
    SELECT household_id, bool_or(until_month IS NULL) AS is_alive, max(until_month) AS last_month
    FROM household_runs GROUP BY household_id
),
standing AS (
    SELECT p.*, e.is_alive FROM household_past p JOIN ended e USING (household_id)
    WHERE CASE WHEN e.is_alive THEN p.until_month IS NULL ELSE p.until_month = e.last_month END
),
once AS (
    SELECT * FROM standing
    QUALIFY row_number() OVER (PARTITION BY household_id, person
                               ORDER BY valid_from_on DESC NULLS LAST, relation, src_sys, cust_no) = 1
)
SELECT * EXCLUDE (valid_to_on, until_month),
       coalesce(relation = '01', FALSE) AND row_number() OVER (PARTITION BY household_id
           ORDER BY coalesce(relation <> '01', TRUE), valid_from_on DESC NULLS LAST, src_sys, cust_no) = 1 AS is_head
FROM once;

-- One row per archive number of today and household of before that share persons: who may keep the id, the strongest
-- claim first. 1: number and head stay together. 2: the number, and half of who stand there were there before (a number
-- that another family got is none). 3: the head. 4: most of them moved on together.
CREATE OR REPLACE TABLE household_overlaps AS
WITH now AS (SELECT archive_no, count(*) AS n_now FROM household_entries GROUP BY archive_no),
before AS (SELECT household_id, count(*) AS n_before FROM household_before GROUP BY household_id),
shared AS (
    SELECT e.archive_no, b.household_id, count(*)::BIGINT AS n_shared, bool_or(b.archive_no = e.archive_no) AS same_number,
           coalesce(bool_or(b.relation = '01' AND e.relation = '01'), FALSE) AS same_head,
           min((e.src_sys, e.cust_no)) AS first_entry
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
