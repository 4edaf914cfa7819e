-- One row per class of the five: the bank's own rating, never recomputed. Last month's balances stand beside;
-- they are missing, not zero, where last month's loans were not delivered.
WITH now AS (
  SELECT
    class5,
    count(*)::BIGINT AS n,
    sum(balance_fen)::BIGINT AS balance_fen,
    CASE WHEN count(overdue_days) > 0
         THEN coalesce(sum(balance_fen) FILTER (WHERE overdue_days > 0), 0)::BIGINT END AS overdue_fen
  FROM loan
  WHERE class5 IS NOT NULL AND balance_fen IS NOT NULL
  GROUP BY class5
),
before AS (
  SELECT class5, sum(balance_fen)::BIGINT AS balance_fen
  FROM previous_loan
  WHERE class5 IS NOT NULL AND balance_fen IS NOT NULL
  GROUP BY class5
)
SELECT
  class5,
  coalesce(now.n, 0)::BIGINT AS n,
  coalesce(now.balance_fen, 0)::BIGINT AS balance_fen,
  now.overdue_fen,
  CASE WHEN (SELECT count(*) FROM before) > 0 THEN coalesce(before.balance_fen, 0)::BIGINT END AS previous_fen
FROM now
FULL JOIN before USING (class5)
WHERE (SELECT count(*) FROM now) > 0
ORDER BY class5
