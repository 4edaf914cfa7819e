-- One row per customer with a tier last month, as it stood then (change_before), or this month: from + parts = to.
-- restated: what no part explains, because last month looks otherwise now than it did then. Where records moved, the odd fen of
-- rounding (one per kind at most) goes with them.
CREATE OR REPLACE TEMP TABLE change_rows AS
WITH now AS (
  SELECT customer_id, tier, tier_reason, reason, aum_avg_fen, comparable_fen FROM tiers WHERE month = $month
),
joined AS (
  SELECT
    customer_id,
    stood.tier AS stood_tier, now.tier AS now_tier,
    stood.tier_reason AS stood_reason, now.tier_reason AS now_reason, now.reason AS rule_reason,
    coalesce(stood.aum_avg_fen, 0) AS aum_from_fen,
    coalesce(now.aum_avg_fen, 0) AS aum_to_fen,
    coalesce(stood.comparable_fen, 0) AS comparable_from_fen,
    coalesce(now.comparable_fen, 0) AS comparable_to_fen,
    coalesce(parts.aum_change_fen, 0) AS aum_change_fen,
    coalesce(parts.comparable_change_fen, 0) AS comparable_change_fen,
    coalesce(parts.demand_fen, 0) AS demand_fen,
    coalesce(parts.time_left_fen, 0) AS time_left_fen,
    coalesce(parts.time_new_fen, 0) AS time_new_fen,
    coalesce(parts.wealth_fen, 0) AS wealth_fen,
    coalesce(parts.deposit_spread_fen, 0) AS deposit_spread_fen,
    coalesce(parts.loan_spread_fen, 0) AS loan_spread_fen,
    coalesce(parts.fee_fen, 0) AS fee_fen,
    coalesce(parts.expected_loss_fen, 0) AS expected_loss_fen,
    coalesce(parts.interest_tax_fen, 0) AS interest_tax_fen,
    coalesce(parts.service_cost_fen, 0) AS service_cost_fen,
    coalesce(parts.capital_charge_fen, 0) AS capital_charge_fen,
    coalesce(records.aum_records_in_fen, 0) AS records_in,
    coalesce(records.aum_records_out_fen, 0) AS records_out,
    coalesce(records.comparable_records_in_fen, 0) AS comparable_records_in_fen,
    coalesce(records.comparable_records_out_fen, 0) AS comparable_records_out_fen,
    records.other_customers,
    records.customer_id IS NOT NULL AS has_moved
  FROM change_before stood
  FULL JOIN now USING (customer_id)
  LEFT JOIN (FROM change_spans WHERE is_month) spans USING (customer_id)
  LEFT JOIN change_span_parts parts USING (span_no)
  LEFT JOIN change_records records USING (customer_id)
),
settled AS (
  SELECT *,
    aum_to_fen - aum_from_fen - aum_change_fen - records_in - records_out AS unexplained,
    CASE WHEN has_moved AND abs(unexplained) <= 3 THEN unexplained ELSE 0 END AS odd_fen,
    comparable_to_fen - comparable_from_fen - comparable_change_fen - comparable_records_in_fen - comparable_records_out_fen
      AS comparable_restated_fen
  FROM joined
)
SELECT
  customer_id,
  $month AS month,
  coalesce(stood_tier, CASE WHEN other_customers IS NOT NULL AND customer_id NOT IN (FROM change_known) THEN 'SPLIT' ELSE 'NEW' END)
    AS from_tier,
  coalesce(now_tier, CASE WHEN other_customers IS NOT NULL AND customer_id NOT IN (SELECT customer_id FROM customers) THEN 'MERGED'
                          ELSE 'LEFT' END) AS to_tier,
  other_customers, stood_reason, now_reason, rule_reason,
  aum_from_fen, demand_fen, time_left_fen, time_new_fen, wealth_fen,
  records_in + CASE WHEN records_in <> 0 THEN odd_fen ELSE 0 END AS aum_records_in_fen,
  records_out + CASE WHEN records_in = 0 THEN odd_fen ELSE 0 END AS aum_records_out_fen,
  unexplained - odd_fen AS aum_restated_fen,
  aum_to_fen,
  CASE WHEN worth.is_supplied THEN comparable_from_fen END AS comparable_from_fen,
  CASE WHEN worth.is_supplied THEN deposit_spread_fen END AS deposit_spread_fen,
  CASE WHEN worth.is_supplied THEN loan_spread_fen END AS loan_spread_fen,
  CASE WHEN worth.is_supplied THEN fee_fen END AS fee_fen,
  CASE WHEN worth.is_supplied THEN expected_loss_fen END AS expected_loss_fen,
  CASE WHEN worth.is_supplied THEN interest_tax_fen END AS interest_tax_fen,
  CASE WHEN worth.is_supplied THEN service_cost_fen END AS service_cost_fen,
  CASE WHEN worth.is_supplied THEN capital_charge_fen END AS capital_charge_fen,
  CASE WHEN worth.is_supplied THEN comparable_records_in_fen END AS comparable_records_in_fen,
  CASE WHEN worth.is_supplied THEN comparable_records_out_fen END AS comparable_records_out_fen,
  CASE WHEN worth.is_supplied THEN comparable_restated_fen END AS comparable_restated_fen,
  CASE WHEN worth.is_supplied THEN comparable_to_fen END AS comparable_to_fen
FROM settled
CROSS JOIN (SELECT count(DISTINCT month) = 2 AS is_supplied FROM contribution_months WHERE month IN ($month, $before)) worth
