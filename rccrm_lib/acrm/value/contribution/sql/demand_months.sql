-- One row per product of demand deposits and month: its price, where it is the same on every day, and the sum of the days.
CREATE OR REPLACE TEMP TABLE value_demand_months AS
SELECT product_no, month, min(price) = max(price) AS is_level, max(price) AS price, min(price) AS lowest_price,
       sum(price)::BIGINT AS price_sum,
       count(*) AS n_days
FROM value_demand_days
GROUP BY product_no, month
