-- One row per customer near a tier: the product of which half of the like customers who hold it have as much as is missing.
-- Counted is what the holders' contracts come to in the measure that is nearer: the average balance, or a month's contribution of the
-- parts that every month has. Money that only changes its account lifts nobody: what is meant is new money, or a new loan.
CREATE OR REPLACE TABLE near_products AS
WITH supply AS (
  SELECT coalesce(bool_and(fee_fen IS NOT NULL), FALSE) AS has_fees, coalesce(bool_and(service_cost_fen IS NOT NULL), FALSE) AS has_costs
  FROM contribution_months
),
brought AS (
  SELECT customer_id, kind AS product,
         sum(contribution_fen - CASE WHEN has_fees THEN 0 ELSE coalesce(fee_fen, 0) END
             - CASE WHEN has_costs THEN 0 ELSE coalesce(service_cost_fen, 0) END)::BIGINT AS fen
  FROM contract_months
  CROSS JOIN supply
  WHERE kind IN ('time', 'wealth', 'loan')
  GROUP BY customer_id, kind
),
amounts AS (
  SELECT customer_id, 'AUM' AS measure, 'time' AS product, time_avg_fen AS fen FROM customer_months WHERE has_time
  UNION ALL
  SELECT customer_id, 'AUM', 'wealth', wealth_avg_fen FROM customer_months WHERE has_wealth
  UNION ALL
  SELECT customer_id, 'CONTRIBUTION', product, fen FROM brought
),
holders AS (
  SELECT features.nature, measure, product, count(*) AS n_holders, quantile_disc(fen, 0.5)::BIGINT AS median_fen
  FROM amounts
  JOIN customer_features features USING (customer_id)
  WHERE fen IS NOT NULL
  GROUP BY ALL
  HAVING n_holders >= $min_similar
),
-- how many of the like customers of each tier hold a product
peers AS (
  SELECT features.nature, tier, product, count(*) AS n_peers, count(*) FILTER (WHERE is_held) / count(*) AS rate
  FROM (UNPIVOT (SELECT customer_id, has_time AS time, has_wealth AS wealth, has_loan AS loan FROM customer_months)
        ON time, wealth, loan INTO NAME product VALUE is_held)
  JOIN customer_features features USING (customer_id)
  JOIN (SELECT customer_id, tier FROM tiers WHERE month = $month) USING (customer_id)
  GROUP BY ALL
),
near AS (
  SELECT near_threshold.*, features.nature, customers.refuses_marketing, months.has_time, months.has_wealth, months.has_loan
  FROM near_threshold
  JOIN customer_months months USING (customer_id)
  JOIN customers USING (customer_id)
  LEFT JOIN customer_features features USING (customer_id)
),
candidates AS (
  SELECT customer_id, nature, tier, next_tier, measure, gap_fen, unnest(
    [CASE WHEN NOT has_time THEN 'time' END, CASE WHEN NOT has_wealth THEN 'wealth' END,
     CASE WHEN measure = 'CONTRIBUTION' AND NOT has_loan THEN 'loan' END]) AS product
  FROM near
  WHERE NOT refuses_marketing
),
judged AS (
  SELECT
    candidates.customer_id, candidates.product, holders.n_holders, holders.median_fen,
    suggested.place, coalesce(suggested.rate, above.rate) AS rate, coalesce(suggested.rate_others, present.rate) AS rate_others,
    suggested.place IS NOT NULL AS is_similar,
    coalesce(above.n_peers >= $min_similar AND above.rate > present.rate, FALSE) AS is_line
  FROM candidates
  JOIN holders USING (nature, measure, product)
  LEFT JOIN next_products suggested USING (customer_id, product)
  LEFT JOIN peers above ON above.nature = candidates.nature AND above.tier = candidates.next_tier AND above.product = candidates.product
  LEFT JOIN peers present ON present.nature = candidates.nature AND present.tier = candidates.tier AND present.product = candidates.product
  WHERE holders.median_fen >= candidates.gap_fen
),
chosen AS (
  FROM judged
  WHERE is_similar OR is_line
  QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY is_similar DESC, place, rate DESC, product) = 1
)
SELECT
  near.customer_id,
  chosen.product,
  CASE
    WHEN near.refuses_marketing THEN 'REFUSES'
    WHEN is_similar THEN 'SIMILAR'
    WHEN is_line THEN 'LINE'
    WHEN near.has_time AND near.has_wealth AND (near.measure = 'AUM' OR near.has_loan) THEN 'HOLDS'
    ELSE 'CANNOT_TELL'
  END AS rule,
  chosen.n_holders, chosen.median_fen, chosen.rate, chosen.rate_others
FROM near
LEFT JOIN chosen USING (customer_id)
