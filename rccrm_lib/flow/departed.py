"""Records that the bank no longer delivers: whoever was dropped must be seen to leave, not vanish from the past.

Without them the history would hold survivors only: a person missing from this month's file would have no past
balance, could not be counted as lost, and the curves of churn would be too high.
"""

from __future__ import annotations

import duckdb

MASTERS = ("cif_person", "cif_corp")

# One row per record that a month of the history delivered and this month does not: the last month that had it.
DEPARTED = """
CREATE OR REPLACE TEMP TABLE departed AS
WITH seen AS ({seen})
SELECT src_sys, cust_no, max(month) AS month FROM seen
GROUP BY src_sys, cust_no HAVING max(month) < '{month}'
"""

# This month's rows, and the last ones of the departed records.
EXTENDED = """
CREATE OR REPLACE TEMP VIEW {table} AS
SELECT * EXCLUDE (month) FROM {table}_history WHERE month = '{month}'
UNION ALL
SELECT h.* EXCLUDE (month) FROM {table}_history h JOIN departed USING (src_sys, cust_no, month)
"""


def keep_departed(con: duckdb.DuckDBPyConnection, *, month: str) -> int:
    """Extend the views cif_person, cif_corp and cif_cert by departed records; returns how many there are.

    Needs the views `<table>_history` with their column `month`. A certificate that a living record no longer
    has is not brought back.
    """
    seen = " UNION ALL ".join(f"SELECT src_sys, cust_no, month FROM {table}_history" for table in MASTERS)
    con.execute(DEPARTED.format(seen=seen, month=month))
    for table in (*MASTERS, "cif_cert"):
        con.execute(EXTENDED.format(table=table, month=month))
    return int(con.execute("SELECT count(*) FROM departed").fetchall()[0][0])
