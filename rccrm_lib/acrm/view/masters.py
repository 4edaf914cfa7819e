"""The masters of the month, and from earlier months' masters the contracts that have been dropped since.

A bank drops matured wealth holdings and old closed accounts from its masters. Their balances of past months
still belong to somebody: without the earlier masters they would fall out of the customers' history, and every
customer would seem to have grown.
"""

from __future__ import annotations

import duckdb

#: Kind -> (contract table, column of the number that balances carry).
MASTERS = {
    "demand": ("acct_demand", "account_id"),
    "time": ("acct_time", "account_id"),
    "wealth": ("wealth", "holding_id"),
    "loan": ("loan", "loan_id"),
}


def create_masters(con: duckdb.DuckDBPyConnection) -> None:
    """One row per contract: temp views `view_demand`, `view_time`, `view_wealth`, `view_loan` with `dropped_on`.

    Earlier masters are used where a view `<table>_history` (contract columns and `month`) exists; the last row of
    a dropped contract counts. `dropped_on` is the end of the month after the last master that had it.
    """
    earlier = {kind: table for kind, (table, _) in MASTERS.items() if _exists(con, f"{table}_history")}
    _create_dropped(con, wanted=bool(earlier))
    for kind, (table, key) in MASTERS.items():
        dropped = ""
        if kind in earlier:
            con.execute(f"""
                CREATE OR REPLACE TEMP TABLE view_dropped_{kind} AS
                SELECT * EXCLUDE month, last_day(last_day(strptime(month, '%Y-%m')::DATE) + 1) AS dropped_on
                FROM {table}_history
                WHERE {key} IN (SELECT account_id FROM view_dropped) AND month IN (SELECT month FROM view_months)
                QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY month DESC) = 1
            """)
            dropped = f"UNION ALL BY NAME FROM view_dropped_{kind}"
        con.execute(
            f"CREATE OR REPLACE TEMP VIEW view_{kind} AS SELECT *, NULL::DATE AS dropped_on FROM {table} {dropped}"
        )


def _create_dropped(con: duckdb.DuckDBPyConnection, *, wanted: bool) -> None:
    """One row per number that has a balance in the history and stands in no master of the month."""
    absent = " ".join(f"ANTI JOIN (SELECT {key} AS account_id FROM {table}) USING (account_id)"
                      for table, key in MASTERS.values())
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE view_dropped AS WITH numbers AS MATERIALIZED "
        f"(SELECT DISTINCT account_id FROM bal_month_history WHERE {wanted}) SELECT account_id FROM numbers {absent}"
    )


def _exists(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    found = con.execute("SELECT 1 FROM information_schema.tables WHERE table_name = ?", [name]).fetchall()
    return bool(found)
