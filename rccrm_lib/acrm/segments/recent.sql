-- One row per customer with movements in the last three months or the three before them.
-- Repayments are counted whoever booked them.
CREATE OR REPLACE TEMP TABLE segment_recent AS
WITH summed AS (
  SELECT
    owner_no,
    count(*) FILTER (WHERE is_own AND age < 3) AS n_txn_3m,
    count(*) FILTER (WHERE is_own AND age < 3 AND channel = 'counter') AS n_counter_3m,
    count(*) FILTER (WHERE is_own AND age < 3 AND channel = 'self') AS n_self_3m,
    count(*) FILTER (WHERE is_own AND age < 3 AND channel = 'mobile') AS n_mobile_3m,
    count(*) FILTER (WHERE is_own AND age < 3 AND channel = 'pos') AS n_pos_3m,
    count(*) FILTER (WHERE is_own AND age < 3 AND channel = 'agent') AS n_agent_3m,
    count(*) FILTER (WHERE is_in AND age < 3 AND channel = 'pos') AS n_pos_in_3m,
    count(*) FILTER (WHERE age < 3 AND kind = 'repay') AS n_repay_3m,
    count(*) FILTER (WHERE is_own AND age < 3 AND kind = 'cash') AS n_cash_3m,
    coalesce(sum(amount_fen) FILTER (WHERE is_own AND age < 3 AND kind = 'spend'), 0)::BIGINT AS spend_3m_fen,
    coalesce(sum(amount_fen) FILTER (WHERE is_own AND age < 3 AND kind = 'other_out'), 0)::BIGINT AS other_out_3m_fen,
    coalesce(sum(amount_fen) FILTER (WHERE is_own AND age < 3 AND kind = 'other_in'), 0)::BIGINT AS other_in_3m_fen,
    count(*) FILTER (WHERE is_own AND age >= 3 AND channel = 'counter') AS n_counter_before_3m,
    count(*) FILTER (WHERE is_own AND age >= 3 AND channel = 'mobile') AS n_mobile_before_3m
  FROM segment_behaviour
  WHERE age < 6
  GROUP BY owner_no
)
SELECT owners.customer_id, summed.* EXCLUDE (owner_no)
FROM summed
JOIN segment_owners owners USING (owner_no)
