-- One row per person of the bands that are greeted of whom elements of the nine are missing.
SELECT
  customers.customer_id,
  customers.missing_elements || '/' || terms.quarter AS cycle,
  NULL::VARCHAR AS kind,
  NULL::INTEGER AS minutes,
  to_json({'elements': customers.missing_elements}) AS evidence,
  terms.as_of + 1 AS from_on,
  terms.as_of + terms.horizon_days AS due_on,
  terms.as_of + terms.horizon_days AS until_on,
  NULL::BIGINT AS value_fen,
  NULL::VARCHAR AS manager_id,
  'customers' AS source
FROM customers
CROSS JOIN worklist_terms terms
JOIN tiers ON tiers.customer_id = customers.customer_id AND tiers.month = terms.month
SEMI JOIN worklist_greeted_bands greeted ON greeted.band = tiers.band
WHERE customers.missing_elements <> ''
