-- One row per customer with a contribution: what the last twelve months brought, in fen a year.
-- Fewer months known: the average of those, twelve times.
CREATE OR REPLACE TEMP TABLE worklist_worth AS
SELECT customer_id, (12 * (sum(contribution_fen)::DECIMAL(18, 0) / count(*)))::BIGINT AS yearly_fen
FROM contribution_months
JOIN worklist_ages ages USING (month)
WHERE ages.age < 12
GROUP BY customer_id
