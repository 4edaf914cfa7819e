-- One row per case that is not closed.
CREATE OR REPLACE TEMP TABLE worklist_open_cases AS
SELECT case_id, customer_id, opened_on, due_on, kind, kind AS case_kind
FROM cases
WHERE state NOT IN ('closed', 'withdrawn', 'done')
