"""How customers reach the bank, by age and month; and how far the bank reaches, by township."""

from __future__ import annotations

import duckdb
import pandas as pd

from rccrm_lib.acrm.segments.products import AGE_BAND
from rccrm_lib.acrm.segments.schema import CHANNEL_AGES, PENETRATION
from rccrm_lib.core.engine import read_frame
from rccrm_lib.core.schema import check_frame

CHANNELS = {"counter": "CTR", "self": "ATM", "mobile": "MOB", "pos": "POS", "agent": "AGT"}

CHANNEL_SUMS = f"""
WITH bands AS (
  SELECT owner_no, {AGE_BAND} AS age_band
  FROM customer_features JOIN segment_owners USING (customer_id)
  WHERE party_kind = 'person'
),
counted AS (
  SELECT age, age_band, {', '.join(f"count(*) FILTER (WHERE is_own AND channel = '{name}') AS {code}"
                                   for name, code in CHANNELS.items())}
  FROM segment_behaviour JOIN bands USING (owner_no)
  WHERE age_band IS NOT NULL
  GROUP BY age, age_band
)
SELECT month, counted.* EXCLUDE (age) FROM counted JOIN segment_months USING (age) ORDER BY month, age_band
"""

TOWNSHIPS = """
WITH served AS (
  SELECT village_id, count(*) AS n_customers, count(DISTINCT household_id) AS n_households
  FROM customer_features WHERE party_kind = 'person' GROUP BY village_id
)
SELECT
  township,
  count(*)::BIGINT AS n_villages,
  count(households)::BIGINT AS n_villages_counted,
  sum(households)::BIGINT AS households,
  coalesce(sum(n_customers) FILTER (WHERE households > 0), 0)::BIGINT AS n_customers,
  coalesce(sum(n_households) FILTER (WHERE households > 0), 0)::BIGINT AS n_households,
  sum(n_customers) FILTER (WHERE households > 0) / nullif(sum(households), 0) AS customers_per_household
FROM village
LEFT JOIN served USING (village_id)
WHERE township IS NOT NULL
GROUP BY township ORDER BY township
"""


def count_channel_ages(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per month, channel and age band of persons, by their age at the month's end; MOB includes the internet bank.

    The customers are those of today: who left has no age here. Empty where channels or ages are not supplied.
    """
    wide = read_frame(con, CHANNEL_SUMS)
    rows = wide.melt(["month", "age_band"], var_name="channel", value_name="n_txn")
    total = rows.groupby(["month", "age_band"])["n_txn"].transform("sum")
    rows = rows.assign(n_txn=rows["n_txn"].astype("int64"), share=(rows["n_txn"] / total.where(total > 0)).astype(float))
    rows = rows.sort_values(["month", "age_band", "channel"]).reset_index(drop=True)
    return check_frame(rows[CHANNEL_AGES.names], CHANNEL_AGES)


def measure_penetration(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per township of the village master: persons who are customers, per public count of households.

    Only villages with a count take part in the rate, on both sides; a township without any has none: "not supplied".
    """
    return check_frame(read_frame(con, TOWNSHIPS), PENETRATION)
