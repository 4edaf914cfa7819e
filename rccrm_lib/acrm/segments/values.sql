-- One row per living customer who holds an account: every feature, as if everything were supplied.
-- A count over months of which one was not delivered is NULL: a missing month is no quiet month.
CREATE OR REPLACE TEMP TABLE segment_values AS
WITH away AS (
  SELECT links.customer_id, bool_or(coalesce(archive.away_since_on <= $as_of, FALSE)) AS is_away
  FROM household_archive archive
  JOIN links USING (src_sys, cust_no)
  GROUP BY links.customer_id
),
joined AS (
  SELECT
    months.*,
    customers.occupation,
    date_diff('year', customers.birth_on, $as_of)
      - (strftime(customers.birth_on, '%m%d') > strftime($as_of, '%m%d'))::INT AS age_years,
    customers.refuses_marketing,
    away.is_away,
    flows.* EXCLUDE (customer_id),
    recent.* EXCLUDE (customer_id),
    contracts.* EXCLUDE (customer_id),
    paid.* EXCLUDE (customer_id)
  FROM customer_months months
  JOIN customers USING (customer_id)
  LEFT JOIN away USING (customer_id)
  LEFT JOIN segment_flows flows USING (customer_id)
  LEFT JOIN segment_recent recent USING (customer_id)
  LEFT JOIN segment_contracts contracts USING (customer_id)
  LEFT JOIN segment_paid paid USING (customer_id)
  WHERE months.n_accounts > 0 AND (customers.death_on IS NULL OR customers.death_on > $as_of)
)
SELECT
  customer_id, nature, party_kind, occupation, age_years, is_away, tenure_months, n_products, has_time, has_wealth,
  has_loan, has_card, has_mobile_bank, has_merchant,
  aum_avg_fen AS aum_fen, demand_avg_fen AS demand_fen, loan_end_fen AS loan_fen, aum_year_ago_fen,
  date_diff('month', last_active_on, $as_of) AS months_since_active,
  active_months_12m, months_seen_12m, in_month_fen, in_usual_fen, out_usual_fen,
  in_festival_fen, in_harvest_fen, out_school_fen,
  CASE WHEN has_recent THEN coalesce(n_txn_3m, 0) END AS n_txn_3m,
  CASE WHEN has_recent THEN coalesce(n_counter_3m, 0) END AS n_counter_3m,
  CASE WHEN has_recent THEN coalesce(n_self_3m, 0) END AS n_self_3m,
  CASE WHEN has_recent THEN coalesce(n_mobile_3m, 0) END AS n_mobile_3m,
  CASE WHEN has_recent THEN coalesce(n_pos_3m, 0) END AS n_pos_3m,
  CASE WHEN has_recent THEN coalesce(n_agent_3m, 0) END AS n_agent_3m,
  CASE WHEN has_recent THEN coalesce(n_pos_in_3m, 0) END AS n_pos_in_3m,
  CASE WHEN has_before THEN coalesce(n_counter_before_3m, 0) END AS n_counter_before_3m,
  CASE WHEN has_before THEN coalesce(n_mobile_before_3m, 0) END AS n_mobile_before_3m,
  CASE WHEN has_recent THEN n_mobile_3m / nullif(n_txn_3m, 0) END AS mobile_share_3m,
  CASE WHEN has_recent THEN coalesce(spend_3m_fen, 0) END AS spend_3m_fen,
  CASE WHEN has_recent THEN n_cash_3m / nullif(n_txn_3m, 0) END AS cash_share_3m,
  CASE WHEN has_recent THEN coalesce(other_out_3m_fen, 0) END AS other_out_3m_fen,
  CASE WHEN has_recent THEN coalesce(other_in_3m_fen, 0) END AS other_in_3m_fen,
  CASE WHEN has_recent THEN coalesce(n_repay_3m, 0) END AS n_repay_3m,
  CASE WHEN has_pay THEN coalesce(n_wage_3m, 0) END AS n_wage_3m,
  CASE WHEN has_pay THEN coalesce(wage_3m_fen, 0) END AS wage_3m_fen,
  CASE WHEN has_pay THEN coalesce(n_pension_3m, 0) END AS n_pension_3m,
  CASE WHEN has_pay THEN coalesce(n_subsidy_12m, 0) END AS n_subsidy_12m,
  CASE WHEN first_wage_months_ago < least(oldest_pay, tenure_months) THEN first_wage_months_ago END AS first_wage_months_ago,
  CASE WHEN first_pension_months_ago < least(oldest_pay, tenure_months) THEN first_pension_months_ago END
    AS first_pension_months_ago,
  coalesce(n_time_renewed_12m, 0) AS n_time_renewed_12m,
  days_to_maturity, coalesce(maturing_90d_fen, 0) AS maturing_90d_fen, days_to_loan_due, overdue_days,
  coalesce(refuses_marketing, FALSE) AS refuses_marketing,
  village_id,
  household_id
FROM joined
CROSS JOIN segment_supply
