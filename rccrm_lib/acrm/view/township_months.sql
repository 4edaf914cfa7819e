-- One row per township of the villages' register in the month: its villages that could be judged, and whether it is a credit
-- township.
CREATE OR REPLACE TABLE township_months AS
WITH summed AS (
  SELECT
    township,
    count(*)::BIGINT AS n_villages,
    count(is_credit_village)::BIGINT AS n_judged,
    count(*) FILTER (WHERE is_credit_village)::BIGINT AS n_credit_villages,
    sum(n_borrowers)::BIGINT AS n_borrowers,
    sum(n_clear)::BIGINT AS n_clear
  FROM village_months
  WHERE township IS NOT NULL AND coalesce(n_archived, 0) > 0
  GROUP BY township
),
shared AS (
  SELECT *, n_credit_villages / nullif(n_judged, 0) AS village_share, n_clear / nullif(n_borrowers, 0) AS clear_share FROM summed
),
judged AS (
  SELECT
    shared.*,
    [CASE WHEN village_share < rule.min_village_share THEN 'VILLAGE_SHARE'
          WHEN village_share IS NULL OR n_judged < n_villages THEN '?' END,
     CASE WHEN clear_share < rule.min_township_clear_share THEN 'CLEAR_SHARE'
          WHEN clear_share IS NULL AND n_clear IS NULL THEN '?' END] AS verdicts
  FROM shared
  CROSS JOIN village_rule rule
)
SELECT
  township, month, n_villages, n_judged, n_credit_villages, village_share, n_borrowers, n_clear, clear_share,
  CASE WHEN len(list_filter(verdicts, lambda v: v <> '?')) > 0 THEN FALSE
       WHEN list_contains(verdicts, '?') THEN NULL ELSE TRUE END AS is_credit_township,
  array_to_string(list_filter(verdicts, lambda v: v <> '?'), ',') AS failed
FROM judged
CROSS JOIN (SELECT month FROM village_rule)
