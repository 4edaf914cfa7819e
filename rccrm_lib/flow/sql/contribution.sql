-- One row per owner of the contribution: customers first, then why something is unallocated.
SELECT part, n_contracts, COLUMNS('_fen$')
FROM contribution_units
WHERE level = 'member'
ORDER BY part <> 'customers', part
