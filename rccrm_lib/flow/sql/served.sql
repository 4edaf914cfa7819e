-- One row per customer who can be served: alive, with an account; needs customers, customer_months, tiers, household_members.
WITH homes AS (
  SELECT customer_id, household_id FROM household_members
  QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY is_primary DESC NULLS LAST, household_id) = 1
),

now AS (SELECT customer_id, tier FROM tiers WHERE month = $month),

before AS (SELECT customer_id, tier FROM tiers WHERE month = $month_before)

SELECT m.customer_id, now.tier, coalesce(before.tier, now.tier) AS tier_before, m.nature, homes.household_id,
       c.party_kind = 'org' OR coalesce(c.birth_on <= $adult_from, TRUE) AS is_adult,
       m.branch_id, m.manager_id, m.first_open_on
FROM customer_months m
JOIN customers c USING (customer_id)
LEFT JOIN now USING (customer_id)
LEFT JOIN before USING (customer_id)
LEFT JOIN homes USING (customer_id)
WHERE c.death_on IS NULL OR c.death_on > $as_of
ORDER BY m.customer_id
