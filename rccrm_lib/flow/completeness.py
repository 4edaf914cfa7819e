"""The nine elements by branch and teller, against the month before as it was published."""

from __future__ import annotations

import duckdb

from rccrm_lib.core.engine import create_view, load_sql
from rccrm_lib.core.lineage import sha256_file
from rccrm_lib.facts.calendar import add_months
from rccrm_lib.flow.run import Run

TABLE = "completeness_units"
NOTHING_BEFORE = "CREATE OR REPLACE VIEW units_before AS SELECT '' AS level, '' AS unit, 0::DOUBLE AS share_complete LIMIT 0"


def count_units(run: Run, con: duckdb.DuckDBPyConnection) -> str:
    """One row per level (member, branch, teller) and unit: leaves `completeness_units`.

    Needs `customers`. The share of the month before is read from what was published then, so that it is the figure
    that people saw; returns the hash of that table, empty where no such month was published.
    """
    before = run.settings.paths.outputs / run.member.id / add_months(run.month, -1) / "tables" / f"{TABLE}.parquet"
    known = before.is_file()
    if known:
        create_view(con, "units_before", before)
    else:
        con.execute(NOTHING_BEFORE)
    con.execute(load_sql("rccrm_lib.flow.sql", TABLE))
    return sha256_file(before) if known else ""
