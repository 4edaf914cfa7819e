-- One row per campaign, drawn unit and month: the whole AUM of everybody in the unit, not the promoted product,
-- so that money moved from one pocket to another is no effect. Where households were drawn (unit 2), everybody
-- in the household counts, listed or not.
WITH listed AS (
  SELECT DISTINCT m.campaign_id, campaign.unit, m.unit_id, l.customer_id
  FROM campaign_member m
  JOIN campaign USING (campaign_id)
  JOIN links l USING (src_sys, cust_no)
),
kin AS (
  SELECT DISTINCT listed.campaign_id, listed.unit_id, relative.customer_id
  FROM listed
  JOIN customers me ON me.customer_id = listed.customer_id
  JOIN customers relative ON relative.household_id = me.household_id
  WHERE listed.unit = '2'
    AND NOT EXISTS (
      SELECT 1 FROM listed other
      WHERE other.campaign_id = listed.campaign_id AND other.customer_id = relative.customer_id
    )
),
drawn AS (
  SELECT campaign_id, unit_id, customer_id FROM listed
  UNION
  SELECT campaign_id, unit_id, customer_id FROM kin
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
