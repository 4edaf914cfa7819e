-- One row per customer and contact that the standard of the tier owes and nobody has made yet.
SELECT
  customer_id,
  standard_id || '/' || due_on::VARCHAR AS cycle,
  NULL::VARCHAR AS kind,
  minutes::INTEGER AS minutes,
  to_json({'action': action, 'owed_on': due_on::VARCHAR, 'last_contact_on': last_contact_on::VARCHAR}) AS evidence,
  due_on - 7 AS from_on,
  due_on,
  due_on + 90 AS until_on,
  NULL::BIGINT AS value_fen,
  NULL::VARCHAR AS manager_id,
  'service_due' AS source
FROM (
  SELECT * REPLACE (due_on::DATE AS due_on, last_contact_on::DATE AS last_contact_on) FROM service_due  -- days, however written
)
