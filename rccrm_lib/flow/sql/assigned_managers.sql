-- One row per customer of this month whom somebody was assigned to; no manager: in the pool.
-- An id that was merged away hands its assignment to the customer who has most of its records; the own one goes before it,
-- of several inherited ones the latest does.
CREATE OR REPLACE TABLE assigned_managers AS
WITH earlier_ids AS (
  SELECT src_sys, cust_no, customer_id FROM previous_ids
  UNION
  SELECT src_sys, cust_no, customer_id FROM held_ids
),
heirs AS (
  SELECT old_id, arg_min(customer_id, (-n, customer_id)) AS customer_id
  FROM (
    SELECT earlier_ids.customer_id AS old_id, links.customer_id, count(*)::BIGINT AS n
    FROM earlier_ids
    SEMI JOIN assigned_rows ON assigned_rows.customer_id = earlier_ids.customer_id
    ANTI JOIN customers ON customers.customer_id = earlier_ids.customer_id
    JOIN links ON links.src_sys = earlier_ids.src_sys AND links.cust_no = earlier_ids.cust_no
    GROUP BY ALL
  )
  GROUP BY old_id
),
named AS (
  SELECT coalesce(heirs.customer_id, assigned_rows.customer_id) AS customer_id, heirs.customer_id IS NULL AS is_own,
         nullif(assigned_rows.manager_id, '') AS manager_id, assigned_rows.from_on::DATE AS from_on,
         assigned_rows.source, assigned_rows.request_id
  FROM assigned_rows
  LEFT JOIN heirs ON heirs.old_id = assigned_rows.customer_id
)
SELECT customer_id, manager_id, from_on, source, request_id
FROM named
SEMI JOIN customers USING (customer_id)
QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY is_own DESC, from_on DESC, manager_id, request_id) = 1
ORDER BY customer_id
