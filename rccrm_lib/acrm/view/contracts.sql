-- One row per contract and customer who owns or co-uses it: open from, closed from.
-- An account that closed before it opened (an error of the source) counts as never open.
-- balance_id: the number of a co-used wealth or loan contract, which is held while its balance stands.
CREATE OR REPLACE TEMP TABLE view_contracts AS
SELECT
  owners.owner_no,
  links.role,
  accounts.kind,
  coalesce(accounts.open_on, DATE '1900-01-01') AS open_on,
  accounts.end_on,
  CASE WHEN links.role = 'co_user' AND accounts.kind IN ('wealth', 'loan') THEN accounts.account_id END AS balance_id
FROM account_links links
JOIN view_accounts accounts USING (account_id)
JOIN view_owners owners ON owners.customer_id = links.customer_id
