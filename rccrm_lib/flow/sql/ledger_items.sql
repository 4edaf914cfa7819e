-- One row per item that the ledger states, over all units.
SELECT item, sum(COLUMNS('_fen$'))::BIGINT
FROM ledger_ties
GROUP BY item
ORDER BY item
