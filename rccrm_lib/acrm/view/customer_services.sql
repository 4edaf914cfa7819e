-- One row per customer with a card, an electronic channel, member shares or payroll at the month's end.
CREATE OR REPLACE TEMP TABLE view_customer_services AS
WITH current_month AS (SELECT month, month_end_on, month_start_on FROM view_months WHERE is_current),
cards AS (
  SELECT accounts.owner_id AS customer_id, TRUE AS has_card
  FROM card
  JOIN view_accounts accounts USING (account_id)
  CROSS JOIN current_month
  WHERE card.status IS DISTINCT FROM '1'
    AND (card.issue_on IS NULL OR card.issue_on <= month_end_on)
    AND (card.valid_to_on IS NULL OR card.valid_to_on >= month_end_on)
),
signed AS (
  SELECT links.customer_id, ebank.channel = 'MOB' AS has_mobile_bank, ebank.channel = 'POS' AS has_merchant
  FROM ebank
  JOIN links USING (src_sys, cust_no)
  CROSS JOIN current_month
  WHERE ebank.status IS DISTINCT FROM '1' AND (ebank.sign_on IS NULL OR ebank.sign_on <= month_end_on)
),
shares AS (
  SELECT links.customer_id, share.amount_fen AS share_fen
  FROM share
  JOIN links USING (src_sys, cust_no)
  CROSS JOIN current_month
  WHERE share.start_on IS NULL OR share.start_on <= month_end_on
),
paid AS (
  SELECT accounts.owner_id AS customer_id, TRUE AS has_payroll
  FROM payroll
  JOIN view_accounts accounts USING (account_id)
  CROSS JOIN current_month
  WHERE payroll.pay_on BETWEEN month_start_on AND month_end_on
),
every_service AS (
  SELECT * FROM cards
  UNION ALL BY NAME SELECT * FROM signed
  UNION ALL BY NAME SELECT * FROM shares
  UNION ALL BY NAME SELECT * FROM paid
)
SELECT
  customer_id,
  coalesce(bool_or(has_card), FALSE) AS has_card,
  coalesce(bool_or(has_mobile_bank), FALSE) AS has_mobile_bank,
  coalesce(bool_or(has_merchant), FALSE) AS has_merchant,
  coalesce(sum(share_fen), 0)::BIGINT AS share_fen,
  coalesce(bool_or(has_payroll), FALSE) AS has_payroll
FROM every_service
WHERE customer_id IS NOT NULL
GROUP BY customer_id
