-- One row per next tier: customers of the slice within reach below it, and what they lack in all.
SELECT next_tier AS tier, count(*) AS n, sum(gap_fen)::BIGINT AS gap_fen
FROM near_threshold
GROUP BY next_tier
ORDER BY next_tier
