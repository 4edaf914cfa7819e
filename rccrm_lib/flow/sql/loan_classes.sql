-- One row per class of the five: the bank's own rating, never recomputed.
SELECT
  class5,
  count(*)::BIGINT AS n,
  sum(balance_fen)::BIGINT AS balance_fen,
  CASE WHEN count(overdue_days) > 0
       THEN coalesce(sum(balance_fen) FILTER (WHERE overdue_days > 0), 0)::BIGINT END AS overdue_fen,
  NULL::BIGINT AS previous_fen
FROM loan
WHERE class5 IS NOT NULL AND balance_fen IS NOT NULL
GROUP BY class5
ORDER BY class5
