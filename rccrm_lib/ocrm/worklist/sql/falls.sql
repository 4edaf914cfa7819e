-- One row per customer and month in which assets stood clearly below those of three months before.
CREATE OR REPLACE TEMP TABLE worklist_falls AS
WITH measured AS (
  SELECT
    history.customer_id,
    ages.age,
    history.aum_avg_fen,
    lag(history.aum_avg_fen, 3) OVER earlier AS before_fen,
    lag(ages.age, 3) OVER earlier AS before_age
  FROM customer_history history
  JOIN worklist_ages ages USING (month)
  WINDOW earlier AS (PARTITION BY history.customer_id ORDER BY ages.age DESC)
)
SELECT customer_id, age, aum_avg_fen, before_fen
FROM measured
CROSS JOIN worklist_terms terms
WHERE before_age = age + 3
  AND aum_avg_fen <= terms.falling_ratio * before_fen
  AND before_fen - aum_avg_fen >= terms.least_fall_fen
