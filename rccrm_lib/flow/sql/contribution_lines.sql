-- One row per business line with a customer.
SELECT unit AS line, n_customers, COLUMNS('_fen$')
FROM contribution_units
WHERE level = 'line' AND unit <> ''
ORDER BY unit
