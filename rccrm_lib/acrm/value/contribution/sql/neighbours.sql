-- One row per wanted price: which curve answers, on which day, and the terms beside the wanted one that it has then.
-- A product with a curve of its own uses it, every other the curve *. Before a curve's first day its first day counts.
CREATE OR REPLACE TEMP TABLE value_neighbours AS
WITH curves AS (
  SELECT side, product_id, term_months, min(from_on) AS first_on FROM value_points GROUP BY ALL
),
answering AS (
  SELECT wanted.*,
         CASE WHEN (wanted.side, wanted.product) IN (SELECT (side, product_id) FROM curves) THEN wanted.product ELSE '*' END AS curve
  FROM value_wanted wanted
),
dated AS (
  SELECT answering.*, greatest(price_on, starts.first_on) AS looked_up_on, price_on < starts.first_on AS is_before_first
  FROM answering
  JOIN (SELECT side, product_id, min(first_on) AS first_on FROM curves GROUP BY ALL) starts
    ON starts.side = answering.side AND starts.product_id = answering.curve
)
SELECT
  dated.side, dated.product, dated.term_months, dated.price_on, dated.curve, dated.looked_up_on, dated.is_before_first,
  max(curves.term_months) FILTER (WHERE curves.term_months <= dated.term_months) AS lower_term,
  min(curves.term_months) FILTER (WHERE curves.term_months >= dated.term_months) AS upper_term
FROM dated
JOIN curves ON curves.side = dated.side AND curves.product_id = dated.curve AND curves.first_on <= dated.looked_up_on
GROUP BY ALL
