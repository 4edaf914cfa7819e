-- One row per customer and month with movements: what the customer started, by channel and kind. Amounts in fen.
-- Transfers between a customer's own accounts are no behaviour. Repayments are counted whoever booked them.
-- Joined and summed by whole numbers: by the texts of accounts and customers it takes twice as long.
CREATE OR REPLACE TEMP TABLE segment_behaviour AS
WITH numbered AS (
  SELECT customer_id, row_number() OVER (ORDER BY customer_id)::INTEGER AS owner_no
  FROM (SELECT DISTINCT customer_id FROM account_links WHERE role = 'owner' AND customer_id IS NOT NULL)
),
owners AS (
  SELECT account_id, owner_no FROM account_links JOIN numbered USING (customer_id) WHERE role = 'owner'
),
moved AS (
  SELECT
    owner_no,
    age,
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
    SELECT account_id, age::INTEGER AS age, channel, dc, summary, amount_fen, counter_bank,
           coalesce(initiator = $initiator_customer, FALSE) AND own_flag IS DISTINCT FROM TRUE AS is_own
    FROM txn_history
    JOIN segment_months USING (month)
  )
  JOIN owners USING (account_id)
  GROUP BY owner_no, age
)
SELECT
  numbered.customer_id,
  months.month,
  n_txn, n_counter, n_self, n_mobile, n_pos, n_agent, n_pos_in, n_repay, n_cash,
  coalesce(spend_fen, 0)::BIGINT AS spend_fen,
  coalesce(other_out_fen, 0)::BIGINT AS other_out_fen,
  coalesce(other_in_fen, 0)::BIGINT AS other_in_fen
FROM moved
JOIN numbered USING (owner_no)
JOIN segment_months months USING (age)
