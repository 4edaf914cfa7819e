-- One row per unit that the ledger names and unit below it, itself included.
CREATE OR REPLACE TEMP TABLE value_units_below AS
WITH RECURSIVE below AS (
  SELECT DISTINCT org_id AS unit, org_id FROM gl_branch
  UNION
  SELECT below.unit, org.org_id FROM below JOIN org ON org.parent_id = below.org_id
)
FROM below
