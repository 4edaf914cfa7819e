-- One row per month of the history: what the bank supplied for it, one flag per kind of balance and per column of movements.
-- A kind is supplied in a month with a balance of the kind. Without one it is known to be zero only where this month's
-- master came, no contract of the kind stood in that month, and the kind is not one whose balances never come.
-- bal_aum: the month's assets can be compared with the other months': a kind that another month has is not missing.
CREATE OR REPLACE TEMP TABLE view_month_supply AS
WITH delivered AS MATERIALIZED (
  SELECT bal.month, accounts.kind, count(bal.customer_in_fen) AS n_in, count(bal.customer_out_fen) AS n_out
  FROM bal_month_history bal
  LEFT JOIN view_accounts accounts USING (account_id)
  WHERE bal.month IN (SELECT month FROM view_months)
  GROUP BY bal.month, accounts.kind
),
kinds AS (
  SELECT unnest(['demand', 'time', 'wealth', 'loan']) AS kind,
         unnest([table_demand, table_time, table_wealth, table_loan]) AS has_master
  FROM view_supplied
),
absent AS MATERIALIZED (
  SELECT months.month, months.month_end_on, months.is_current, kinds.kind, kinds.has_master
  FROM view_months months
  CROSS JOIN kinds
  ANTI JOIN delivered USING (month, kind)
),
-- contracts that should have had a balance; of this month the master itself may say that nothing is left
standing AS MATERIALIZED (
  SELECT DISTINCT absent.month, absent.kind
  FROM absent
  JOIN view_accounts accounts USING (kind)
  WHERE (accounts.open_on IS NULL OR accounts.open_on <= absent.month_end_on)
    AND (accounts.end_on IS NULL OR accounts.end_on > absent.month_end_on)
    AND NOT (absent.is_current AND coalesce(accounts.balance_fen, 1) = 0)
),
known AS (
  SELECT month, kind FROM delivered
  UNION
  SELECT month, kind
  FROM absent
  ANTI JOIN standing USING (month, kind)
  WHERE has_master
    AND (kind IN (SELECT kind FROM delivered WHERE kind IS NOT NULL) OR kind NOT IN (SELECT kind FROM standing))
),
flags AS (
  SELECT
    months.month,
    months.has_balances AND coalesce(bool_or(known.kind = 'demand'), FALSE) AS bal_demand,
    months.has_balances AND coalesce(bool_or(known.kind = 'time'), FALSE) AS bal_time,
    months.has_balances AND coalesce(bool_or(known.kind = 'wealth'), FALSE) AS bal_wealth,
    months.has_balances AND coalesce(bool_or(known.kind = 'loan'), FALSE) AS bal_loan
  FROM view_months months
  LEFT JOIN known USING (month)
  GROUP BY months.month, months.has_balances
),
-- what ingest recorded as supplied is about this month; of earlier months the values speak
moved AS (
  SELECT delivered.month, sum(n_in) > 0 AND (column_in OR NOT is_current) AS bal_in,
         sum(n_out) > 0 AND (column_out OR NOT is_current) AS bal_out
  FROM delivered
  JOIN view_months USING (month)
  CROSS JOIN view_supplied
  GROUP BY delivered.month, is_current, column_in, column_out
)
SELECT
  flags.*,
  (bal_demand OR bal_time OR bal_wealth)
    AND bal_demand = bool_or(bal_demand) OVER ()
    AND bal_time = bool_or(bal_time) OVER ()
    AND bal_wealth = bool_or(bal_wealth) OVER () AS bal_aum,
  coalesce(bal_in, FALSE) AS bal_in,
  coalesce(bal_out, FALSE) AS bal_out
FROM flags
LEFT JOIN moved USING (month)
