-- One row per village of a township, or of all: villages of one name are told apart by their townships.
SELECT village_id AS code, concat_ws(' ', max(township), max(name)) AS name
FROM village
WHERE $township = '' OR township = $township
GROUP BY village_id
ORDER BY name, code
