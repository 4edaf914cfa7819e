-- One row per customer who was paid through the bank: months with wages and pension, and how long ago the first was.
-- The first is only a first where the bank supplied earlier months of payroll, and the customer held an account then.
CREATE OR REPLACE TEMP TABLE segment_paid AS
SELECT
  links.customer_id,
  count(DISTINCT month) FILTER (WHERE paid.kind = '1' AND age < 3)::BIGINT AS n_wage_3m,
  coalesce(sum(amount_fen) FILTER (WHERE paid.kind = '1' AND age < 3), 0)::BIGINT AS wage_3m_fen,
  count(DISTINCT month) FILTER (WHERE paid.kind = '2' AND age < 3)::BIGINT AS n_pension_3m,
  count(*) FILTER (WHERE paid.kind = '3' AND age < 12)::BIGINT AS n_subsidy_12m,
  max(age) FILTER (WHERE paid.kind = '1')::BIGINT AS first_wage_months_ago,
  max(age) FILTER (WHERE paid.kind = '2')::BIGINT AS first_pension_months_ago
FROM payroll_history paid
JOIN segment_months USING (month)
JOIN account_links links USING (account_id)
WHERE links.role = 'owner' AND links.customer_id IS NOT NULL
GROUP BY links.customer_id
