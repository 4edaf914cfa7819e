"""The feature table: what rules and segmenters may know of a customer, in one row, with NULL for what is not supplied."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import duckdb
import pandas as pd

from rccrm_lib.acrm.segments.feature_list import DUCKDB_TYPES, FEATURES, missing_sources
from rccrm_lib.core.engine import load_sql
from rccrm_lib.core.segment_settings import TagSettings
from rccrm_lib.facts.calendar import month_end, months_between
from rccrm_lib.facts.festivals import festival_months

Supplied = Mapping[str, Collection[str]]
STAGES = ("owners", "behaviour", "recent", "flows", "contracts", "paid", "values")
CARRIED = ("refuses_marketing", "village_id", "household_id")  # beside the features; no rule and no segmenter reads them

SUPPLY = """
CREATE OR REPLACE TEMP TABLE segment_supply AS
WITH moved AS (SELECT DISTINCT age FROM segment_behaviour), paid AS (SELECT DISTINCT month FROM payroll_history)
SELECT (SELECT count(*) = 3 FROM moved WHERE age < 3) AS has_recent,
       (SELECT count(*) = 3 FROM moved WHERE age BETWEEN 3 AND 5) AS has_before,
       (SELECT count(*) = 3 FROM paid JOIN segment_months USING (month) WHERE age < 3) AS has_pay,
       (SELECT coalesce(max(age), 0) FROM paid JOIN segment_months USING (month)) AS oldest_pay
"""


def build_features(
    con: duckdb.DuckDBPyConnection, *, settings: TagSettings, month: str, months: Sequence[str], supplied: Supplied,
    initiator_customer: str = "C",
) -> None:
    """One row per living customer with an account: table `customer_features`, the columns of FEATURES and CARRIED.

    Needs the views customer_months, customer_history, customers, links, account_links, txn_history, payroll_history,
    acct_time, loan, household_archive. Money in fen, shares 0 to 1. NULL: not supplied, or not known of this customer.
    """
    _create_months(con, settings=settings, month=month, months=months)
    as_of = month_end(month)
    for stage in STAGES:
        if stage == "values":
            con.execute(SUPPLY)
        query = load_sql(__package__, stage)
        values = {"as_of": as_of, "initiator_customer": initiator_customer}
        con.execute(query, {name: value for name, value in values.items() if f"${name}" in query} or None)
    columns = [_column(feature.name, DUCKDB_TYPES[feature.kind], bool(missing_sources(feature, supplied)))
               for feature in FEATURES]
    con.execute(f"CREATE OR REPLACE TABLE customer_features AS SELECT customer_id, {', '.join([*columns, *CARRIED])} "
                "FROM segment_values ORDER BY customer_id")
    con.execute("DROP TABLE segment_values; DROP TABLE segment_flows; DROP TABLE segment_recent")


def _column(name: str, duckdb_type: str, is_missing: bool) -> str:
    return f"NULL::{duckdb_type} AS {name}" if is_missing else f"{name}::{duckdb_type} AS {name}"


def _create_months(con: duckdb.DuckDBPyConnection, *, settings: TagSettings, month: str, months: Sequence[str]) -> None:
    """One row per month of the history: its age in months, and which seasons it belongs to."""
    festival = festival_months(month)
    rows = []
    for one in sorted({*months, month}):
        age, number = months_between(one, month), int(one[5:])
        rows.append((one, age, one in festival, age < 12 and number in settings.harvest_months,
                     age < 12 and number in settings.school_months))
    columns = ["month", "age", "is_festival", "is_harvest", "is_school"]
    con.register("segment_months_frame", pd.DataFrame(rows, columns=columns))
    con.execute("CREATE OR REPLACE TEMP TABLE segment_months AS SELECT month::VARCHAR AS month, age::BIGINT AS age, "
                "is_festival, is_harvest, is_school FROM segment_months_frame")
    con.unregister("segment_months_frame")
