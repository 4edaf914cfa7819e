-- One row per month and channel: movements that customers started. Months without delivered movements are absent.
SELECT month, channel, count(*)::BIGINT AS n_txn
FROM txn_history
WHERE initiator = 'C' AND channel IS NOT NULL
GROUP BY month, channel
ORDER BY month, channel
