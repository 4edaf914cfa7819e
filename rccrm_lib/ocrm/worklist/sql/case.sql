-- One row per complaint or suggestion that is open.
SELECT
  customer_id,
  case_id AS cycle,
  NULL::VARCHAR AS kind,
  NULL::INTEGER AS minutes,
  to_json({'opened_on': opened_on::VARCHAR, 'case_kind': kind}) AS evidence,
  opened_on AS from_on,
  due_on,
  due_on + 60 AS until_on,
  NULL::BIGINT AS value_fen,
  NULL::VARCHAR AS manager_id,
  'cases' AS source
FROM worklist_open_cases
