-- One row per campaign, drawn unit and month: the whole AUM of everybody in the unit, not the promoted product,
-- so that money moved from one pocket to another is no effect.
WITH drawn AS (
  SELECT DISTINCT m.campaign_id, m.unit_id, l.customer_id
  FROM campaign_member m
  JOIN links l USING (src_sys, cust_no)
)
SELECT
  drawn.campaign_id,
  drawn.unit_id,
  history.month,
  sum(history.aum_avg_fen)::BIGINT AS aum_avg_fen
FROM drawn
JOIN customer_history history USING (customer_id)
GROUP BY drawn.campaign_id, drawn.unit_id, history.month
ORDER BY drawn.campaign_id, drawn.unit_id, history.month
