-- One row per contract, month and master: what its price, its losses and its taxes depend on. Rates are hundred-millionths.
-- price_on: the day from which the present rate holds. code: five-class rating of a loan, kind of a holding.
-- A loan's term is counted in calendar months from the day of its price to the month in which it is due.
CREATE OR REPLACE TEMP VIEW value_masters AS
WITH delivered AS (
  SELECT month, account_id, 'demand' AS kind, annual_rate, NULL::DATE AS price_on, NULL::DATE AS end_on, 0::BIGINT AS term_months,
         NULL::VARCHAR AS code, NULL::BOOLEAN AS agri_flag, NULL::BOOLEAN AS inclusive_flag, NULL::BIGINT AS amount_fen
  FROM acct_demand_history
  UNION ALL
  SELECT month, account_id, 'time', annual_rate, coalesce(repriced_on, open_on), mature_on, term_months, NULL, NULL, NULL, NULL
  FROM acct_time_history
  UNION ALL
  SELECT month, loan_id, 'loan', annual_rate, coalesce(repriced_on, start_on), due_on, NULL, class5, agri_flag, inclusive_flag,
         amount_fen
  FROM loan_history
  UNION ALL
  SELECT month, holding_id, 'wealth', NULL, NULL, NULL, NULL, kind, NULL, NULL, NULL
  FROM wealth_history
)
SELECT
  month, account_id, kind, (annual_rate * 100000000)::BIGINT AS rate, price_on,
  coalesce(term_months, 12 * (year(end_on) - year(price_on)) + month(end_on) - month(price_on)) AS term_months,
  code, agri_flag, inclusive_flag, amount_fen
FROM delivered
