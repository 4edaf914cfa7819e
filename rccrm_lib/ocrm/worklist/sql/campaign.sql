-- One row per customer on the list of a campaign that runs and whom nobody has reached; `items` keeps the control group out.
WITH running AS (
  SELECT campaign_id, any_value(name) AS name, max(end_on) AS end_on
  FROM campaign
  CROSS JOIN worklist_terms terms
  GROUP BY campaign_id
  HAVING min(start_on) <= any_value(terms.as_of) + any_value(terms.horizon_days)
     AND coalesce(max(end_on), DATE '9999-12-31') > any_value(terms.as_of)
)
SELECT
  links.customer_id,
  running.campaign_id AS cycle,
  NULL::VARCHAR AS kind,
  NULL::INTEGER AS minutes,
  to_json({'campaign': any_value(running.name), 'end_on': any_value(running.end_on)::VARCHAR}) AS evidence,
  any_value(terms.as_of) + 1 AS from_on,
  coalesce(any_value(running.end_on), any_value(terms.as_of) + any_value(terms.horizon_days)) AS due_on,
  coalesce(any_value(running.end_on), any_value(terms.as_of) + any_value(terms.horizon_days)) AS until_on,
  NULL::BIGINT AS value_fen,
  NULL::VARCHAR AS manager_id,
  'campaign_member' AS source
FROM campaign_member members
JOIN running USING (campaign_id)
JOIN links ON links.src_sys = members.src_sys AND links.cust_no = members.cust_no
CROSS JOIN worklist_terms terms
GROUP BY links.customer_id, running.campaign_id
HAVING count(members.contacted_on) = 0
