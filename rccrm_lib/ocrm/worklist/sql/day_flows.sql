-- One row per customer and day of the delivered history: what came in minus what went out of the own accounts.
-- Left out: between own accounts, salary, loans paid out and repaid, interest, fees, and what the bank's system started
-- (a deposit that renews itself). What moved inside the household cancels out against its other members.
CREATE OR REPLACE TEMP TABLE worklist_day_flows AS
WITH flows AS (
  SELECT links.customer_id, txn.txn_on,
         sum(CASE WHEN txn.dc = 'C' THEN txn.amount_fen ELSE -txn.amount_fen END)::BIGINT AS net_fen
  FROM txn_history txn
  JOIN account_links links ON links.account_id = txn.account_id AND links.role = 'owner'
  WHERE links.customer_id IS NOT NULL
    AND coalesce(txn.own_flag, FALSE) = FALSE
    AND coalesce(txn.initiator, 'C') = 'C'
    AND coalesce(txn.summary, 'OTH') NOT IN ('SAL', 'LON', 'REP', 'INT', 'FEE')
  GROUP BY ALL
),
homes AS (
  SELECT flows.customer_id, flows.txn_on, flows.net_fen,
         sum(flows.net_fen) OVER (PARTITION BY coalesce(customers.household_id, flows.customer_id), flows.txn_on)::BIGINT AS home_fen
  FROM flows
  JOIN customers USING (customer_id)
)
SELECT customer_id, txn_on,
       CASE WHEN sign(net_fen) = sign(home_fen) THEN sign(net_fen)::BIGINT * least(abs(net_fen), abs(home_fen)) ELSE 0 END AS net_fen
FROM homes
