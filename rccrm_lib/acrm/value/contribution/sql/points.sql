-- One row per side, product, term and day from which a price holds: as last delivered. Rates are hundred-millionths.
CREATE OR REPLACE TEMP TABLE value_points AS
SELECT side, product_id, term_months, from_on, (annual_rate * 100000000)::BIGINT AS price
FROM ftp_curve_history
QUALIFY month = max(month) OVER (PARTITION BY side, product_id, term_months, from_on)
