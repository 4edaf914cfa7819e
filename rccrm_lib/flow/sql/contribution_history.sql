-- One row per month: what all customers brought, and the parts of it that every month has.
SELECT month, sum(contribution_fen)::BIGINT AS contribution_fen, sum(comparable_fen)::BIGINT AS comparable_fen
FROM contribution_months
GROUP BY month
ORDER BY month
