-- One row per contract that a master names or once named, with its owner's number; no owner: unallocated.
-- An account has one owner, who carries it; how a joint account is shared stands in value_shares.
CREATE OR REPLACE TEMP TABLE value_contracts AS
SELECT
  row_number() OVER (ORDER BY links.account_id)::INTEGER AS contract_no,
  links.account_id,
  links.kind,
  links.product_id,
  links.branch_id,
  owners.owner_no,
  CASE WHEN owners.owner_no IS NOT NULL THEN 'customers'
       WHEN links.close_on <= months.month_end_on THEN 'closed_contract'
       ELSE 'no_customer' END AS part
FROM account_links links
CROSS JOIN (SELECT month_end_on FROM value_months WHERE is_current) months
LEFT JOIN value_owners owners USING (customer_id)
WHERE links.role = 'owner'
