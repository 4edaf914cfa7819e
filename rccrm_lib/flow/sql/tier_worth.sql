-- One row per tier with a customer this month: what its customers brought, and what serving them cost.
SELECT tiers.tier, sum(worth.contribution_fen)::BIGINT AS contribution_fen, sum(worth.service_cost_fen)::BIGINT AS service_cost_fen
FROM tiers
JOIN contribution_months worth USING (customer_id, month)
WHERE tiers.month = (SELECT max(month) FROM tiers)
GROUP BY tiers.tier
ORDER BY tiers.tier
