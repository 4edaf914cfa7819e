-- One row per customer and month with movements: what the customer started, by channel and kind. Amounts in fen.
-- Transfers between a customer's own accounts are no behaviour. Repayments are counted whoever booked them.
CREATE OR REPLACE TEMP TABLE segment_behaviour AS
WITH owners AS (
  SELECT account_id, customer_id FROM account_links WHERE role = 'owner' AND customer_id IS NOT NULL
),
moved AS (
  SELECT
    account_id,
    month,
    count(*) FILTER (WHERE is_own) AS n_txn,
    count(*) FILTER (WHERE is_own AND channel = 'CTR') AS n_counter,
    count(*) FILTER (WHERE is_own AND channel = 'ATM') AS n_self,
    count(*) FILTER (WHERE is_own AND channel IN ('MOB', 'WEB')) AS n_mobile,
    count(*) FILTER (WHERE is_own AND channel = 'POS') AS n_pos,
    count(*) FILTER (WHERE is_own AND channel = 'AGT') AS n_agent,
    count(*) FILTER (WHERE channel = 'POS' AND dc = 'C') AS n_pos_in,
    count(*) FILTER (WHERE summary = 'REP') AS n_repay,
    count(*) FILTER (WHERE is_own AND summary IN ('DEP', 'WDR')) AS n_cash,
    sum(amount_fen) FILTER (WHERE is_own AND summary = 'PAY') AS spend_fen,
    sum(amount_fen) FILTER (WHERE is_own AND summary = 'TRO' AND counter_bank <> '') AS other_out_fen,
    sum(amount_fen) FILTER (WHERE is_own AND summary = 'TRI' AND counter_bank <> '') AS other_in_fen
  FROM (
    SELECT account_id, month, channel, dc, summary, amount_fen, counter_bank,
           coalesce(initiator = $initiator_customer, FALSE) AND own_flag IS DISTINCT FROM TRUE AS is_own
    FROM txn_history
  )
  GROUP BY account_id, month
)
SELECT
  customer_id,
  month,
  sum(n_txn)::BIGINT AS n_txn,
  sum(n_counter)::BIGINT AS n_counter,
  sum(n_self)::BIGINT AS n_self,
  sum(n_mobile)::BIGINT AS n_mobile,
  sum(n_pos)::BIGINT AS n_pos,
  sum(n_agent)::BIGINT AS n_agent,
  sum(n_pos_in)::BIGINT AS n_pos_in,
  sum(n_repay)::BIGINT AS n_repay,
  sum(n_cash)::BIGINT AS n_cash,
  coalesce(sum(spend_fen), 0)::BIGINT AS spend_fen,
  coalesce(sum(other_out_fen), 0)::BIGINT AS other_out_fen,
  coalesce(sum(other_in_fen), 0)::BIGINT AS other_in_fen
FROM moved
JOIN owners USING (account_id)
GROUP BY customer_id, month
