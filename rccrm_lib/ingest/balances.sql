-- One row per account with a movement up to the month's end: the monthly balance, derived from movements.
-- The order of movements inside a day may be unknown. On a day with one movement its balance is the day's
-- balance; from such days the others are told: of a day's balances the one nearest to the running total counts.
CREATE OR REPLACE TABLE derived_bal_month AS
WITH movements AS (
    SELECT account_id, txn_on, seq, balance_after_fen,
        CASE dc WHEN 'C' THEN amount_fen ELSE -amount_fen END AS signed_fen
    FROM movements_to_month_end
    WHERE balance_after_fen IS NOT NULL
),

days AS (
    SELECT account_id, txn_on, count(*) AS n, sum(signed_fen)::BIGINT AS moved_fen, any_value(balance_after_fen) AS one_fen
    FROM movements
    GROUP BY account_id, txn_on
),

totals AS (
    SELECT *, (sum(moved_fen) OVER (PARTITION BY account_id ORDER BY txn_on))::BIGINT AS total_fen
    FROM days
),

anchors AS (
    SELECT account_id, txn_on, n, moved_fen, total_fen, CASE WHEN n = 1 THEN one_fen - total_fen END AS anchor_fen
    FROM totals
),

expected AS (
    SELECT account_id, txn_on, moved_fen, total_fen + coalesce(
        last_value(anchor_fen IGNORE NULLS) OVER (PARTITION BY account_id ORDER BY txn_on ROWS UNBOUNDED PRECEDING),
        first_value(anchor_fen IGNORE NULLS) OVER (
            PARTITION BY account_id ORDER BY txn_on ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
    ) AS expected_fen
    FROM anchors
),

day_ends AS (
    SELECT m.account_id, m.txn_on, any_value(e.moved_fen) AS moved_fen,
        arg_min(m.balance_after_fen, (coalesce(abs(m.balance_after_fen - e.expected_fen), 0), -m.seq)) AS balance_fen
    FROM movements m
    JOIN expected e USING (account_id, txn_on)
    GROUP BY m.account_id, m.txn_on
),

steps AS (
    SELECT account_id, txn_on AS from_on, balance_fen FROM day_ends
    UNION ALL
    SELECT account_id, DATE '1850-01-01', arg_min(balance_fen - moved_fen, txn_on) FROM day_ends GROUP BY account_id
),

spans AS (
    SELECT account_id, balance_fen,
        greatest(from_on, $month_start) AS from_on,
        coalesce(lead(from_on) OVER (PARTITION BY account_id ORDER BY from_on), $month_end + 1) AS to_on
    FROM steps
),

accumulations AS (
    SELECT account_id, sum(balance_fen * (to_on - from_on))::BIGINT AS accumulation_fen_day,
        arg_max(balance_fen, to_on) AS balance_fen
    FROM spans
    WHERE to_on > from_on
    GROUP BY account_id
),

started AS (
    SELECT account_id,
        coalesce(sum(amount_fen) FILTER (dc = 'C'), 0)::BIGINT AS customer_in_fen,
        coalesce(sum(amount_fen) FILTER (dc = 'D'), 0)::BIGINT AS customer_out_fen
    FROM movements_to_month_end
    WHERE txn_on >= $month_start AND initiator = 'C' AND own_flag IS NOT TRUE
    GROUP BY account_id
)

SELECT a.account_id, $month_end AS month_end_on, a.balance_fen, a.accumulation_fen_day,
    CASE WHEN $has_initiator THEN coalesce(s.customer_in_fen, 0) END AS customer_in_fen,
    CASE WHEN $has_initiator THEN coalesce(s.customer_out_fen, 0) END AS customer_out_fen
FROM accumulations a
LEFT JOIN started s USING (account_id)
