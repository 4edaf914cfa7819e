-- One row per household, customer and stretch, as the links of today say: from (inside) to (outside); NULL is open.
CREATE OR REPLACE TABLE household_stretches AS
WITH arrived AS (SELECT person, min(valid_on) AS valid_on FROM (
    SELECT p.person, e.valid_on FROM household_events e JOIN household_persons p USING (customer_id)
    WHERE e.kind IN ('move', 'split')) GROUP BY person),
closed AS (
    SELECT p.household_id, p.customer_id, p.relation, p.valid_from_on,
           CASE WHEN p.until_month IS NOT NULL THEN p.valid_to_on ELSE coalesce(f.valid_from_on, a.valid_on, m.month_start_on)
               END AS valid_to_on
    FROM household_past p CROSS JOIN household_month m
    LEFT JOIN (SELECT * FROM household_links WHERE is_first) f ON f.household_id = p.household_id AND f.person = p.person
    LEFT JOIN arrived a ON a.person = p.person
    ANTI JOIN household_links n ON p.until_month IS NULL AND n.household_id = p.household_id AND n.person = p.person
        AND n.relation IS NOT DISTINCT FROM p.relation
    WHERE p.customer_id IS NOT NULL
)
SELECT household_id, customer_id, relation, valid_from_on, valid_to_on, FALSE AS is_open FROM closed
WHERE valid_to_on IS NOT NULL AND (valid_from_on IS NULL OR valid_from_on < valid_to_on)
UNION ALL
SELECT household_id, customer_id, relation, valid_from_on, NULL, TRUE FROM household_links WHERE customer_id IS NOT NULL;

-- One row per household, customer and stretch without overlap: at every date one household is the customer's first,
-- the one that was joined last.
CREATE OR REPLACE TABLE household_periods AS
WITH several AS (SELECT customer_id FROM household_stretches GROUP BY customer_id HAVING count(*) > 1),
bounded AS (
    SELECT s.*, coalesce(valid_from_on, DATE '0001-01-01') AS from_on,
           CASE WHEN is_open THEN DATE '9999-12-31' ELSE valid_to_on END AS to_on
    FROM household_stretches s SEMI JOIN several USING (customer_id)
),
points AS (SELECT customer_id, from_on AS on_day FROM bounded UNION SELECT customer_id, to_on FROM bounded),
segments AS (
    SELECT customer_id, on_day AS from_on, lead(on_day) OVER (PARTITION BY customer_id ORDER BY on_day) AS to_on FROM points
),
placed AS (
    SELECT s.customer_id, s.from_on, s.to_on, b.household_id, b.relation, b.from_on AS since_on, b.is_open
    FROM segments s JOIN bounded b ON b.customer_id = s.customer_id AND b.from_on <= s.from_on AND b.to_on >= s.to_on
    QUALIFY row_number() OVER (PARTITION BY s.customer_id, s.from_on, b.household_id
                               ORDER BY b.from_on DESC, b.is_open DESC, b.relation) = 1
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY customer_id, from_on
                                 ORDER BY since_on DESC, relation, household_id) = 1 AS is_primary FROM placed
),
islands AS (  -- neighbours that say the same are one
    SELECT *, sum(is_edge::BIGINT) OVER (PARTITION BY customer_id, household_id ORDER BY from_on)::BIGINT AS island
    FROM (SELECT *, coalesce(lag(to_on) OVER entry <> from_on OR lag(relation) OVER entry IS DISTINCT FROM relation
                             OR lag(is_primary) OVER entry <> is_primary, TRUE) AS is_edge
          FROM ranked WINDOW entry AS (PARTITION BY customer_id, household_id ORDER BY from_on))
)
SELECT household_id, customer_id, any_value(relation) AS relation, any_value(is_primary) AS is_primary,
       nullif(min(from_on), DATE '0001-01-01') AS valid_from_on, nullif(max(to_on), DATE '9999-12-31') AS valid_to_on
FROM islands GROUP BY household_id, customer_id, island
UNION ALL
SELECT household_id, customer_id, relation, TRUE, valid_from_on, valid_to_on
FROM household_stretches ANTI JOIN several USING (customer_id);
