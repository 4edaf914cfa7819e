"""What people have decided about pairs of records: confirmed pairs must meet, denied pairs must not, until revoked."""

from __future__ import annotations

import duckdb
import pandas as pd

from rccrm_lib.core.engine import load_sql
from rccrm_lib.core.errors import InputError

DECISION_COLUMNS = ["a_src_sys", "a_cust_no", "b_src_sys", "b_cust_no", "decision"]
PRINT_COLUMNS = ["a_print", "b_print"]
SAME, DIFFERENT = "same", "different"
#: What a person saw of a record: when one of these standard forms changes, the answer is asked again.
SEEN = ("name_key", "cert_no", "birth_on", "sex", "phone", "address_key", "org_code", "legal_name")
PRINT = "left(sha256(concat_ws(chr(31), " + ", ".join(f"coalesce({name}::VARCHAR, '')" for name in SEEN) + ")), 16)"

APPLY = """
CREATE OR REPLACE TABLE decided_pairs AS
SELECT least(x.rid, y.rid) AS a, greatest(x.rid, y.rid) AS b, d.decision,
       coalesce(d.a_print <> x.print OR d.b_print <> y.print, FALSE) AS is_outdated,
       d.a_src_sys, d.a_cust_no, d.b_src_sys, d.b_cust_no
FROM decisions_frame d JOIN printed x ON x.src_sys = d.a_src_sys AND x.cust_no = d.a_cust_no
JOIN printed y ON y.src_sys = d.b_src_sys AND y.cust_no = d.b_cust_no
WHERE x.rid <> y.rid AND x.party_kind = y.party_kind;
INSERT INTO edges SELECT a, b, 'CONFIRMED' FROM decided_pairs WHERE decision = 'same';
INSERT INTO cannot_links SELECT a, b, 'DENIED' FROM decided_pairs WHERE decision = 'different';
"""
PRINTED = f"""
CREATE OR REPLACE TEMP TABLE printed AS SELECT rid, party_kind, src_sys, cust_no, {PRINT} AS print FROM records
WHERE (src_sys, cust_no) IN (SELECT (a_src_sys, a_cust_no) FROM decisions_frame UNION ALL
                             SELECT (b_src_sys, b_cust_no) FROM decisions_frame)
"""


def apply_decisions(con: duckdb.DuckDBPyConnection, decisions: pd.DataFrame | None) -> None:
    """One row per decided pair of records: leaves `decided_pairs`, adds to edges and cannot_links.

    `decisions`: a_src_sys, a_cust_no, b_src_sys, b_cust_no, decision ("same" or "different"), and where known a_print, b_print
    (`read_prints` of the records as the person saw them). Pairs whose records are no longer delivered, and pairs of a
    person and an organisation, have no effect.
    """
    frame = pd.DataFrame(columns=DECISION_COLUMNS, dtype=object) if decisions is None else decisions
    wrong = sorted(set(frame["decision"]) - {SAME, DIFFERENT})
    if wrong:
        raise InputError(f"unknown decision {wrong}", f"{SAME} or {DIFFERENT}", "correct the decisions", column="decision")
    frame = frame.reindex(columns=[*DECISION_COLUMNS, *PRINT_COLUMNS]).astype(object)
    columns = ", ".join(f"{name}::VARCHAR AS {name}" for name in frame.columns)
    con.register("decisions_given", frame.where(frame.notna(), None))
    con.execute(f"CREATE OR REPLACE TEMP TABLE decisions_frame AS SELECT {columns} FROM decisions_given")
    con.unregister("decisions_given")
    con.execute(PRINTED)
    con.execute(APPLY)


def ask_about_pairs(con: duckdb.DuckDBPyConnection) -> None:
    """One row per pair and reason that a person should look at: leaves `review_pairs`; says in `decided_pairs` what acted.

    Pairs that data or people have settled are not asked; an answer is asked again when the data of a record changed since, or
    when other answers stand against it.
    """
    con.execute(load_sql(__package__, "review_pairs"))


def read_prints(con: duckdb.DuckDBPyConnection, records: list[tuple[str, str]]) -> list[str | None]:
    """The print of each record (src_sys, cust_no) of `records`; None where the month does not know it."""
    query = f"SELECT {PRINT} FROM records WHERE src_sys = ? AND cust_no = ?"
    found = [con.execute(query, list(one)).fetchone() for one in records]
    return [row[0] if row else None for row in found]
