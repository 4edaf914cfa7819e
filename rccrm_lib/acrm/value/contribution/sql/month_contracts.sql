-- One row per contract and month: the parts of its contribution in fen, each rounded once, half to even; costs are negative.
-- NULL: the part does not belong to this kind of contract, or was not supplied, or its price or rate is not known.
CREATE OR REPLACE TEMP TABLE value_month_contracts AS
SELECT
  contract_no, owner_no, part, kind, product_id, branch_id, balance_fen, fen_day, rate, price, way, coalesce(n_moves, 0) AS n_moves,
  CASE
    WHEN kind = 'time' OR way = 'level' THEN value_earned(fen_day, price - rate, year_parts)
    WHEN way = 'daily' THEN value_divide(
      (balance_fen - coalesce(moved_fen, 0))::HUGEINT * price_of_month + coalesce(moved_earned, 0) - fen_day::HUGEINT * rate,
      year_parts::HUGEINT)::BIGINT
    WHEN way = 'average' THEN value_earned(fen_day, price_sum - n_days * rate, year_parts * n_days)
  END AS deposit_spread_fen,
  CASE WHEN kind = 'loan' THEN value_earned(fen_day, rate - price, year_parts) END AS loan_spread_fen,
  CASE WHEN kind = 'loan' THEN -value_earned(fen_day, loss_rate, year_parts) END AS expected_loss_fen,
  CASE
    WHEN is_taxed THEN -value_divide(
      fen_day::HUGEINT * rate * vat_rate * (tax_parts + surcharge_rate), year_parts::HUGEINT * (tax_parts + vat_rate) * tax_parts
    )::BIGINT
    WHEN kind = 'loan' THEN 0
  END AS interest_tax_fen,
  CASE
    WHEN has_movements OR fee_rate IS NOT NULL
      THEN coalesce(fee_fen, 0) + coalesce(value_earned(fen_day, fee_rate, year_parts), 0)
  END AS fee_fen,
  CASE WHEN has_costs THEN -coalesce(cost_fen, 0) END AS service_cost_fen,
  CASE WHEN kind = 'loan' THEN -value_earned(fen_day, capital_rate, year_parts) END AS capital_charge_fen
FROM value_month_balances
CROSS JOIN value_settings
CROSS JOIN (SELECT has_movements, has_costs FROM value_supply WHERE month = $month)
