-- One row per level (member, branch, teller) and unit: persons with all nine elements, and who lack which.
-- A person whose record names no branch or teller counts for the member alone. A level that no extract supplies has no row.
CREATE OR REPLACE TABLE completeness_units AS
WITH person AS (SELECT *, ',' || missing_elements || ',' AS lacks FROM customers WHERE party_kind = 'person' AND completeness IS NOT NULL),
unit AS (
    SELECT 'member' AS level, '' AS unit, * FROM person
    UNION ALL SELECT 'branch', branch_id, * FROM person WHERE branch_id IS NOT NULL
    UNION ALL SELECT 'teller', teller_id, * FROM person WHERE teller_id IS NOT NULL
),
counted AS (
    SELECT level, unit, count(*)::BIGINT AS n_persons, (count(*) FILTER (completeness = 9))::BIGINT AS n_complete,
           sum(completeness)::BIGINT AS n_elements,
           (count(*) FILTER (contains(lacks, ',cert_type,')))::BIGINT AS lack_cert_type,
           (count(*) FILTER (contains(lacks, ',cert_no,')))::BIGINT AS lack_cert_no,
           (count(*) FILTER (contains(lacks, ',name,')))::BIGINT AS lack_name,
           (count(*) FILTER (contains(lacks, ',nationality,')))::BIGINT AS lack_nationality,
           (count(*) FILTER (contains(lacks, ',sex,')))::BIGINT AS lack_sex,
           (count(*) FILTER (contains(lacks, ',occupation,')))::BIGINT AS lack_occupation,
           (count(*) FILTER (contains(lacks, ',mobile,')))::BIGINT AS lack_mobile,
           (count(*) FILTER (contains(lacks, ',address,')))::BIGINT AS lack_address,
           (count(*) FILTER (contains(lacks, ',cert_valid_to_on,')))::BIGINT AS lack_cert_valid_to_on
    FROM unit GROUP BY level, unit
)
SELECT c.* EXCLUDE (n_elements), c.n_complete / c.n_persons AS share_complete, c.n_elements / c.n_persons AS mean_elements,
       b.share_complete AS share_previous
FROM counted c LEFT JOIN (SELECT level, unit, share_complete FROM units_before) b USING (level, unit);
