-- One row per campaign and customer: the lists as the bank drew them, in terms of customers.
-- A customer who stands twice in one campaign keeps the arm of the first record; both arms at once is a
-- contamination that the evaluation counts (is_mixed).
WITH listed AS (
  SELECT m.campaign_id, l.customer_id, m.unit_id, m.stratum, m.arm, m.assigned_on, m.contacted_on,
         m.src_sys, m.cust_no
  FROM campaign_member m
  JOIN links l USING (src_sys, cust_no)
)
SELECT
  listed.campaign_id,
  listed.customer_id,
  min(listed.unit_id) AS unit_id,
  min(listed.stratum) AS stratum,
  arg_min(listed.arm, (listed.src_sys, listed.cust_no)) AS arm,
  count(DISTINCT listed.arm) > 1 AS is_mixed,
  min(listed.assigned_on) AS assigned_on,
  min(listed.contacted_on) AS contacted_on,
  any_value(campaign.name) AS name,
  any_value(campaign.product_id) AS product_id,
  any_value(campaign.unit) AS unit_kind,
  bool_and(campaign.randomised_flag) AS is_randomised,
  max(campaign.cost_fen) AS cost_fen
FROM listed
JOIN campaign USING (campaign_id)
GROUP BY listed.campaign_id, listed.customer_id
ORDER BY listed.campaign_id, listed.customer_id
