-- One row: of the customers whose assets fell in the past, how many left in the months after. NULL share: too few to tell.
-- A customer counts once, with the first fall that is old enough and happened while the relationship lasted.
CREATE OR REPLACE TEMP TABLE worklist_past_falls AS
WITH spells AS (
  SELECT spells.customer_id, spells.event, began.age AS began_age, ended.age AS ended_age
  FROM churn_spells spells
  LEFT JOIN worklist_ages began ON began.month = spells.entry_month
  LEFT JOIN worklist_ages ended ON ended.month = spells.exit_month
),
followed AS (
  SELECT falls.customer_id, falls.age,
         spells.event AND spells.ended_age < falls.age AND spells.ended_age >= falls.age - terms.past_months AS has_left
  FROM worklist_falls falls
  CROSS JOIN worklist_terms terms
  JOIN spells ON spells.customer_id = falls.customer_id
    AND (spells.began_age IS NULL OR spells.began_age >= falls.age)
    AND (NOT spells.event OR spells.ended_age < falls.age)
  WHERE falls.age >= terms.past_months
  QUALIFY row_number() OVER (PARTITION BY falls.customer_id ORDER BY falls.age DESC, has_left DESC) = 1
)
SELECT
  count(*) AS n_past,
  count(*) FILTER (WHERE has_left) AS n_left,
  CASE WHEN count(*) >= any_value(terms.min_past) THEN (count(*) FILTER (WHERE has_left))::DOUBLE / count(*) END AS share_left
FROM followed
CROSS JOIN worklist_terms terms
