-- One row per customer with a large movement in the month: the largest day beyond the customer's own threshold,
-- max(floor, share of the average assets of three months, so many median absolute deviations of the days with movements).
WITH assets AS (
  SELECT customer_id, avg(aum_avg_fen)::BIGINT AS aum_fen
  FROM customer_history
  JOIN worklist_ages ages USING (month)
  WHERE ages.age BETWEEN 1 AND 3
  GROUP BY customer_id
),
days AS (
  SELECT flows.* FROM worklist_day_flows flows
  SEMI JOIN (SELECT customer_id FROM worklist_day_flows CROSS JOIN worklist_terms terms
             WHERE abs(net_fen) > terms.movement_floor_fen AND strftime(txn_on, '%Y-%m') = terms.month) USING (customer_id)
),
usual AS (
  SELECT customer_id, CASE WHEN count(*) >= 10 THEN mad(net_fen)::BIGINT ELSE 0 END AS mad_fen FROM days GROUP BY customer_id
),
large AS (
  SELECT days.customer_id, days.txn_on, days.net_fen, assets.aum_fen
  FROM days
  CROSS JOIN worklist_terms terms
  JOIN usual USING (customer_id)
  LEFT JOIN assets USING (customer_id)
  WHERE strftime(days.txn_on, '%Y-%m') = terms.month
    AND abs(days.net_fen) > greatest(terms.movement_floor_fen, terms.movement_share * coalesce(assets.aum_fen, 0),
                                     terms.movement_mads * usual.mad_fen)
  QUALIFY row_number() OVER (PARTITION BY days.customer_id ORDER BY abs(days.net_fen) DESC, days.txn_on) = 1
)
SELECT
  large.customer_id,
  large.txn_on::VARCHAR AS cycle,
  CASE WHEN net_fen < 0 THEN 'duty' ELSE 'care' END AS kind,
  NULL::INTEGER AS minutes,
  to_json({'direction': CASE WHEN net_fen < 0 THEN 'out' ELSE 'in' END, 'amount_fen': abs(net_fen), 'moved_on': txn_on::VARCHAR,
           'aum_fen': aum_fen}) AS evidence,
  terms.as_of + 1 AS from_on,
  terms.as_of + CASE WHEN -net_fen > terms.movement_call_fen THEN 1 ELSE 7 END AS due_on,
  terms.as_of + 21 AS until_on,
  NULL::BIGINT AS value_fen,
  NULL::VARCHAR AS manager_id,
  'txn' AS source
FROM large
CROSS JOIN worklist_terms terms
