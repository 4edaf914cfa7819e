-- One row per customer who is alive, with what a proposal of the portfolio asks. $floors: tiers from the floor up.
SELECT months.customer_id, months.household_id, months.village_id, months.branch_id, months.nature, months.manager_id,
       tiers.tier, months.aum_avg_fen AS value_fen, coalesce(tiers.tier IN (SELECT unnest($floors)), FALSE) AS is_due
FROM customer_months months
JOIN customers USING (customer_id)
LEFT JOIN tiers ON tiers.customer_id = months.customer_id AND tiers.month = months.month
WHERE customers.death_on IS NULL
ORDER BY months.customer_id
