-- One row, or none without a customer: what the slice's customers brought this month. What belongs to no customer belongs to no slice.
SELECT 'customers' AS part, (SELECT count(*) FROM contract_months) AS n_contracts,
       sum(COLUMNS('(spread|loss|tax|fee|cost|charge|contribution)_fen$'))::BIGINT
FROM contribution_months
WHERE month = (SELECT max(month) FROM whole_contribution_months)
HAVING count(*) > 0
ORDER BY part
