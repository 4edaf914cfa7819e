-- One row per customer, day on which time deposits fall due, and step before it. Deposits that renew themselves are left out.
-- Value: the year's contribution of that part of the assets x the share that took it away in the past.
WITH due AS (
  SELECT links.customer_id, deposits.mature_on, sum(deposits.balance_fen)::BIGINT AS balance_fen, count(*) AS n
  FROM acct_time deposits
  JOIN account_links links ON links.account_id = deposits.account_id AND links.role = 'owner'
  CROSS JOIN worklist_terms terms
  WHERE links.customer_id IS NOT NULL AND coalesce(deposits.renew_flag, FALSE) = FALSE AND deposits.balance_fen > 0
    AND (deposits.close_on IS NULL OR deposits.close_on > terms.as_of)
  GROUP BY ALL
)
SELECT
  due.customer_id,
  due.mature_on::VARCHAR || '/' || steps.step AS cycle,
  NULL::VARCHAR AS kind,
  NULL::INTEGER AS minutes,
  to_json({'mature_on': due.mature_on::VARCHAR, 'balance_fen': due.balance_fen, 'n': due.n, 'n_past': past.n_past,
           'n_left': past.n_left, 'is_known': past.share_left IS NOT NULL}) AS evidence,
  due.mature_on + steps.from_days AS from_on,
  due.mature_on + steps.due_days AS due_on,
  due.mature_on + steps.until_days AS until_on,
  round(greatest(worth.yearly_fen, 0) * least(1, due.balance_fen / nullif(months.aum_end_fen, 0)) * past.share_left)::BIGINT
    AS value_fen,
  NULL::VARCHAR AS manager_id,
  'acct_time' AS source
FROM due
JOIN worklist_steps steps ON steps.reason = 'deposit'
CROSS JOIN worklist_past_deposits past
LEFT JOIN worklist_worth worth USING (customer_id)
LEFT JOIN customer_months months USING (customer_id)
