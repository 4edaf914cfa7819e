-- One row per reason: contracts of this month that lack something, or whose days had to be valued in another way, and what was
-- done instead. A contract may stand under several reasons.
CREATE OR REPLACE TABLE contribution_fallbacks AS
WITH month AS (
  SELECT balances.*, contracts.product_id, newest.rate AS own_rate, newest.term_months AS own_term, newest.price_on AS own_price_on, newest.code,
         prices.is_before_first, prices.is_outside_terms,
         joint.contract_no IS NOT NULL AND NOT joint.is_good AS has_bad_shares
  FROM value_month_contracts balances
  JOIN value_contracts contracts USING (contract_no)
  LEFT JOIN value_newest newest USING (contract_no)
  LEFT JOIN (FROM value_terms WHERE month IS NULL) terms USING (contract_no)
  LEFT JOIN value_prices prices
    ON prices.side = CASE terms.kind WHEN 'time' THEN 'D' WHEN 'loan' THEN 'L' END
    AND prices.product = terms.product AND prices.term_months = terms.term_months AND prices.price_on = terms.price_on
  LEFT JOIN value_joint joint ON joint.contract_no = balances.contract_no
),
found AS (
  SELECT 'demand_' || way AS reason, balance_fen, CASE way WHEN 'level' THEN 'price_of_month' WHEN 'daily' THEN 'balances_of_days'
         ELSE 'average_price' END AS used FROM month WHERE way IS NOT NULL
  UNION ALL SELECT 'negative_balance', balance_fen, 'as_it_stands' FROM month WHERE fen_day < 0 OR balance_fen < 0
  UNION ALL SELECT 'no_price', balance_fen, 'left_out' FROM month WHERE kind <> 'wealth' AND price IS NULL
  UNION ALL SELECT 'no_rate', balance_fen, 'left_out' FROM month WHERE kind <> 'wealth' AND rate IS NULL
  UNION ALL SELECT 'listed_rate', balance_fen, 'listed_rate' FROM month
            WHERE kind = 'demand' AND own_rate IS NULL AND rate IS NOT NULL
  UNION ALL SELECT 'before_first_curve', balance_fen, 'first_curve' FROM month WHERE is_before_first
  UNION ALL SELECT 'outside_terms', balance_fen, 'nearest_term' FROM month WHERE is_outside_terms
  UNION ALL SELECT 'no_term', balance_fen, 'term_of_settings' FROM month WHERE kind IN ('time', 'loan') AND own_term IS NULL
  UNION ALL SELECT 'no_price_date', balance_fen, 'first_of_month' FROM month WHERE kind IN ('time', 'loan') AND own_price_on IS NULL
  UNION ALL SELECT 'no_class', balance_fen, 'class_of_settings' FROM month WHERE kind = 'loan' AND code IS NULL
  UNION ALL SELECT 'no_product', balance_fen, 'curve_of_all' FROM month
            WHERE kind <> 'wealth' AND product_id IS NULL AND price IS NOT NULL
  UNION ALL SELECT 'joint_shares', balance_fen, 'first_owner' FROM month WHERE has_bad_shares
  UNION ALL SELECT 'no_master', balance_fen, 'left_out'
            FROM (FROM bal_month_history WHERE month = $month) ANTI JOIN value_contracts USING (account_id)
)
SELECT reason, used, count(*) AS n_contracts, sum(balance_fen)::BIGINT AS balance_fen FROM found GROUP BY reason, used
