-- The quotient of whole numbers, halves to the even one. `//` truncates toward nothing, so the sign is put back by hand.
CREATE OR REPLACE TEMP MACRO value_divide(total, parts) AS (
  total // parts + CASE
    WHEN 2 * abs(total % parts) > parts OR (2 * abs(total % parts) = parts AND (total // parts) % 2 <> 0) THEN sign(total)
    ELSE 0
  END
);
-- fen*day x a rate in hundred-millionths / parts. 64 bits are ten times as fast as 128 and enough for nearly every contract;
-- the floating product only decides which of the two is used.
CREATE OR REPLACE TEMP MACRO value_earned(fen_day, rate, parts) AS (
  CASE WHEN abs(fen_day::DOUBLE) * abs(rate::DOUBLE) < 4e18
       THEN value_divide(fen_day * rate, parts)
       ELSE value_divide(fen_day::HUGEINT * rate, parts::HUGEINT)::BIGINT
  END
)
