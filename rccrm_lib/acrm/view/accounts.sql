-- One row per contract of a master (demand, time, wealth, loan) with the customer who owns it.
-- The owner is who the master names; where it names nobody that the merge knows, the first owner (role 1) of acct_party.
-- A number that stands in two masters counts in the first of them, so that its balance cannot count twice.
CREATE OR REPLACE TEMP TABLE view_accounts AS
WITH numbered AS (
  SELECT account_id, 'demand' AS kind, src_sys, cust_no, product_id, branch_id, manager_id, open_on, close_on,
         status, dropped_on, last_active_on, balance_fen, NULL::BIGINT AS amount_fen
  FROM view_demand
  UNION ALL
  SELECT account_id, 'time', src_sys, cust_no, product_id, branch_id, manager_id, open_on, close_on,
         status, dropped_on, NULL, balance_fen, NULL
  FROM view_time
  ANTI JOIN view_demand USING (account_id)
  UNION ALL
  SELECT holding_id, 'wealth', src_sys, cust_no, product_id, branch_id, NULL, buy_on, NULL,
         NULL, dropped_on, NULL, balance_fen, NULL
  FROM view_wealth
  WHERE holding_id NOT IN (SELECT account_id FROM view_demand)
    AND holding_id NOT IN (SELECT account_id FROM view_time)
  UNION ALL
  SELECT loan_id, 'loan', src_sys, cust_no, product_id, branch_id, manager_id, start_on, NULL,
         NULL, dropped_on, NULL, balance_fen, amount_fen
  FROM view_loan
  WHERE loan_id NOT IN (SELECT account_id FROM view_demand)
    AND loan_id NOT IN (SELECT account_id FROM view_time)
    AND loan_id NOT IN (SELECT holding_id FROM view_wealth)
),
known_links AS (
  SELECT links.src_sys, links.cust_no, links.customer_id
  FROM links
  SEMI JOIN customers USING (customer_id)
),
further_owners AS (
  SELECT party.account_id, arg_min(known_links.customer_id, (party.src_sys, party.cust_no)) AS customer_id
  FROM acct_party party
  JOIN known_links USING (src_sys, cust_no)
  WHERE party.role = '1'
  GROUP BY party.account_id
)
SELECT
  numbered.account_id,
  numbered.kind,
  coalesce(known_links.customer_id, further_owners.customer_id) AS owner_id,
  owners.owner_no,
  numbered.product_id,
  numbered.branch_id,
  numbered.manager_id,
  numbered.open_on,
  coalesce(numbered.close_on, numbered.dropped_on) AS close_on,
  -- closed without a date: closed by the end of this month, whatever the month was
  coalesce(
    numbered.close_on,
    numbered.dropped_on,
    CASE WHEN numbered.status = '1' THEN current_month.month_end_on END
  ) AS end_on,
  numbered.last_active_on,
  -- the balance in a master that has passed is no balance of this month
  CASE WHEN numbered.dropped_on IS NULL THEN numbered.balance_fen END AS balance_fen,
  numbered.amount_fen
FROM numbered
CROSS JOIN (SELECT month_end_on FROM view_months WHERE is_current) current_month
LEFT JOIN known_links USING (src_sys, cust_no)
LEFT JOIN further_owners USING (account_id)
LEFT JOIN view_owners owners ON owners.customer_id = coalesce(known_links.customer_id, further_owners.customer_id)
