-- One row per customer with a manager: as the portfolio says where there is one, otherwise as the customer month does.
CREATE OR REPLACE TEMP TABLE worklist_keepers AS
SELECT months.customer_id,
       CASE WHEN portfolio.customer_id IS NULL THEN months.manager_id ELSE nullif(portfolio.manager_id, '') END AS manager_id
FROM customer_months months
LEFT JOIN portfolio USING (customer_id)
