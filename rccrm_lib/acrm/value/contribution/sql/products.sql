-- One row per product of demand deposits: a whole number beside its code; empty: the master does not name one.
CREATE OR REPLACE TEMP TABLE value_products AS
SELECT product, row_number() OVER (ORDER BY product)::INTEGER AS product_no
FROM (SELECT DISTINCT coalesce(product_id, '') AS product FROM value_contracts WHERE kind = 'demand')
