-- One row per joint account with good shares, owner and part of the contribution: his share in whole fen.
-- Largest remainder: everybody has the fen below his share, the fen that are left go to the largest remainders; the sum is exact.
CREATE OR REPLACE TEMP TABLE value_month_joint AS
WITH parts AS (
  UNPIVOT (SELECT contract_no, COLUMNS('_fen$') FROM value_month_parts SEMI JOIN value_shares USING (contract_no))
  ON COLUMNS('_fen$') INTO NAME part VALUE fen
),
weighed AS (
  SELECT parts.contract_no, shares.owner_no, parts.part, parts.fen,
         (parts.fen::HUGEINT * shares.share % 100000000 + 100000000) % 100000000 AS rest,
         ((parts.fen::HUGEINT * shares.share - rest) // 100000000)::BIGINT AS whole
  FROM parts
  JOIN value_shares shares USING (contract_no)
),
ranked AS (
  SELECT *, fen - sum(whole) OVER (PARTITION BY contract_no, part) AS n_left,
         row_number() OVER (PARTITION BY contract_no, part ORDER BY rest DESC, owner_no) AS place
  FROM weighed
)
SELECT contract_no, owner_no, part, whole + CASE WHEN place <= n_left THEN 1 ELSE 0 END AS fen FROM ranked
