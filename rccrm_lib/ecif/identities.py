"""Identify: customers keep the id they had, new ones get an id that lasts; every change is an event."""

from __future__ import annotations

from collections.abc import Collection

import duckdb
import pandas as pd

from rccrm_lib.core.engine import load_sql
from rccrm_lib.ecif.carry import carry_over
from rccrm_lib.ecif.ids import mint_ids

PREVIOUS_COLUMNS = ["src_sys", "cust_no", "customer_id", "is_retired"]
HELD_COLUMNS = ["src_sys", "cust_no", "customer_id", "place"]


def identify_customers(
    con: duckdb.DuckDBPyConnection, *, previous: pd.DataFrame | None = None, member_id: str,
    issued: Collection[str] = (), held: pd.DataFrame | None = None,
) -> None:
    """One row per source record: leaves `links`; one row per changed record: leaves `identity_events`.

    An id goes to the customer with which it shares most records (those that never had another id first, then all, then
    most valid numbers, then the first record); nothing changes hands when the data did not change. `previous`: src_sys,
    cust_no, customer_id and, for records that were not delivered any more, is_retired; such a record gets its last id back
    when it returns. `held`: of records that have held several ids, all of them in order (src_sys, cust_no, customer_id,
    place from 1): when a merge is undone, each part gets back the id that it had. `issued`: every id given out before this
    month; none of them is minted again.
    """
    _keep_previous(con, previous)
    _keep_held(con, held)
    con.execute(load_sql(__package__, "identities"))
    carried = carry_over(con.execute(OVERLAPS.format(table="shared_records")).df(), new="cluster", old="customer_id")
    carried = pd.concat([carried, _bring_back(con, carried)], ignore_index=True)
    fresh = _mint(con, carried, member_id, issued)
    ids = pd.concat([carried, fresh], ignore_index=True)
    con.register("ids_frame", ids)
    con.execute("CREATE OR REPLACE TABLE customer_ids AS "
                "SELECT cluster::BIGINT AS cluster, customer_id::VARCHAR AS customer_id FROM ids_frame")
    con.unregister("ids_frame")
    con.execute(LINKS)
    con.execute(EVENTS)


def _keep_previous(con: duckdb.DuckDBPyConnection, previous: pd.DataFrame | None) -> None:
    frame = pd.DataFrame(columns=PREVIOUS_COLUMNS, dtype=object) if previous is None else previous
    frame = frame if "is_retired" in frame.columns else frame.assign(is_retired=False)
    con.register("previous_frame", frame)
    con.execute("CREATE OR REPLACE TABLE previous_links AS SELECT src_sys::VARCHAR AS src_sys, "
                "cust_no::VARCHAR AS cust_no, customer_id::VARCHAR AS customer_id, "
                "is_retired::BOOLEAN AS is_retired FROM previous_frame")
    con.unregister("previous_frame")


def _keep_held(con: duckdb.DuckDBPyConnection, held: pd.DataFrame | None) -> None:
    con.register("held_frame", pd.DataFrame(columns=HELD_COLUMNS, dtype=object) if held is None else held)
    con.execute("CREATE OR REPLACE TABLE held_ids AS SELECT src_sys::VARCHAR AS src_sys, cust_no::VARCHAR AS cust_no, "
                "customer_id::VARCHAR AS customer_id, place::BIGINT AS place FROM held_frame")
    con.unregister("held_frame")


def _bring_back(con: duckdb.DuckDBPyConnection, carried: pd.DataFrame) -> pd.DataFrame:
    """One row per customer without an id whose records held one that nobody has now: cluster, customer_id."""
    held = con.execute(OVERLAPS.format(table="held_records")).df()
    free = ~held["cluster"].isin(carried["cluster"]) & ~held["customer_id"].isin(carried["customer_id"])
    return carry_over(held[free], new="cluster", old="customer_id").astype(carried.dtypes.to_dict())


OVERLAPS = """
SELECT cluster, customer_id FROM {table}
ORDER BY n_own DESC, n_records DESC, n_with_number DESC, first_record, customer_id
"""


def _mint(
    con: duckdb.DuckDBPyConnection, carried: pd.DataFrame, member_id: str, issued: Collection[str]
) -> pd.DataFrame:
    """One row per customer without an id: cluster, customer_id, new and not used before."""
    con.register("carried_frame", carried)
    anchors = con.execute(
        "SELECT cluster, src_sys, cust_no FROM anchors ANTI JOIN carried_frame USING (cluster) "
        "ORDER BY src_sys, cust_no"
    ).df()
    con.unregister("carried_frame")
    taken = {row[0] for row in con.execute("SELECT DISTINCT customer_id FROM previous_links").fetchall()}
    taken |= set(issued) | set(carried["customer_id"])
    minted = mint_ids(member_id, zip(anchors["src_sys"], anchors["cust_no"], strict=True), taken=taken)
    return pd.DataFrame({"cluster": anchors["cluster"], "customer_id": pd.Series(minted, dtype=object)})


LINKS = """
CREATE OR REPLACE TABLE links AS
SELECT r.src_sys, r.cust_no, i.customer_id, c.rule, c.score
FROM records r JOIN clusters c USING (rid) JOIN customer_ids i USING (cluster)
ORDER BY r.src_sys, r.cust_no
"""

EVENTS = """
CREATE OR REPLACE TABLE identity_events AS
WITH alive AS (SELECT DISTINCT customer_id FROM links),
known AS (SELECT DISTINCT customer_id FROM previous_links)
-- a record that returns (is_retired) joins the customer that it had, or another: 'absorb' or 'merge'
SELECT CASE WHEN l.customer_id IS NULL THEN 'retire'
            WHEN l.customer_id = p.customer_id THEN 'absorb'
            WHEN p.customer_id IS NULL AND k.customer_id IS NOT NULL THEN 'absorb'
            WHEN p.customer_id IS NULL THEN 'create'
            WHEN a.customer_id IS NOT NULL OR k.customer_id IS NULL THEN 'split'
            ELSE 'merge' END AS kind,
       coalesce(l.customer_id, p.customer_id) AS customer_id,
       CASE WHEN l.customer_id IS NOT NULL THEN p.customer_id END AS from_customer_id, src_sys, cust_no
FROM links l FULL JOIN previous_links p USING (src_sys, cust_no)
LEFT JOIN alive a ON a.customer_id = p.customer_id
LEFT JOIN known k ON k.customer_id = l.customer_id
WHERE l.customer_id IS DISTINCT FROM p.customer_id AND NOT (l.customer_id IS NULL AND p.is_retired)
   OR l.customer_id = p.customer_id AND p.is_retired
ORDER BY src_sys, cust_no
"""
