"""The months of the history, and what the bank supplied: two small tables that every statement of the room reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import duckdb

from rccrm_lib.acrm.view.masters import MASTERS
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.facts.calendar import days_in_month, month_end, month_start, parse_month

Supplied = Mapping[str, Collection[str]]
SERVICES = ("card", "ebank", "share", "payroll", "loan_credit", "loan_guarantor")
#: Flag -> (table, column) that a household's exposure needs.
EXPOSURE = {"column_overdue": ("loan", "overdue_days"), "column_class5": ("loan", "class5"),
            "column_mature": ("acct_time", "mature_on")}


def create_months(con: duckdb.DuckDBPyConnection, *, month: str, months: Collection[str]) -> list[str]:
    """One row per month of the history: temp table `view_months`; returns the months, oldest first.

    A month before this one without any delivered balance is left out: it is not a month of zeros.
    """
    wanted = sorted({parse_month(one) for one in [*months, month]})
    if wanted[-1] != month:
        raise RccrmError(f"history month {wanted[-1]} lies after the month {month}", f"months up to {month}",
                         "hand over the months of the history only")
    delivered = {row[0] for row in con.execute("SELECT DISTINCT month FROM bal_month_history").fetchall()}
    con.execute(
        "CREATE OR REPLACE TEMP TABLE view_months (month VARCHAR, month_start_on DATE, month_end_on DATE, "
        "n_days BIGINT, is_current BOOLEAN, has_balances BOOLEAN)"
    )
    rows = [
        (one, month_start(one), month_end(one), days_in_month(one), one == month, one in delivered)
        for one in wanted if one == month or one in delivered
    ]
    con.executemany("INSERT INTO view_months VALUES (?, ?, ?, ?, ?, ?)", rows)
    return [row[0] for row in rows]


def create_supplied(con: duckdb.DuckDBPyConnection, *, supplied: Supplied | None) -> None:
    """One row: temp table `view_supplied`, one flag per source of this month that may be missing.

    Needs the views of `create_masters`. `supplied` is what ingest recorded (table -> columns). Without it, a
    table without rows and a column without values count as not supplied, so that a figure reads "not supplied"
    rather than 0.
    """
    flags = {
        f"table_{kind}": _has_table(con, f"view_{kind}" if supplied is None else table, supplied)
        for kind, (table, _) in MASTERS.items()
    }
    flags |= {f"table_{name}": _has_table(con, name, supplied) for name in SERVICES}
    # balances and what moved them are decided month by month in month_supply.sql; `supplied` is about this month
    for flag, column in {"column_in": "customer_in_fen", "column_out": "customer_out_fen"}.items():
        flags[flag] = supplied is None or column in supplied.get("bal_month", ())
    for flag, (table, column) in EXPOSURE.items():
        flags[flag] = column in supplied.get(table, ()) if supplied is not None else _any(
            con, f"SELECT 1 FROM {table} WHERE {column} IS NOT NULL")
    flags["txn_counts"] = _has_column(con, "txn_history", "initiator", supplied)
    flags["txn_channels"] = flags["txn_counts"] and _has_column(con, "txn_history", "channel", supplied)
    columns = ", ".join(f"{'TRUE' if value else 'FALSE'} AS {name}" for name, value in flags.items())
    con.execute(f"CREATE OR REPLACE TEMP TABLE view_supplied AS SELECT {columns}")


def _any(con: duckdb.DuckDBPyConnection, query: str) -> bool:
    return bool(con.execute(f"{query} LIMIT 1").fetchall())


def _has_table(con: duckdb.DuckDBPyConnection, table: str, supplied: Supplied | None) -> bool:
    if supplied is not None:
        return bool(supplied.get(table))
    return _any(con, f"SELECT 1 FROM {table}")


def _has_column(con: duckdb.DuckDBPyConnection, history: str, column: str, supplied: Supplied | None) -> bool:
    """Whether this month's rows of a history hold the column at all; an empty month holds nothing."""
    if supplied is not None and column not in supplied.get(history.removesuffix("_history"), ()):
        return False
    current = "month IN (SELECT month FROM view_months WHERE is_current)"
    return _any(con, f"SELECT 1 FROM {history} WHERE {current} AND {column} IS NOT NULL")
