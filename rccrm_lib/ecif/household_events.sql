-- One row per household and archive entry: since when, whom it names, and whether it speaks for the person (the entry that
-- was made last). An entry that says the same as before keeps its date; of a changed one the month is known.
CREATE OR REPLACE TABLE household_links AS
WITH standing AS (SELECT * FROM household_before WHERE is_alive),
unsaid AS (  -- entries of which nothing was said: the person may have stood there under another number
    SELECT archive_no, src_sys, cust_no, person, household_id FROM household_entries JOIN household_ids USING (archive_no)
    ANTI JOIN (SELECT * FROM household_runs WHERE until_month IS NULL) USING (household_id, src_sys, cust_no)
),
known AS (
    SELECT household_id, src_sys, cust_no, relation AS was_relation, valid_from_on AS was_from_on
    FROM household_runs WHERE until_month IS NULL
    UNION ALL
    SELECT household_id, u.src_sys, u.cust_no, b.relation, b.valid_from_on FROM unsaid u JOIN standing b USING (household_id, person)
),
newcomers AS (SELECT DISTINCT person FROM unsaid ANTI JOIN standing USING (person)),
dated AS (
    SELECT i.household_id, e.archive_no, e.src_sys, e.cust_no, e.customer_id, e.person, e.relation,
           CASE WHEN k.cust_no IS NOT NULL AND k.was_relation IS NOT DISTINCT FROM e.relation THEN k.was_from_on
                WHEN m.month_start_on IS NULL OR NOT m.has_before THEN e.archived_on
                WHEN i.is_new AND x.person IS NOT NULL THEN coalesce(e.archived_on, m.month_start_on)
                ELSE greatest(coalesce(e.archived_on, m.month_start_on), m.month_start_on) END AS valid_from_on
    FROM household_entries e JOIN household_ids i USING (archive_no) CROSS JOIN household_month m
    LEFT JOIN known k ON k.household_id = i.household_id AND k.src_sys = e.src_sys AND k.cust_no = e.cust_no
    LEFT JOIN newcomers x ON x.person = e.person
),
twice AS (SELECT household_id, person FROM dated GROUP BY ALL HAVING count(*) > 1),
spoken AS (
    SELECT *, TRUE AS is_first FROM dated ANTI JOIN twice USING (household_id, person)
    UNION ALL
    SELECT *, row_number() OVER (PARTITION BY household_id, person
                                 ORDER BY valid_from_on DESC NULLS LAST, relation, src_sys, cust_no) = 1
    FROM dated SEMI JOIN twice USING (household_id, person)
)
SELECT *, row_number() OVER (PARTITION BY household_id ORDER BY valid_from_on DESC NULLS LAST, src_sys, cust_no) = 1 AS is_head
FROM spoken WHERE is_first AND relation = '01'
UNION ALL
SELECT *, FALSE FROM spoken WHERE NOT is_first OR relation IS DISTINCT FROM '01';

-- One row per household and person who came, left or changed role: the household's part of the event.
CREATE OR REPLACE TABLE household_events AS
WITH standing AS (SELECT * FROM household_before WHERE is_alive),
named AS MATERIALIZED (SELECT * EXCLUDE (is_first) FROM household_links WHERE is_first),
lives AS (SELECT DISTINCT household_id FROM household_links),
lived AS (SELECT DISTINCT household_id FROM standing),
gained AS (
    SELECT n.*, row_number() OVER (PARTITION BY person ORDER BY n.valid_from_on DESC NULLS LAST, household_id) AS place
    FROM named n ANTI JOIN standing USING (household_id, person)
),
lost AS (
    SELECT b.*, row_number() OVER (PARTITION BY person ORDER BY b.valid_from_on DESC NULLS LAST, household_id) AS place
    FROM standing b ANTI JOIN named USING (household_id, person)
),
crossed AS (
    SELECT CASE WHEN g.person IS NULL THEN CASE WHEN o.household_id IS NULL THEN 'dissolve' ELSE 'leave' END
                WHEN l.person IS NOT NULL THEN CASE WHEN i.is_new AND o.household_id IS NOT NULL THEN 'split' ELSE 'move' END
                WHEN i.is_new THEN 'form'
                WHEN k.household_id IS NULL THEN 'return'
                ELSE 'join' END AS kind,
           coalesce(g.household_id, l.household_id) AS household_id,
           CASE WHEN g.person IS NOT NULL THEN l.household_id END AS from_household_id,
           coalesce(g.customer_id, l.customer_id) AS customer_id, coalesce(g.src_sys, l.src_sys) AS src_sys,
           coalesce(g.cust_no, l.cust_no) AS cust_no, coalesce(g.relation, l.relation) AS relation,
           coalesce(g.archive_no, l.archive_no) AS archive_no,
           CASE WHEN g.person IS NULL THEN m.month_start_on ELSE g.valid_from_on END AS valid_on
    FROM gained g FULL JOIN lost l USING (person, place)
    LEFT JOIN household_ids i ON i.household_id = g.household_id
    LEFT JOIN lives o ON o.household_id = l.household_id
    LEFT JOIN lived k ON k.household_id = g.household_id
    CROSS JOIN household_month m
),
stayed AS (  -- in a household that lives on: who heads it now, who plays another part, under which number
    SELECT n.*, b.relation AS was_relation, b.archive_no AS was_archive_no, b.person IS NOT NULL AS is_old,
           coalesce(b.is_head, FALSE) AS was_head
    FROM named n SEMI JOIN lived USING (household_id)
    LEFT JOIN standing b USING (household_id, person)
),
changed AS (
    SELECT 'head' AS kind, * FROM stayed WHERE is_head AND NOT was_head
    UNION ALL
    SELECT 'role', * FROM stayed WHERE is_old AND relation IS DISTINCT FROM was_relation AND NOT (is_head AND NOT was_head)
    UNION ALL
    SELECT 'renumber', * FROM stayed WHERE is_old AND archive_no <> was_archive_no
    QUALIFY row_number() OVER (PARTITION BY household_id ORDER BY NOT is_head, src_sys, cust_no) = 1
)
SELECT * FROM crossed
UNION ALL
SELECT kind, household_id, NULL, customer_id, src_sys, cust_no, relation, archive_no,
       CASE kind WHEN 'renumber' THEN m.month_start_on ELSE valid_from_on END
FROM changed CROSS JOIN household_month m;
