-- One row per campaign and customer of its control group; who stands in both arms is not contacted either.
CREATE OR REPLACE TEMP TABLE worklist_held_out AS
SELECT DISTINCT members.campaign_id, links.customer_id
FROM campaign_member members
JOIN links ON links.src_sys = members.src_sys AND links.cust_no = members.cust_no
WHERE members.arm <> 'T'
