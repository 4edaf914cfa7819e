-- One row per customer with movements in the last three months or the three before them.
CREATE OR REPLACE TEMP TABLE segment_recent AS
SELECT
  customer_id,
  coalesce(sum(n_txn) FILTER (WHERE age < 3), 0)::BIGINT AS n_txn_3m,
  coalesce(sum(n_counter) FILTER (WHERE age < 3), 0)::BIGINT AS n_counter_3m,
  coalesce(sum(n_self) FILTER (WHERE age < 3), 0)::BIGINT AS n_self_3m,
  coalesce(sum(n_mobile) FILTER (WHERE age < 3), 0)::BIGINT AS n_mobile_3m,
  coalesce(sum(n_pos) FILTER (WHERE age < 3), 0)::BIGINT AS n_pos_3m,
  coalesce(sum(n_agent) FILTER (WHERE age < 3), 0)::BIGINT AS n_agent_3m,
  coalesce(sum(n_pos_in) FILTER (WHERE age < 3), 0)::BIGINT AS n_pos_in_3m,
  coalesce(sum(n_repay) FILTER (WHERE age < 3), 0)::BIGINT AS n_repay_3m,
  coalesce(sum(n_cash) FILTER (WHERE age < 3), 0)::BIGINT AS n_cash_3m,
  coalesce(sum(spend_fen) FILTER (WHERE age < 3), 0)::BIGINT AS spend_3m_fen,
  coalesce(sum(other_out_fen) FILTER (WHERE age < 3), 0)::BIGINT AS other_out_3m_fen,
  coalesce(sum(other_in_fen) FILTER (WHERE age < 3), 0)::BIGINT AS other_in_3m_fen,
  coalesce(sum(n_counter) FILTER (WHERE age >= 3), 0)::BIGINT AS n_counter_before_3m,
  coalesce(sum(n_mobile) FILTER (WHERE age >= 3), 0)::BIGINT AS n_mobile_before_3m
FROM segment_behaviour
JOIN segment_months USING (month)
WHERE age < 6
GROUP BY customer_id
