-- One row per customer of a slice: those of this month, and those who had a tier last month. An empty parameter asks for all;
-- a tier asks for those who are in it now or were in it last month, so that who came and who went are both seen.
CREATE OR REPLACE TEMP TABLE slice_customers AS
SELECT customer_id, changes.from_tier, changes.to_tier, nature_lines.line
FROM customers
FULL JOIN whole_value_changes changes USING (customer_id)
LEFT JOIN nature_lines ON nature_lines.nature = customers.nature
LEFT JOIN village USING (village_id)
WHERE ($branch = '' OR customers.branch_id = $branch)
  AND ($township = '' OR village.township = $township)
  AND ($village = '' OR customers.village_id = $village)
  AND ($line = '' OR nature_lines.line = $line)
  AND ($tier = '' OR $tier IN (changes.from_tier, changes.to_tier))
