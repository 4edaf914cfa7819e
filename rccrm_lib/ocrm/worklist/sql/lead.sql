-- One row per referral that waits for an answer, on the list of whom it was sent to. Its outcome goes back to who sent it.
SELECT
  customer_id,
  lead_id AS cycle,
  NULL::VARCHAR AS kind,
  NULL::INTEGER AS minutes,
  to_json({'lead_id': lead_id, 'need': need, 'opened_on': opened_on::VARCHAR, 'from_person_id': from_person_id}) AS evidence,
  opened_on AS from_on,
  due_on,
  due_on + 60 AS until_on,
  NULL::BIGINT AS value_fen,
  to_manager_id AS manager_id,
  'leads' AS source
FROM leads
WHERE customer_id <> '' AND state NOT IN ('won', 'lost', 'closed', 'withdrawn')
