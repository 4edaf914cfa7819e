-- One row per measure and month: source = customers + unallocated + difference. *_end in fen, *_accumulation in fen*day.
-- The source side reads the delivered balances and the masters' account numbers only; it knows neither owners nor customers.
-- orphan: balances whose number is in no master. balance_total, accumulation_total: all that was delivered, without any join;
-- they are named apart from the *_end measures because they sum deposits and loans.
CREATE OR REPLACE TABLE reconciliation AS
WITH numbers AS (
  SELECT account_id, 1 AS place FROM view_demand
  UNION ALL SELECT account_id, 2 FROM view_time
  UNION ALL SELECT holding_id, 3 FROM view_wealth
  UNION ALL SELECT loan_id, 4 FROM view_loan
),
kinds AS (
  SELECT account_id, ['demand', 'time', 'wealth', 'loan'][min(place)] AS kind FROM numbers GROUP BY account_id
),
source_rows AS (
  SELECT bal.month, bal.balance_fen, bal.accumulation_fen_day, coalesce(kinds.kind, 'orphan') AS kind
  FROM bal_month_history bal
  LEFT JOIN kinds USING (account_id)
  WHERE bal.month IN (SELECT month FROM view_months)
),
source AS (
  SELECT kind, month, sum(balance_fen)::BIGINT AS end_fen, sum(accumulation_fen_day)::BIGINT AS fen_day
  FROM source_rows
  GROUP BY kind, month
  UNION ALL
  SELECT 'total', month, sum(balance_fen)::BIGINT, sum(accumulation_fen_day)::BIGINT
  FROM bal_month_history
  WHERE month IN (SELECT month FROM view_months)
  GROUP BY month
),
source_measures AS (
  SELECT CASE kind WHEN 'total' THEN 'balance_total' ELSE kind || '_end' END AS measure, month, end_fen AS source_fen
  FROM source
  UNION ALL
  SELECT CASE kind WHEN 'total' THEN 'accumulation_total' ELSE kind || '_accumulation' END, month, fen_day
  FROM source
),
-- end balances from the published history, accumulations from what its averages were divided from
published AS (
  SELECT month, sum(demand_end_fen)::BIGINT AS demand_end, sum(time_end_fen)::BIGINT AS time_end,
         sum(wealth_end_fen)::BIGINT AS wealth_end, sum(loan_end_fen)::BIGINT AS loan_end
  FROM customer_history
  GROUP BY month
),
allocated AS (
  UNPIVOT published ON COLUMNS(* EXCLUDE month) INTO NAME measure VALUE fen
  UNION ALL BY NAME
  UNPIVOT (SELECT month, COLUMNS('_accumulation$') FROM view_sums WHERE is_allocated)
  ON COLUMNS(* EXCLUDE month) INTO NAME measure VALUE fen
),
unallocated AS (
  UNPIVOT (SELECT * EXCLUDE is_allocated FROM view_sums WHERE NOT is_allocated)
  ON COLUMNS(* EXCLUDE month) INTO NAME measure VALUE fen
),
placed AS (
  SELECT measure, month, sum(customers)::BIGINT AS customers_fen, sum(unallocated)::BIGINT AS unallocated_fen
  FROM (
    SELECT measure, month, fen AS customers, 0 AS unallocated FROM allocated
    UNION ALL
    SELECT measure, month, 0, fen FROM unallocated
  )
  GROUP BY measure, month
),
placed_with_total AS (
  SELECT measure, month, customers_fen, unallocated_fen FROM placed
  UNION ALL
  SELECT
    CASE WHEN measure LIKE '%\_end' ESCAPE '\' THEN 'balance_total' ELSE 'accumulation_total' END,
    month, sum(customers_fen)::BIGINT, sum(unallocated_fen)::BIGINT
  FROM placed
  GROUP BY ALL
)
SELECT
  measure,
  month,
  coalesce(source_fen, 0) AS source_fen,
  coalesce(customers_fen, 0) AS customers_fen,
  coalesce(unallocated_fen, 0) AS unallocated_fen,
  coalesce(source_fen, 0) - coalesce(customers_fen, 0) - coalesce(unallocated_fen, 0) AS difference_fen
FROM placed_with_total
FULL JOIN source_measures USING (measure, month)
