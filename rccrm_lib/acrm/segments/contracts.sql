-- One row per customer who owns a time deposit or a loan: what matures, what was renewed, what falls due.
-- Renewed: a deposit opened within 15 days after another of the customer's came to its end, in the last twelve months.
CREATE OR REPLACE TEMP TABLE segment_contracts AS
WITH owners AS (
  SELECT account_id, customer_id FROM account_links WHERE role = 'owner' AND customer_id IS NOT NULL
),
deposits AS (
  SELECT owners.customer_id, account_id, open_on, mature_on, balance_fen, coalesce(close_on, mature_on) AS ended_on,
         close_on IS NULL AND status IS DISTINCT FROM '1' AND open_on <= $as_of AS is_open
  FROM acct_time
  JOIN owners USING (account_id)
),
renewed AS (
  SELECT later.customer_id, count(DISTINCT later.account_id)::BIGINT AS n_time_renewed_12m
  FROM deposits earlier
  JOIN deposits later
    ON later.customer_id = earlier.customer_id AND later.account_id <> earlier.account_id
    AND later.open_on BETWEEN earlier.ended_on AND earlier.ended_on + 15
  WHERE earlier.ended_on <= $as_of AND later.open_on > $as_of - 365 AND later.open_on <= $as_of
  GROUP BY later.customer_id
),
maturing AS (
  SELECT
    customer_id,
    min(mature_on - $as_of)::BIGINT AS days_to_maturity,
    coalesce(sum(balance_fen) FILTER (WHERE mature_on <= $as_of + 90), 0)::BIGINT AS maturing_90d_fen
  FROM deposits
  WHERE is_open AND mature_on > $as_of
  GROUP BY customer_id
),
loans AS (
  SELECT
    owners.customer_id,
    (min(due_on) FILTER (WHERE due_on > $as_of) - $as_of)::BIGINT AS days_to_loan_due,
    max(overdue_days)::BIGINT AS overdue_days
  FROM loan
  JOIN owners ON owners.account_id = loan.loan_id
  WHERE loan.balance_fen > 0
  GROUP BY owners.customer_id
)
SELECT customer_id, n_time_renewed_12m, days_to_maturity, maturing_90d_fen, days_to_loan_due, overdue_days
FROM renewed
FULL JOIN maturing USING (customer_id)
FULL JOIN loans USING (customer_id)
