"""Who looks after whom by people's word at the end of a month; it goes before what the bank's own contracts say."""

from __future__ import annotations

import duckdb
import pandas as pd

from rccrm_lib.core.engine import load_sql
from rccrm_lib.core.store import Assignments
from rccrm_lib.facts.calendar import month_end
from rccrm_lib.flow.run import Run


def read_assigned(run: Run) -> pd.DataFrame:
    """One row per customer whom somebody was assigned to, or sent to the pool, by the end of the run's month."""
    return Assignments(run.store().database, run.member.id).holding(month_end(run.month))


def create_assigned(
    con: duckdb.DuckDBPyConnection, assigned: pd.DataFrame, *, previous: pd.DataFrame, held: pd.DataFrame
) -> None:
    """Make `assigned_managers`: one row per customer of this month with an assignment; no manager means the pool.

    Needs the tables `customers` and `links`. An assignment of an id that was merged away goes to the customer who has most of its
    records, if that one has none of its own. `previous`, `held`: links and ids of earlier months, as the store hands them out.
    """
    con.register("assigned_rows", assigned)
    con.register("previous_ids", previous[["src_sys", "cust_no", "customer_id"]])
    con.register("held_ids", held[["src_sys", "cust_no", "customer_id"]])
    con.execute(load_sql("rccrm_lib.flow.sql", "assigned_managers"))
    for name in ("assigned_rows", "previous_ids", "held_ids"):
        con.unregister(name)
