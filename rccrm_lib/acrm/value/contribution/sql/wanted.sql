-- One row per price that some contract needs: side, product, term and day; demand deposits need the price of every day.
CREATE OR REPLACE TEMP TABLE value_wanted AS
WITH termed AS (
  SELECT DISTINCT kind, product, term_months, price_on FROM value_terms WHERE kind IN ('time', 'loan')
)
SELECT CASE kind WHEN 'time' THEN 'D' ELSE 'L' END AS side, product, term_months, price_on FROM termed
UNION
SELECT 'D', product, 0, day_on
FROM value_products
CROSS JOIN value_days
