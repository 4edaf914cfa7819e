-- Organisations of one code. A code held by many names is a placeholder.
CREATE OR REPLACE TABLE org_pairs AS
WITH shared AS (
    SELECT org_code FROM records WHERE party_kind = 'org' AND org_code IS NOT NULL
    GROUP BY org_code HAVING count(*) > 1 AND count(DISTINCT name_key) <= $placeholder_names_over
)
SELECT a.rid AS a, b.rid AS b,
       coalesce(a.name_key = b.name_key, TRUE) OR coalesce(a.legal_name = b.legal_name, FALSE)
       OR coalesce(a.phone = b.phone, FALSE) OR coalesce(a.address_key = b.address_key, FALSE) AS agrees,
       coalesce(a.id18 <> b.id18, FALSE) AS other_code
FROM shared JOIN records a USING (org_code) JOIN records b USING (org_code)
WHERE a.rid < b.rid AND a.party_kind = 'org' AND b.party_kind = 'org';

INSERT INTO edges SELECT a, b, 'SAME_CODE' FROM org_pairs WHERE agrees AND NOT other_code;
INSERT INTO cannot_links SELECT a, b, 'SAME_CODE_OTHER_ORG' FROM org_pairs WHERE NOT agrees OR other_code;
INSERT INTO reviews SELECT a, b, 'SAME_CODE_OTHER_ORG' FROM org_pairs WHERE NOT agrees OR other_code;

-- One name, at most one code and at most one legal representative. The self-employed often share a shop name: there
-- the operator must be known and agree.
CREATE OR REPLACE TABLE org_names AS
WITH named AS (
    SELECT rid, org_code, legal_name, hash(name_key, CASE WHEN org_type = '3' OR code_nature = 'SELF' OR length(name_key) < 5
                                              THEN coalesce(legal_name, cust_no) END) AS value
    FROM records WHERE party_kind = 'org' AND name_key IS NOT NULL
)
SELECT n.rid, n.value, n.legal_name, g.first_rid, g.n_persons
FROM named n JOIN (
    SELECT value, min(rid)::BIGINT AS first_rid, count(DISTINCT legal_name)::BIGINT AS n_persons
    FROM named GROUP BY value HAVING count(*) > 1 AND count(DISTINCT org_code) <= 1
) g USING (value);

INSERT INTO edges
SELECT first_rid, rid, 'SAME_ORG_NAME' FROM org_names WHERE n_persons <= 1 AND rid > first_rid;

INSERT INTO reviews
SELECT first_rid, rid, 'SAME_NAME_OTHER_ORG' FROM org_names WHERE n_persons > 1 AND rid > first_rid;
