-- One row per household in the month: what the customers whose primary household it is have, owe and may borrow, together.
-- A sum here is the sum of the customers' own figures; NULL: the bank did not supply it.
CREATE OR REPLACE TABLE household_months AS
WITH held AS (
  SELECT
    household_id,
    any_value(month) AS month,
    count(*)::BIGINT AS n_members,
    count(*) FILTER (WHERE n_accounts > 0)::BIGINT AS n_holders,
    bool_or(has_demand) AS has_demand,
    bool_or(has_time) AS has_time,
    bool_or(has_wealth) AS has_wealth,
    bool_or(has_loan) AS has_loan,
    bool_or(has_card) AS has_card,
    bool_or(has_mobile_bank) AS has_mobile_bank,
    bool_or(has_merchant) AS has_merchant,
    bool_or(has_share) AS has_share,
    bool_or(has_payroll) AS has_payroll,
    sum(demand_avg_fen)::BIGINT AS demand_avg_fen,
    sum(time_avg_fen)::BIGINT AS time_avg_fen,
    sum(wealth_avg_fen)::BIGINT AS wealth_avg_fen,
    sum(aum_avg_fen)::BIGINT AS aum_avg_fen,
    sum(aum_end_fen)::BIGINT AS aum_end_fen,
    sum(loan_avg_fen)::BIGINT AS loan_avg_fen,
    sum(loan_end_fen)::BIGINT AS loan_end_fen,
    sum(share_fen)::BIGINT AS share_fen
  FROM customer_months
  WHERE household_id IS NOT NULL
  GROUP BY household_id
),
exposed AS (
  SELECT
    customers.household_id,
    sum(credit_limit_fen)::BIGINT AS credit_limit_fen,
    count(credit_limit_fen) = count(credit_unused_fen) AS is_use_known,
    sum(credit_unused_fen)::BIGINT AS credit_unused_fen,
    sum(overdue_fen)::BIGINT AS overdue_fen,
    sum(npl_fen)::BIGINT AS npl_fen,
    sum(n_maturing)::BIGINT AS n_maturing,
    sum(maturing_fen)::BIGINT AS maturing_fen
  FROM view_customer_exposure
  JOIN customers USING (customer_id)
  WHERE customers.household_id IS NOT NULL
  GROUP BY customers.household_id
)
SELECT
  held.household_id,
  month,
  n_members,
  n_holders,
  (coalesce(has_demand, FALSE)::INT + coalesce(has_time, FALSE)::INT + coalesce(has_wealth, FALSE)::INT
   + coalesce(has_loan, FALSE)::INT + coalesce(has_card, FALSE)::INT + coalesce(has_mobile_bank, FALSE)::INT
   + coalesce(has_merchant, FALSE)::INT + coalesce(has_share, FALSE)::INT
   + coalesce(has_payroll, FALSE)::INT)::BIGINT AS n_products,
  held.* EXCLUDE (household_id, month, n_members, n_holders),
  CASE WHEN table_loan_credit THEN coalesce(credit_limit_fen, 0) END AS credit_limit_fen,
  CASE WHEN table_loan_credit AND coalesce(is_use_known, TRUE) THEN coalesce(credit_unused_fen, 0) END AS credit_unused_fen,
  CASE WHEN column_overdue THEN coalesce(overdue_fen, 0) END AS overdue_fen,
  CASE WHEN column_class5 THEN coalesce(npl_fen, 0) END AS npl_fen,
  CASE WHEN column_mature THEN coalesce(n_maturing, 0) END AS n_maturing,
  CASE WHEN column_mature THEN coalesce(maturing_fen, 0) END AS maturing_fen,
  CASE WHEN table_loan_guarantor THEN coalesce(n_guarantees_given, 0) END AS n_guarantees_given,
  CASE WHEN table_loan_guarantor THEN coalesce(guaranteed_given_fen, 0) END AS guaranteed_given_fen,
  CASE WHEN table_loan_guarantor THEN coalesce(n_guarantees_received, 0) END AS n_guarantees_received,
  CASE WHEN table_loan_guarantor THEN coalesce(guaranteed_received_fen, 0) END AS guaranteed_received_fen,
  CASE WHEN table_loan_guarantor THEN coalesce(n_guarantees_inside, 0) END AS n_guarantees_inside
FROM held
CROSS JOIN view_supplied
LEFT JOIN exposed USING (household_id)
LEFT JOIN view_household_guarantees USING (household_id)
