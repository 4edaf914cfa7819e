-- One row per customer who lacks little to the next tier: in which measure, whether what stands there now will do, and what would lift.
-- No value: how many rise after a talk is not known yet.
SELECT
  customer_id,
  next_tier || '/' || terms.quarter AS cycle,
  NULL::VARCHAR AS kind,
  NULL::INTEGER AS minutes,
  to_json({
    'next_tier': next_tier, 'gap_fen': gap_fen, 'measure': measure, 'months': months_until_up,
    'product': product, 'rule': rule, 'rate': round(rate, 2)
  }) AS evidence,
  terms.as_of + 1 AS from_on,
  terms.as_of + terms.horizon_days AS due_on,
  terms.as_of + terms.horizon_days AS until_on,
  NULL::BIGINT AS value_fen,
  NULL::VARCHAR AS manager_id,
  'near_threshold' AS source
FROM near_threshold
CROSS JOIN worklist_terms terms
LEFT JOIN near_products USING (customer_id)
