-- One row per village that the register or the archive knows, in the month. NULL: the bank did not supply what it needs, or
-- there is nothing to divide by. A credit village meets all four rules; a rule that cannot be told leaves it open.
CREATE OR REPLACE TABLE village_months AS
WITH signed AS (
  SELECT DISTINCT customers.household_id
  FROM loan_credit credit
  JOIN links USING (src_sys, cust_no)
  JOIN customers USING (customer_id)
  CROSS JOIN village_rule rule
  WHERE (credit.valid_from_on IS NULL OR credit.valid_from_on <= rule.month_end_on)
    AND (credit.valid_to_on IS NULL OR credit.valid_to_on >= rule.month_end_on)
),
homes AS (
  SELECT
    households.village_id,
    households.is_farm,
    list_contains(rule.credit_grades, households.grade) AS is_credit,
    coalesce(households.limit_fen, 0) > 0 OR signed.household_id IS NOT NULL AS is_granted,
    signed.household_id IS NOT NULL AS is_signed,
    months.loan_end_fen,
    months.overdue_fen
  FROM households
  CROSS JOIN village_rule rule
  LEFT JOIN signed USING (household_id)
  LEFT JOIN household_months months USING (household_id)
  WHERE households.village_id IS NOT NULL
),
counted AS (
  SELECT
    village_id,
    count(*)::BIGINT AS n_archived,
    count(*) FILTER (WHERE is_farm)::BIGINT AS n_farm,
    count(*) FILTER (WHERE is_farm IS NULL)::BIGINT AS n_farm_unknown,
    count(*) FILTER (WHERE is_farm AND is_credit)::BIGINT AS n_credit,
    count(*) FILTER (WHERE is_granted)::BIGINT AS n_granted,
    count(*) FILTER (WHERE is_signed)::BIGINT AS n_signed,
    count(*) FILTER (WHERE is_granted AND loan_end_fen > 0)::BIGINT AS n_used,
    coalesce(sum(loan_end_fen) FILTER (WHERE is_granted AND loan_end_fen > 0), 0)::BIGINT AS used_fen,
    count(*) FILTER (WHERE loan_end_fen > 0)::BIGINT AS n_borrowers,
    count(*) FILTER (WHERE loan_end_fen > 0 AND overdue_fen = 0)::BIGINT AS n_clear
  FROM homes
  GROUP BY village_id
),
known AS (
  SELECT village_id FROM village
  UNION
  SELECT village_id FROM counted
),
measured AS (
  SELECT
    known.village_id,
    village.name,
    village.township,
    village.households::BIGINT AS n_households,
    CASE WHEN rule.has_archive THEN coalesce(n_archived, 0) END AS n_archived,
    CASE WHEN rule.has_archive THEN coalesce(n_farm, 0) END AS n_farm,
    CASE WHEN rule.has_archive THEN coalesce(n_farm_unknown, 0) END AS n_farm_unknown,
    CASE WHEN rule.has_grade THEN coalesce(n_credit, 0) END AS n_credit,
    CASE WHEN rule.has_limit OR rule.has_contract THEN coalesce(n_granted, 0) END AS n_granted,
    CASE WHEN rule.has_contract THEN coalesce(n_signed, 0) END AS n_signed,
    CASE WHEN rule.has_loan THEN coalesce(n_used, 0) END AS n_used,
    CASE WHEN rule.has_loan THEN coalesce(used_fen, 0) END AS used_fen,
    CASE WHEN rule.has_loan THEN coalesce(n_borrowers, 0) END AS n_borrowers,
    CASE WHEN rule.has_overdue THEN coalesce(n_clear, 0) END AS n_clear,
    CASE WHEN rule.has_class5 THEN coalesce(now.loan_fen, 0) END AS loan_fen,
    CASE WHEN rule.has_class5 THEN coalesce(now.npl_fen, 0) END AS npl_fen,
    CASE WHEN rule.has_class5 AND rule.has_compared THEN coalesce(before.npl_fen / nullif(before.loan_fen, 0), 0) END
      AS npl_share_before
  FROM known
  CROSS JOIN village_rule rule
  LEFT JOIN village USING (village_id)
  LEFT JOIN counted USING (village_id)
  LEFT JOIN view_village_loans now ON now.village_id = known.village_id AND now.month = rule.month
  LEFT JOIN view_village_loans before ON before.village_id = known.village_id AND before.month = rule.compared_month
),
shared AS (
  SELECT
    *,
    n_archived / nullif(n_households, 0) AS archived_share,
    n_granted / nullif(n_archived, 0) AS granted_share,
    n_signed / nullif(n_granted, 0) AS signed_share,
    n_used / nullif(n_granted, 0) AS used_share,
    round(used_fen / nullif(n_used, 0))::BIGINT AS used_avg_fen,
    n_credit / nullif(n_farm, 0) AS credit_share,
    n_clear / nullif(n_borrowers, 0) AS clear_share,
    CASE WHEN loan_fen IS NOT NULL THEN coalesce(npl_fen / nullif(loan_fen, 0), 0) END AS npl_share
  FROM measured
),
judged AS (
  SELECT
    shared.*,
    npl_share - npl_share_before AS npl_increase,
    -- nobody borrows: nobody is in arrears
    [CASE WHEN credit_share < rule.min_credit_share THEN 'CREDIT_SHARE' WHEN credit_share IS NULL THEN '?' END,
     CASE WHEN clear_share < rule.min_clear_share THEN 'CLEAR_SHARE'
          WHEN clear_share IS NULL AND (n_clear IS NULL OR n_borrowers IS NULL) THEN '?' END,
     CASE WHEN npl_share >= rule.max_npl_share THEN 'NPL_SHARE' WHEN npl_share IS NULL THEN '?' END,
     CASE WHEN npl_share - npl_share_before >= rule.max_npl_increase THEN 'NPL_INCREASE'
          WHEN npl_share - npl_share_before IS NULL THEN '?' END] AS verdicts
  FROM shared
  CROSS JOIN village_rule rule
)
SELECT
  village_id, month, name, township, n_households, n_archived, archived_share, n_farm, n_farm_unknown, n_granted, granted_share,
  n_signed, signed_share, n_used, used_share, used_avg_fen, n_credit, credit_share, n_borrowers, n_clear, clear_share, loan_fen,
  npl_fen, npl_share, npl_increase,
  CASE WHEN len(list_filter(verdicts, lambda v: v <> '?')) > 0 THEN FALSE
       WHEN list_contains(verdicts, '?') THEN NULL ELSE TRUE END AS is_credit_village,
  array_to_string(list_filter(verdicts, lambda v: v <> '?'), ',') AS failed
FROM judged
CROSS JOIN (SELECT month FROM village_rule)
