-- One row per account and customer who owns or co-uses it, and one row without a customer per unallocated account.
-- An account has one owner, who carries its balance; further owners and co-users are only counted.
-- Further parties that the merge does not know are left out: they carry no balance.
CREATE OR REPLACE TABLE account_links AS
WITH parties AS (
  SELECT DISTINCT party.account_id, links.customer_id
  FROM acct_party party
  JOIN links USING (src_sys, cust_no)
  SEMI JOIN customers USING (customer_id)
),
co_users AS (
  SELECT accounts.*, parties.customer_id
  FROM parties
  JOIN view_accounts accounts USING (account_id)
  WHERE accounts.owner_id IS DISTINCT FROM parties.customer_id
)
SELECT account_id, kind, 'owner' AS role, owner_id AS customer_id, product_id, branch_id, open_on, close_on
FROM view_accounts
UNION ALL
SELECT account_id, kind, 'co_user', customer_id, product_id, branch_id, open_on, close_on
FROM co_users
