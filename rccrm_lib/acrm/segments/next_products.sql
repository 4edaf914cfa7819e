-- One row per customer and product that similar customers hold more often than all others of the kind do.
-- Similar: the same nature, band of assets, age band and village; where too few, less and less is asked.
-- Lift: their rate by that of everybody else of the kind (persons, organisations), with Katz's interval of the logarithm.
CREATE OR REPLACE TABLE next_products AS
WITH held AS (
  SELECT customer_id, party_kind, nature, tier, age_band, village_id, refuses_marketing, product, is_held
  FROM (
    UNPIVOT (
      SELECT customer_id, party_kind, nature, tier, age_band, village_id, refuses_marketing, has_time, has_wealth, has_loan,
             has_card, has_mobile_bank, has_merchant, has_share, has_payroll
      FROM product_holders
    ) ON has_time, has_wealth, has_loan, has_card, has_mobile_bank, has_merchant, has_share, has_payroll
    INTO NAME product VALUE is_held
  )
),
cells AS (
  SELECT
    product, party_kind, nature, tier, age_band, village_id,
    4 - (grouping(village_id) + grouping(age_band) + grouping(tier)) AS depth,
    count(*) AS n_similar,
    count(*) FILTER (WHERE is_held) AS n_holders
  FROM held
  GROUP BY GROUPING SETS (
    (product, party_kind, nature, tier, age_band, village_id), (product, party_kind, nature, tier, age_band),
    (product, party_kind, nature, tier), (product, party_kind, nature)
  )
),
everybody AS (
  SELECT product, party_kind, count(*) AS n_all, count(*) FILTER (WHERE is_held) AS n_all_holders
  FROM held
  GROUP BY product, party_kind
),
supported AS (
  SELECT
    cells.*,
    n_holders / n_similar AS rate,
    (n_all_holders - n_holders) / nullif(n_all - n_similar, 0) AS rate_others,
    sqrt(1 / n_holders - 1 / n_similar + 1 / nullif(n_all_holders - n_holders, 0) - 1 / nullif(n_all - n_similar, 0)) AS spread
  FROM cells
  JOIN everybody USING (product, party_kind)
  WHERE n_similar >= $min_similar AND n_holders >= $min_holders
),
-- the deepest cell that is large enough, whether or not it speaks for the product
nearest AS (
  SELECT held.customer_id, held.product, supported.* EXCLUDE (product)
  FROM held
  JOIN supported
    ON supported.product = held.product AND supported.party_kind = held.party_kind
    AND supported.nature IS NOT DISTINCT FROM held.nature
    AND (depth < 2 OR supported.tier IS NOT DISTINCT FROM held.tier)
    AND (depth < 3 OR supported.age_band IS NOT DISTINCT FROM held.age_band)
    AND (depth < 4 OR supported.village_id IS NOT DISTINCT FROM held.village_id)
  WHERE NOT held.is_held AND NOT held.refuses_marketing
  QUALIFY row_number() OVER (PARTITION BY held.customer_id, held.product ORDER BY depth DESC) = 1
),
lifted AS (
  SELECT *, rate / rate_others AS lift, rate / rate_others * exp(-$z * spread) AS low, rate / rate_others * exp($z * spread) AS high
  FROM nearest
  WHERE rate_others > 0 AND spread IS NOT NULL
)
SELECT
  customer_id,
  replace(product, 'has_', '') AS product,
  row_number() OVER (PARTITION BY customer_id ORDER BY low DESC, product) AS place,
  ['nature', 'tier', 'age', 'village'][depth::INTEGER] AS level,
  n_similar, n_holders, rate, rate_others, lift, low, high
FROM lifted
WHERE low > 1
QUALIFY place <= $most
