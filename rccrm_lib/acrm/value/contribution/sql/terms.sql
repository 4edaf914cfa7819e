-- One row per contract (month NULL: now) and per earlier month with other terms, what is missing filled by the settings.
CREATE OR REPLACE TEMP TABLE value_terms AS
WITH listed AS (
  SELECT * REPLACE (NULL::VARCHAR AS month) FROM value_newest
  UNION ALL
  SELECT * FROM value_changed
)
SELECT
  listed.contract_no,
  listed.month,
  listed.kind,
  coalesce(contracts.product_id, '') AS product,
  coalesce(listed.rate, CASE WHEN listed.kind = 'demand' THEN coalesce(own.rate, any_product.rate) END) AS rate,
  coalesce(listed.term_months, settings.term_when_missing)::BIGINT AS term_months,
  coalesce(listed.price_on, months.month_start_on) AS price_on,
  losses.loss_rate,
  CASE WHEN listed.kind = 'loan' THEN NOT (
    (coalesce(listed.agri_flag, FALSE) AND listed.amount_fen <= settings.farm_exempt_fen)
    OR (coalesce(listed.inclusive_flag, FALSE) AND listed.amount_fen <= settings.small_exempt_fen)) END AS is_taxed,
  fees.fee_rate
FROM listed
JOIN value_contracts contracts USING (contract_no)
CROSS JOIN value_settings settings
CROSS JOIN (SELECT month_start_on FROM value_months WHERE is_current) months
LEFT JOIN value_listed own ON own.product_id = contracts.product_id
LEFT JOIN value_listed any_product ON any_product.product_id = '*'
LEFT JOIN value_losses losses
  ON listed.kind = 'loan' AND losses.class5 = coalesce(listed.code, settings.class_when_missing)
  AND losses.product_id = CASE WHEN contracts.product_id IN (SELECT product_id FROM value_losses) THEN contracts.product_id ELSE '*' END
LEFT JOIN value_wealth_fees fees ON listed.kind = 'wealth' AND fees.kind = listed.code
