-- One row per contract with a balance in the month: the parts of its contribution in fen, each rounded once, half to even; costs
-- are negative. NULL: the part does not belong to this kind of contract, or was not supplied, or its price or rate is not known.
-- way, of demand deposits: level (one price all month), daily (days rebuilt from movements that agree with the accumulation), average.
CREATE OR REPLACE TEMP TABLE value_month_contracts AS
WITH balances AS (
  SELECT contracts.contract_no, contracts.owner_no, contracts.kind, contracts.product_no,
         bal.balance_fen, bal.fen_day,
         CASE WHEN past.contract_no IS NULL THEN contracts.rate ELSE past.rate END AS rate,
         CASE WHEN past.contract_no IS NULL THEN contracts.price ELSE past.price END AS price,
         CASE WHEN past.contract_no IS NULL THEN contracts.loss_rate ELSE past.loss_rate END AS loss_rate,
         CASE WHEN past.contract_no IS NULL THEN contracts.is_taxed ELSE past.is_taxed END AS is_taxed,
         CASE WHEN past.contract_no IS NULL THEN contracts.fee_rate ELSE past.fee_rate END AS fee_rate
  FROM value_balances bal
  JOIN value_contract_terms contracts USING (contract_no)
  LEFT JOIN (FROM value_priced WHERE month = $month) past ON past.contract_no = contracts.contract_no
  WHERE bal.month_no = $number
),
supply AS (
  FROM value_supply WHERE month = $month
),
valued AS (
  SELECT
    balances.* EXCLUDE (product_no) REPLACE (coalesce(balances.price, demand.price) AS price),
    demand.price_sum, demand.n_days, moves.* EXCLUDE (contract_no), supply.has_movements, supply.has_costs,
    CASE
      WHEN demand.price IS NULL THEN NULL
      WHEN demand.is_level THEN 'level'
      WHEN supply.has_movements
        AND (balance_fen - coalesce(moved_fen, 0))::HUGEINT * demand.n_days + coalesce(moved_fen_day, 0) = fen_day THEN 'daily'
      ELSE 'average'
    END AS way
  FROM balances
  CROSS JOIN supply
  LEFT JOIN (FROM value_demand_months WHERE month = $month) demand ON demand.product_no = balances.product_no
  LEFT JOIN value_month_moves moves ON moves.contract_no = balances.contract_no
)
SELECT
  contract_no, owner_no, kind, balance_fen, fen_day, rate, price, way, coalesce(n_moves, 0) AS n_moves,
  CASE
    WHEN kind = 'time' OR way = 'level' THEN value_earned(fen_day, price - rate, year_parts)
    WHEN way = 'daily' THEN value_divide(
      (balance_fen - coalesce(moved_fen, 0))::HUGEINT * price_sum + coalesce(moved_earned, 0) - fen_day::HUGEINT * rate,
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
    WHEN fee_rate IS NOT NULL THEN coalesce(fee_fen, 0) + value_earned(fen_day, fee_rate, year_parts)
    WHEN has_movements THEN coalesce(fee_fen, 0)
  END AS fee_fen,
  CASE WHEN has_costs THEN -coalesce(cost_fen, 0) END AS service_cost_fen,
  CASE WHEN kind = 'loan' AND capital_rate IS NOT NULL THEN -value_earned(fen_day, capital_rate, year_parts) END AS capital_charge_fen
FROM valued
CROSS JOIN value_settings
