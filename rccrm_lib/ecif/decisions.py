"""What people have decided about pairs of records: confirmed pairs must meet, denied pairs must not."""

from __future__ import annotations

import duckdb
import pandas as pd

from rccrm_lib.core.errors import InputError

DECISION_COLUMNS = ["a_src_sys", "a_cust_no", "b_src_sys", "b_cust_no", "decision"]
SAME, DIFFERENT = "same", "different"

APPLY = """
CREATE OR REPLACE TABLE decided_pairs AS
SELECT least(x.rid, y.rid) AS a, greatest(x.rid, y.rid) AS b, d.decision
FROM decisions_frame d JOIN records x ON x.src_sys = d.a_src_sys AND x.cust_no = d.a_cust_no
JOIN records y ON y.src_sys = d.b_src_sys AND y.cust_no = d.b_cust_no
WHERE x.rid <> y.rid AND x.party_kind = y.party_kind;
INSERT INTO edges SELECT a, b, 'CONFIRMED' FROM decided_pairs WHERE decision = 'same';
INSERT INTO cannot_links SELECT a, b, 'DENIED' FROM decided_pairs WHERE decision = 'different';
DELETE FROM reviews USING decided_pairs d WHERE reviews.a = d.a AND reviews.b = d.b;
"""


def apply_decisions(con: duckdb.DuckDBPyConnection, decisions: pd.DataFrame | None) -> None:
    """One row per decided pair of records: adds to edges and cannot_links, and asks no settled pair again.

    `decisions`: a_src_sys, a_cust_no, b_src_sys, b_cust_no, decision ("same" or "different"); pairs whose records
    are no longer delivered, and pairs of a person and an organisation, have no effect.
    """
    frame = pd.DataFrame(columns=DECISION_COLUMNS, dtype=object) if decisions is None else decisions
    wrong = sorted(set(frame["decision"]) - {SAME, DIFFERENT})
    if wrong:
        raise InputError(f"unknown decision {wrong}", f"{SAME} or {DIFFERENT}", "correct the decisions", column="decision")
    con.register("decisions_frame", frame[DECISION_COLUMNS].astype(object))
    con.execute(APPLY if len(frame) else APPLY.replace("d.a_src_sys", "d.a_src_sys::VARCHAR"))
    con.unregister("decisions_frame")
