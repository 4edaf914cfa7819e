-- One row per span with a time deposit that changed: what rose (opened, added to) and what fell (matured, withdrawn).
-- Compared contract by contract, in fen*day x days, so that months of different lengths are compared exactly.
CREATE OR REPLACE TEMP TABLE change_time_spans AS
WITH compared AS (
  SELECT from_month AS month FROM change_spans UNION SELECT to_month FROM change_spans
),
owned AS (
  SELECT customer_id, account_id FROM account_links
  WHERE kind = 'time' AND role = 'owner' AND customer_id IN (SELECT customer_id FROM change_spans WHERE from_month <> to_month)
),
held AS (
  SELECT owned.customer_id, account_id, month, accumulation_fen_day
  FROM bal_month_history
  JOIN owned USING (account_id)
  WHERE month IN (SELECT month FROM compared)
),
sided AS (
  SELECT spans.span_no, held.account_id, spans.n_days_both,
         held.accumulation_fen_day * days.n_days * CASE WHEN held.month = spans.to_month THEN 1 ELSE -1 END AS moved
  FROM held
  JOIN change_spans spans ON held.customer_id = spans.customer_id AND (held.month = spans.from_month OR held.month = spans.to_month)
  SEMI JOIN change_measures measures ON measures.customer_id = held.customer_id AND measures.month = held.month
  -- each side is multiplied by the days of the other month
  JOIN change_months days ON days.month = CASE WHEN held.month = spans.to_month THEN spans.from_month ELSE spans.to_month END
  WHERE spans.from_month <> spans.to_month
),
contracts AS (
  SELECT span_no, account_id, sum(moved::HUGEINT) AS moved, any_value(n_days_both) AS n_days_both FROM sided GROUP BY span_no, account_id
)
SELECT
  span_no,
  value_divide(coalesce(sum(moved) FILTER (WHERE moved > 0), 0), any_value(n_days_both)::HUGEINT)::BIGINT AS rose_fen,
  value_divide(coalesce(sum(moved) FILTER (WHERE moved < 0), 0), any_value(n_days_both)::HUGEINT)::BIGINT AS fell_fen
FROM contracts
WHERE moved <> 0
GROUP BY span_no
