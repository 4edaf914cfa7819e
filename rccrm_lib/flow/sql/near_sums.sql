-- One row per next tier and nearer measure: customers within reach below it, what they lack in all, whom the assets of the last day
-- would lift if they stay.
SELECT
  next_tier AS tier, measure, count(*) AS n, sum(gap_fen)::BIGINT AS gap_fen,
  count(*) FILTER (WHERE months_until_up IS NOT NULL) AS n_stays
FROM near_threshold
GROUP BY next_tier, measure
ORDER BY next_tier, measure
