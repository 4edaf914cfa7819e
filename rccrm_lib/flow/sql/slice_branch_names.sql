-- One row per branch with a customer: its code, and both as a person reads them.
SELECT branch_id AS code, concat_ws(' ', branch_id, max(org.name)) AS name
FROM customers
LEFT JOIN org ON org.org_id = branch_id
WHERE branch_id <> ''
GROUP BY branch_id
ORDER BY code
