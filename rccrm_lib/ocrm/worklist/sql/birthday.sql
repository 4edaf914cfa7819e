-- One row per person of the bands that are greeted and year: the day on which the birthday is kept. By the lunar calendar where the
-- person says so, else the solar day that the bank has; one is never worked out from the other.
WITH people AS (
  SELECT customers.customer_id, customers.lunar_birthday,
         CASE WHEN customers.birth_on BETWEEN DATE '1900-01-02' AND terms.as_of THEN customers.birth_on END AS birth_on
  FROM customers
  CROSS JOIN worklist_terms terms
  JOIN tiers ON tiers.customer_id = customers.customer_id AND tiers.month = terms.month
  SEMI JOIN worklist_greeted_bands greeted ON greeted.band = tiers.band
  WHERE customers.party_kind = 'person'
),
solar AS (
  SELECT customer_id, NULL AS lunar_day, year(terms.as_of) + ahead - year(birth_on) AS age,
         (birth_on + to_years(age::INTEGER))::DATE AS birthday_on
  FROM people CROSS JOIN worklist_terms terms CROSS JOIN (VALUES (0), (1)) years (ahead)
  WHERE lunar_birthday IS NULL AND birth_on IS NOT NULL
),
lunar AS (
  SELECT people.customer_id, days.lunar_day,
         days.lunar_year - (year(people.birth_on) - (people.birth_on < born.new_year_on)::INTEGER) AS age, days.birthday_on
  FROM people JOIN worklist_lunar_days days ON days.lunar_day = people.lunar_birthday
  LEFT JOIN worklist_lunar_years born ON born.lunar_year = year(people.birth_on)
)
SELECT
  customer_id,
  birthday_on::VARCHAR AS cycle,
  NULL::VARCHAR AS kind,
  NULL::INTEGER AS minutes,
  to_json({'birthday_on': birthday_on::VARCHAR, 'age': age, 'lunar_day': lunar_day}) AS evidence,
  birthday_on - 1 AS from_on,
  birthday_on AS due_on,
  birthday_on + 1 AS until_on,
  NULL::BIGINT AS value_fen,
  NULL::VARCHAR AS manager_id,
  'customers' AS source
FROM (SELECT * FROM solar UNION ALL BY NAME SELECT * FROM lunar)
