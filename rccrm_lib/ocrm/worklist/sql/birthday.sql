-- One row per person of the bands that are greeted whose birthday comes: the solar day, as the bank keeps it.
WITH years AS (
  SELECT customers.customer_id, customers.birth_on,
         (customers.birth_on + to_years((year(terms.as_of) + ahead - year(customers.birth_on))::INTEGER))::DATE AS birthday_on
  FROM customers
  CROSS JOIN worklist_terms terms
  CROSS JOIN (VALUES (0), (1)) years (ahead)
  JOIN tiers ON tiers.customer_id = customers.customer_id AND tiers.month = terms.month
  SEMI JOIN worklist_greeted_bands greeted ON greeted.band = tiers.band
  WHERE customers.party_kind = 'person' AND customers.birth_on BETWEEN DATE '1900-01-02' AND terms.as_of
)
SELECT
  customer_id,
  birthday_on::VARCHAR AS cycle,
  NULL::VARCHAR AS kind,
  NULL::INTEGER AS minutes,
  to_json({'birthday_on': birthday_on::VARCHAR, 'age': year(birthday_on) - year(birth_on)}) AS evidence,
  birthday_on - 1 AS from_on,
  birthday_on AS due_on,
  birthday_on + 1 AS until_on,
  NULL::BIGINT AS value_fen,
  NULL::VARCHAR AS manager_id,
  'customers' AS source
FROM years
