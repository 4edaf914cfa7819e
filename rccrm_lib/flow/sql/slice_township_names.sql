-- One row per township with a village.
SELECT DISTINCT township AS code, township AS name
FROM village
WHERE township <> ''
ORDER BY code
