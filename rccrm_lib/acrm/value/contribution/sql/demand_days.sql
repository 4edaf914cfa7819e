-- One row per product of demand deposits and day: what a fen that stays to the end of the month earns from this day on
-- (the sum of the prices of these days, hundred-millionths).
CREATE OR REPLACE TEMP TABLE value_demand_days AS
SELECT
  products.product_no,
  days.month,
  days.day_on,
  prices.price,
  sum(prices.price) OVER (PARTITION BY products.product_no, days.month ORDER BY days.day_on DESC)::BIGINT AS price_from_here
FROM value_prices prices
JOIN value_products products USING (product)
JOIN value_days days ON days.day_on = prices.price_on
WHERE prices.side = 'D' AND prices.term_months = 0
