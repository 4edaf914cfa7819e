-- One row per person whose document expires, and step before it.
SELECT
  customers.customer_id,
  customers.cert_valid_to_on::VARCHAR || '/' || steps.step AS cycle,
  NULL::VARCHAR AS kind,
  NULL::INTEGER AS minutes,
  to_json({'valid_to_on': customers.cert_valid_to_on::VARCHAR}) AS evidence,
  customers.cert_valid_to_on + steps.from_days AS from_on,
  customers.cert_valid_to_on + steps.due_days AS due_on,
  customers.cert_valid_to_on + steps.until_days AS until_on,
  NULL::BIGINT AS value_fen,
  NULL::VARCHAR AS manager_id,
  'customers' AS source
FROM customers
JOIN worklist_steps steps ON steps.reason = 'document'
JOIN customer_months months USING (customer_id)
CROSS JOIN worklist_terms terms
WHERE customers.party_kind = 'person' AND months.n_accounts > 0
  AND customers.cert_valid_to_on BETWEEN terms.as_of - 400 AND terms.as_of + 400
