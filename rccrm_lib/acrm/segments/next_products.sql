-- One row per customer and product that similar customers hold more often than all others of the kind do.
-- Similar: the same nature, band of assets, age band and village; where too few, less and less is asked.
-- Lift: their rate by that of everybody else of the kind (persons, organisations), with Katz's interval of the logarithm.
-- Everything is worked out per cell of alike customers, some ten thousands, and handed to its customers in one join.
CREATE OR REPLACE TABLE next_products AS
WITH alike AS (
  SELECT
    cell_no, party_kind, nature, tier, age_band, village_id, product,
    count(is_held) AS n4,
    count(*) FILTER (WHERE is_held) AS held4
  FROM product_holders
  GROUP BY ALL
),
cells AS (
  SELECT
    *,
    sum(n4) OVER by_age AS n3, sum(held4) OVER by_age AS held3,
    sum(n4) OVER by_tier AS n2, sum(held4) OVER by_tier AS held2,
    sum(n4) OVER by_nature AS n1, sum(held4) OVER by_nature AS held1,
    sum(n4) OVER by_kind AS n_all, sum(held4) OVER by_kind AS held_all
  FROM alike
  WINDOW
    by_age AS (PARTITION BY product, party_kind, nature, tier, age_band),
    by_tier AS (PARTITION BY product, party_kind, nature, tier),
    by_nature AS (PARTITION BY product, party_kind, nature),
    by_kind AS (PARTITION BY product, party_kind)
),
-- the narrowest circle that is large enough, whether or not it speaks for the product
circles AS (
  SELECT
    cell_no, product, n_all, held_all,
    CASE
      WHEN n4 >= $min_similar AND held4 >= $min_holders THEN {'level': 'village', 'n': n4, 'held': held4}
      WHEN n3 >= $min_similar AND held3 >= $min_holders THEN {'level': 'age', 'n': n3, 'held': held3}
      WHEN n2 >= $min_similar AND held2 >= $min_holders THEN {'level': 'tier', 'n': n2, 'held': held2}
      WHEN n1 >= $min_similar AND held1 >= $min_holders THEN {'level': 'nature', 'n': n1, 'held': held1}
    END AS circle
  FROM cells
),
rates AS (
  SELECT
    cell_no,
    product,
    circle.level AS level,
    circle.n::BIGINT AS n_similar,
    circle.held::BIGINT AS n_holders,
    circle.held / circle.n AS rate,
    (held_all - circle.held) / (n_all - circle.n) AS rate_others,
    sqrt(1 / circle.held - 1 / circle.n + 1 / (held_all - circle.held) - 1 / (n_all - circle.n)) AS spread
  FROM circles
  WHERE circle IS NOT NULL AND n_all > circle.n AND held_all > circle.held
),
lifted AS (
  SELECT *, rate / rate_others AS lift, rate / rate_others * exp(-$z * spread) AS low, rate / rate_others * exp($z * spread) AS high
  FROM rates
)
SELECT
  customer_id,
  replace(product, 'has_', '') AS product,
  row_number() OVER (PARTITION BY customer_id ORDER BY low DESC, product) AS place,
  level, n_similar, n_holders, rate, rate_others, lift, low, high
FROM product_holders
JOIN lifted USING (cell_no, product)
WHERE low > 1 AND NOT is_held AND NOT refuses_marketing
QUALIFY place <= $most
