-- One row per number of the nine elements filled; persons only.
SELECT completeness::BIGINT AS elements, count(*)::BIGINT AS n
FROM customers
WHERE party_kind = 'person' AND completeness IS NOT NULL
GROUP BY completeness
ORDER BY completeness
