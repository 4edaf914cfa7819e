-- One row per business line with a customer of the slice.
SELECT line, count(*) AS n_customers, sum(COLUMNS('(spread|loss|tax|fee|cost|charge|contribution)_fen$'))::BIGINT
FROM contribution_months
JOIN slice_customers USING (customer_id)
WHERE month = (SELECT max(month) FROM whole_contribution_months) AND line IS NOT NULL
GROUP BY line
ORDER BY line
