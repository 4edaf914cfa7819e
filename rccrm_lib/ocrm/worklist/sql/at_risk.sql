-- One row per customer whose assets fall: within three months, or below last year's as the lifecycle says.
-- Value: a year's contribution x the share that left in the past after the same fall. Nothing follows the slow decline
-- for long enough yet, so it has no value.
SELECT
  stages.customer_id,
  terms.quarter AS cycle,
  NULL::VARCHAR AS kind,
  NULL::INTEGER AS minutes,
  to_json({
    'state': CASE WHEN falls.customer_id IS NOT NULL THEN 'falling' ELSE 'declining' END,
    'aum_fen': coalesce(falls.aum_avg_fen, months.aum_avg_fen),
    'before_fen': falls.before_fen,
    'yearly_fen': worth.yearly_fen,
    'n_past': CASE WHEN falls.customer_id IS NOT NULL THEN past.n_past END,
    'n_left': CASE WHEN falls.customer_id IS NOT NULL THEN past.n_left END,
    'is_known': falls.customer_id IS NOT NULL AND past.share_left IS NOT NULL
  }) AS evidence,
  terms.as_of + 1 AS from_on,
  terms.as_of + 15 AS due_on,
  terms.as_of + terms.horizon_days AS until_on,
  CASE WHEN falls.customer_id IS NOT NULL THEN round(greatest(worth.yearly_fen, 0) * past.share_left)::BIGINT END AS value_fen,
  NULL::VARCHAR AS manager_id,
  'lifecycle' AS source
FROM lifecycle stages
CROSS JOIN worklist_terms terms
CROSS JOIN worklist_past_falls past
LEFT JOIN worklist_falls falls ON falls.customer_id = stages.customer_id AND falls.age = 0
LEFT JOIN customer_months months ON months.customer_id = stages.customer_id
LEFT JOIN worklist_worth worth ON worth.customer_id = stages.customer_id
WHERE (falls.customer_id IS NOT NULL OR stages.stage = 'declining')
  AND stages.stage NOT IN ('lost', 'ended', 'prospect')
