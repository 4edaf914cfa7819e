-- One row per month of the customer history: how many months ago it was.
CREATE OR REPLACE TEMP TABLE worklist_ages AS
SELECT DISTINCT history.month, date_diff('month', strptime(history.month, '%Y-%m'), strptime(terms.month, '%Y-%m'))::INTEGER AS age
FROM customer_history history
CROSS JOIN worklist_terms terms
WHERE history.month <= terms.month
