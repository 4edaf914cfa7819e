"""What last month published and this month carries on: starts of tags, labels of segments, stages of the lifecycle."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from rccrm_lib.core.engine import create_view, load_sql, read_frame
from rccrm_lib.core.lineage import hash_text, sha256_file
from rccrm_lib.facts.calendar import add_months
from rccrm_lib.flow.run import Run

CARRIED = ("tags", "segments", "segment_labels", "lifecycle", "links", "tiers", "tier_floors", "account_links", "contract_months")
NO_TAGS = """
CREATE OR REPLACE TEMP TABLE previous_tags (customer_id VARCHAR, tag VARCHAR, kind VARCHAR, source VARCHAR, evidence VARCHAR,
confidence DOUBLE, confidence_from VARCHAR, start_on DATE, end_on DATE, is_seen BOOLEAN)
"""
RENAMED = """
CREATE OR REPLACE TEMP TABLE renamed AS
SELECT DISTINCT last_links.customer_id AS old_id, links.customer_id
FROM last_links JOIN links USING (src_sys, cust_no)
"""
NEWEST_FIRST = "QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY old_id) = 1"


def _published(run: Run, table: str) -> Path:
    return run.settings.paths.outputs / run.member.id / add_months(run.month, -1) / "tables" / f"{table}.parquet"


def carried_hash(run: Run) -> str:
    """A hash over everything of last month that this month carries on: another past is another input."""
    parts = [f"{table}:{sha256_file(path)}" for table in CARRIED if (path := _published(run, table)).exists()]
    return hash_text("\n".join(parts))


def open_previous_tags(run: Run, con: duckdb.DuckDBPyConnection) -> bool:
    """Table `previous_tags` under this month's customer ids, and `renamed` (old to new); whether last month is there.

    Needs the view `links` of this month.
    """
    con.execute(NO_TAGS)
    if not _published(run, "tags").exists():
        return False
    _open_renamed(run, con)
    create_view(con, "last_tags", _published(run, "tags"))
    con.execute(load_sql("rccrm_lib.flow.sql", "previous_tags"))
    return True


def read_previous(run: Run, con: duckdb.DuckDBPyConnection, table: str, *, key: str) -> pd.DataFrame | None:
    """A table of customers of last month under this month's ids; of merged customers the smaller old id speaks."""
    path = _published(run, table)
    if not path.exists():
        return None
    _open_renamed(run, con)
    create_view(con, "last_rows", path)
    unique = NEWEST_FIRST.format(keys=", ".join(f"renamed.{one}" if one == "customer_id" else one for one in key.split()))
    return read_frame(con, f"SELECT renamed.customer_id, last_rows.* EXCLUDE (customer_id) FROM last_rows "
                           f"JOIN renamed ON renamed.old_id = last_rows.customer_id {unique} ORDER BY renamed.customer_id")


def read_previous_labels(run: Run) -> pd.DataFrame | None:
    """Every label that segmenters have given so far, or None without last month."""
    path = _published(run, "segment_labels")
    return pd.read_parquet(path) if path.exists() else None


def _open_renamed(run: Run, con: duckdb.DuckDBPyConnection) -> None:
    create_view(con, "last_links", _published(run, "links"))
    con.execute(RENAMED)
