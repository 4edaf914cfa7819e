-- One row per span: the change of every part between its two months, under this month's customers.
-- Averages are rounded once per customer and kind, contracts are not: where something rose, the odd fen lies with what fell.
CREATE OR REPLACE TEMP TABLE change_span_parts AS
WITH sided AS (
  SELECT span_no, 1 AS sign, customer_id, to_month AS month FROM change_spans
  UNION ALL
  SELECT span_no, -1, customer_id, from_month FROM change_spans
),
summed AS (
  SELECT
    span_no,
    sum(sign * aum_avg_fen)::BIGINT AS aum_change_fen,
    sum(sign * coalesce(comparable_fen, 0))::BIGINT AS comparable_change_fen,
    sum(sign * demand_fen)::BIGINT AS demand_fen,
    sum(sign * time_fen)::BIGINT AS time_fen,
    sum(sign * wealth_fen)::BIGINT AS wealth_fen,
    sum(sign * deposit_spread_fen)::BIGINT AS deposit_spread_fen,
    sum(sign * loan_spread_fen)::BIGINT AS loan_spread_fen,
    sum(sign * fee_fen)::BIGINT AS fee_fen,
    sum(sign * expected_loss_fen)::BIGINT AS expected_loss_fen,
    sum(sign * interest_tax_fen)::BIGINT AS interest_tax_fen,
    sum(sign * service_cost_fen)::BIGINT AS service_cost_fen,
    sum(sign * capital_charge_fen)::BIGINT AS capital_charge_fen
  FROM sided
  JOIN change_measures USING (customer_id, month)
  GROUP BY span_no
),
timed AS (
  SELECT *, CASE WHEN coalesce(rose_fen, 0) = 0 THEN least(time_fen, 0) WHEN coalesce(fell_fen, 0) = 0 THEN 0
                 ELSE time_fen - rose_fen END AS time_left_fen
  FROM summed
  LEFT JOIN change_time_spans USING (span_no)
)
SELECT * EXCLUDE (time_fen), time_fen - time_left_fen AS time_new_fen FROM timed
