-- One row per customer, reason and cycle: every item that may come on a list before the next month is published.
-- `cause` says why it does not: '' for those that stay. A customer who refused profiling keeps duties and care, without scores.
-- What an open complaint keeps off is judged on the day: it may be closed tomorrow.
CREATE OR REPLACE TEMP TABLE worklist_judged AS
WITH blocked AS (
  SELECT customer_id, list(cause) AS causes FROM worklist_blocks GROUP BY customer_id
),
placed AS (
  SELECT
    found.reason || '-' || substr(md5(concat_ws('|', terms.member_id, found.customer_id, found.reason, found.cycle)), 1, 20) AS item_id,
    found.*,
    coalesce(found.kind, reasons.kind) AS item_kind,
    coalesce(found.minutes, reasons.minutes) AS item_minutes,
    coalesce(found.evidence->>'$.action', reasons.action) AS action,
    coalesce(blocked.causes, []) AS causes
  FROM worklist_found found
  CROSS JOIN worklist_terms terms
  JOIN worklist_reasons reasons USING (reason)
  LEFT JOIN blocked USING (customer_id)
  WHERE found.from_on <= terms.as_of + terms.horizon_days AND found.until_on > terms.as_of
)
SELECT
  placed.item_id,
  placed.customer_id,
  customers.household_id,
  coalesce(placed.manager_id, keepers.manager_id, '') AS manager_id,
  placed.reason,
  placed.evidence::VARCHAR AS evidence,
  placed.from_on,
  placed.due_on,
  placed.until_on,
  CASE WHEN NOT list_contains(causes, 'refusal') THEN placed.value_fen END AS value_fen,
  placed.item_minutes::INTEGER AS minutes,
  placed.item_kind AS kind,
  placed.source,
  placed.action,
  CASE
    WHEN list_contains(causes, 'death') THEN 'death'
    WHEN list_contains(causes, 'staff') AND placed.item_kind <> 'duty' THEN 'staff'
    WHEN list_contains(causes, 'minor') AND placed.item_kind <> 'duty' THEN 'minor'
    WHEN list_contains(causes, 'refusal') AND placed.item_kind = 'model' THEN 'refusal'
    WHEN held.customer_id IS NOT NULL THEN 'control'
    WHEN wrong.customer_id IS NOT NULL THEN 'wrong'
    ELSE ''
  END AS cause
FROM placed
JOIN customers ON customers.customer_id = placed.customer_id
LEFT JOIN worklist_keepers keepers ON keepers.customer_id = placed.customer_id
LEFT JOIN worklist_held_out held ON held.customer_id = placed.customer_id AND placed.reason = 'campaign' AND held.campaign_id = placed.cycle
LEFT JOIN worklist_wrong wrong ON wrong.customer_id = placed.customer_id AND wrong.reason = placed.reason
