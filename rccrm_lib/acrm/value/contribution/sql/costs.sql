-- One row per channel and day with a cost: fen a movement, the last one that holds. A channel without a cost costs nothing.
CREATE OR REPLACE TEMP TABLE value_costs AS
WITH listed AS (
  SELECT channel, from_on, cost_fen
  FROM unit_cost_history
  QUALIFY month = max(month) OVER (PARTITION BY channel, from_on)
)
SELECT listed.channel, days.day_on, listed.cost_fen
FROM (SELECT day_on, channel FROM value_days CROSS JOIN (SELECT DISTINCT channel FROM listed)) days
ASOF JOIN listed ON listed.channel = days.channel AND listed.from_on <= days.day_on
