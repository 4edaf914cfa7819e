-- One row per movement on a customer's account: when (age of its month), by which channel, of which kind, fen.
-- is_own: started by the customer, and no transfer between own accounts, which is no behaviour.
-- Kept narrow and not summed by customer and month: nearly as many sums as movements would be carried on.
CREATE OR REPLACE TEMP TABLE segment_behaviour AS
WITH owned AS (
  SELECT account_id, owner_no FROM account_links JOIN segment_owners USING (customer_id) WHERE role = 'owner'
)
SELECT
  owned.owner_no,
  months.age::UTINYINT AS age,
  coalesce(initiator = $initiator_customer, FALSE) AND own_flag IS DISTINCT FROM TRUE AS is_own,
  coalesce(dc = 'C', FALSE) AS is_in,
  CASE channel WHEN 'CTR' THEN 'counter' WHEN 'ATM' THEN 'self' WHEN 'MOB' THEN 'mobile' WHEN 'WEB' THEN 'mobile'
               WHEN 'POS' THEN 'pos' WHEN 'AGT' THEN 'agent' END::ENUM('counter', 'self', 'mobile', 'pos', 'agent') AS channel,
  CASE WHEN summary IN ('DEP', 'WDR') THEN 'cash' WHEN summary = 'PAY' THEN 'spend' WHEN summary = 'REP' THEN 'repay'
       WHEN summary = 'TRO' AND counter_bank <> '' THEN 'other_out'
       WHEN summary = 'TRI' AND counter_bank <> '' THEN 'other_in' END
    ::ENUM('cash', 'spend', 'repay', 'other_out', 'other_in') AS kind,
  amount_fen
FROM txn_history
JOIN segment_months months USING (month)
JOIN owned USING (account_id)
