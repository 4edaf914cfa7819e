-- One row per wanted price that a curve can answer: hundred-millionths a year, and how it was found.
-- Between two terms: on the straight line, rounded half to even, or the nearer term (the shorter of two equally near).
CREATE OR REPLACE TEMP TABLE value_prices AS
WITH found AS (
  SELECT neighbours.*, lower.price AS lower_price, upper.price AS upper_price
  FROM value_neighbours neighbours
  ASOF LEFT JOIN value_points lower
    ON lower.side = neighbours.side AND lower.product_id = neighbours.curve AND lower.term_months = neighbours.lower_term
    AND lower.from_on <= neighbours.looked_up_on
  ASOF LEFT JOIN value_points upper
    ON upper.side = neighbours.side AND upper.product_id = neighbours.curve AND upper.term_months = neighbours.upper_term
    AND upper.from_on <= neighbours.looked_up_on
)
SELECT
  side, product, term_months, price_on, is_before_first,
  lower_term IS NULL OR upper_term IS NULL AS is_outside_terms,
  CASE
    WHEN lower_term IS NULL THEN upper_price
    WHEN upper_term IS NULL OR lower_term = upper_term THEN lower_price
    WHEN settings.is_linear THEN value_divide(
      lower_price * (upper_term - term_months) + upper_price * (term_months - lower_term), upper_term - lower_term)
    WHEN term_months - lower_term <= upper_term - term_months THEN lower_price
    ELSE upper_price
  END::BIGINT AS price
FROM found
CROSS JOIN value_settings settings
