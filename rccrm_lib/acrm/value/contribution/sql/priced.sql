-- One row per contract (month NULL: now) and per earlier month with other terms: everything that its contribution needs.
CREATE OR REPLACE TEMP TABLE value_priced AS
SELECT terms.contract_no, terms.month, terms.rate, prices.price, terms.loss_rate, terms.is_taxed, terms.fee_rate
FROM value_terms terms
LEFT JOIN value_prices prices
  ON prices.side = CASE terms.kind WHEN 'time' THEN 'D' WHEN 'loan' THEN 'L' END
  AND prices.product = terms.product AND prices.term_months = terms.term_months AND prices.price_on = terms.price_on
