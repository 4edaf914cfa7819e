-- One row per customer with movements that the customer started in the month: counts by channel; and the last such day.
-- The last day looks at every delivered month up to this one; counts at this month only.
CREATE OR REPLACE TEMP TABLE view_customer_txns AS
WITH moved AS (
  SELECT
    txn.account_id,
    max(txn.txn_on) AS last_txn_on,
    count(*) FILTER (WHERE months.is_current) AS n_txn,
    count(*) FILTER (WHERE months.is_current AND txn.channel = 'CTR') AS n_txn_counter,
    count(*) FILTER (WHERE months.is_current AND txn.channel = 'ATM') AS n_txn_self,
    count(*) FILTER (WHERE months.is_current AND txn.channel = 'MOB') AS n_txn_mobile,
    count(*) FILTER (WHERE months.is_current AND txn.channel = 'WEB') AS n_txn_web,
    count(*) FILTER (WHERE months.is_current AND txn.channel = 'POS') AS n_txn_pos,
    count(*) FILTER (WHERE months.is_current AND txn.channel = 'AGT') AS n_txn_agent
  FROM txn_history txn
  JOIN view_months months USING (month)
  WHERE txn.initiator = $initiator_customer
  GROUP BY txn.account_id
)
SELECT
  accounts.owner_id AS customer_id,
  max(moved.last_txn_on) AS last_txn_on,
  sum(n_txn)::BIGINT AS n_txn,
  sum(n_txn_counter)::BIGINT AS n_txn_counter,
  sum(n_txn_self)::BIGINT AS n_txn_self,
  sum(n_txn_mobile)::BIGINT AS n_txn_mobile,
  sum(n_txn_web)::BIGINT AS n_txn_web,
  sum(n_txn_pos)::BIGINT AS n_txn_pos,
  sum(n_txn_agent)::BIGINT AS n_txn_agent
FROM moved
JOIN view_accounts accounts USING (account_id)
WHERE accounts.owner_id IS NOT NULL
GROUP BY accounts.owner_id
