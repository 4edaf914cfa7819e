-- The quotient of whole numbers rounded to the nearest, halves to the even one; `//` truncates, so negatives go by floor.
CREATE OR REPLACE TEMP MACRO half_even(total, days) AS (
  (total - ((total % days) + days) % days) // days
  + CASE
      WHEN 2 * (((total % days) + days) % days) > days THEN 1
      WHEN 2 * (((total % days) + days) % days) = days AND ((total - ((total % days) + days) % days) // days) % 2 <> 0 THEN 1
      ELSE 0
    END
)
