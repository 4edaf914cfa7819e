"""The one way to read published customers: an engine that holds only what one person may see.

Rows of customers out of reach are not in it; columns that the post is not given are missing; masked fields are masked.
`customers_whole`, which searching and lifting a mask need, is read in `core.org` only; a test of the house keeps it so.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pandas as pd

from rccrm_lib.core.engine import create_view, open_engine, quote_path
from rccrm_lib.core.org.columns import (
    FIELD_COLUMNS,
    OPTIONAL,
    column_sql,
    given_columns,
    given_home_columns,
    is_given,
    known_columns,
)
from rccrm_lib.core.org.scope import PublishedMonth, Scope, find_scope
from rccrm_lib.core.people import Person
from rccrm_lib.core.roles import Role

MEMORY = "1GB"
NOBODY = pd.DataFrame({"customer_id": [], "manager_id": []}, dtype="object")
#: Masters of codes, and what is known per reason: nothing of a customer is in them.
MASTERS = {"village": "village_id", "village_months": "village_id", "manager": "manager_id", "org": "org_id",
           "worklist_feedback": "reason"}
#: Tables that name the manager who looks after a customer.
REASSIGNED = ("customer_months", "worklist_items")
#: Counts by manager; cut to the managers of customers in reach.
COUNTS = ("worklist_suppressed",)


def open_scoped(
    month: PublishedMonth, person: Person, role: Role, *, covered: Sequence[str] = (), assigned: pd.DataFrame | None = None
) -> tuple[duckdb.DuckDBPyConnection, Scope]:
    """An engine with a view per table, cut to what the person may see, and the scope that it was cut by.

    `assigned`: customer_id, manager_id of those who changed hands since the month (no manager: the pool); from the day on they
    are the new manager's, and no longer the old one's. `beyond` keeps, of households, how many members are out of reach.
    Masters have one row per code: the one of the month.
    """
    con = open_engine(threads=2, memory=MEMORY)
    scope = find_scope(con, month, person, role, covered=covered)
    _create_reach(con, month, scope, assigned)
    con.execute(f"CREATE VIEW customers_whole AS {_cut(con, 'customers', month.tables, scope, whole=True)}")
    for name in tables_in(month.tables):
        con.execute(f"CREATE VIEW {name} AS {_cut(con, name, month.tables, scope)}")
    _create_beyond(con, month.tables, scope)
    _create_homes(con, month.tables, scope)
    _create_loads(con, month.tables, scope)
    for name, key in MASTERS.items():
        _create_master(con, name, key, month)
    for name in COUNTS:
        if (month.tables / f"{name}.parquet").is_file():
            con.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({quote_path(month.tables / f'{name}.parquet')}) "
                        "SEMI JOIN (SELECT manager_id FROM customer_months) USING (manager_id)")
    return con, scope


def tables_in(tables: Path) -> list[str]:
    """The tables of customers that a month was published with; the optional ones where they are there."""
    return [name for name in FIELD_COLUMNS if name not in OPTIONAL or (tables / f"{name}.parquet").is_file()]


def masters_in(tables: Path) -> set[str]:
    """The masters that a month was published with."""
    return {name for name in MASTERS if (tables / f"{name}.parquet").is_file()}


def reveal(con: duckdb.DuckDBPyConnection, scope: Scope, customer_id: str, field: str) -> str:
    """A masked field of one customer in reach, whole. Raises PermissionError for a post that may not, KeyError out of reach.

    Whoever calls this has written the audit row before.
    """
    if field not in scope.role.unmask:
        raise PermissionError("this post may not see this field whole")
    row = con.execute(f"SELECT {field} FROM customers_whole WHERE customer_id = ?", [customer_id]).fetchone()
    if row is None:
        raise KeyError("no such customer in reach")
    return str(row[0] or "")


def find_busiest(tables: Path) -> tuple[str, str]:
    """The manager with the most customers, and the branch of most of them: numbers of the bank, nobody's data."""
    with open_engine(threads=1, memory=MEMORY) as con:
        row = con.execute(
            f"""SELECT manager_id, mode(branch_id) FROM read_parquet({quote_path(tables / "customer_months.parquet")})
            WHERE manager_id IS NOT NULL GROUP BY manager_id ORDER BY count(*) DESC, manager_id LIMIT 1"""
        ).fetchone()
    return (str(row[0]), str(row[1] or "")) if row else ("", "")


def published_managers(tables: Path, customers: Sequence[str]) -> dict[str, str]:
    """Customer -> the manager of the published month, of these customers: numbers of the bank, nobody's data."""
    with open_engine(threads=1, memory=MEMORY) as con:
        source = quote_path(tables / "customer_months.parquet")
        rows = con.execute(f"""SELECT customer_id, coalesce(manager_id, '') FROM read_parquet({source})
            WHERE customer_id IN (SELECT unnest(?))""", [list(customers)]).fetchall()
    return {str(customer): str(manager) for customer, manager in rows}


def names_of_left(tables: Path, role: Role, manager_id: str, customers: Sequence[str]) -> dict[str, str]:
    """Customer -> masked name, of these customers who were the manager's in the published month: whom they knew, and lost."""
    with open_engine(threads=1, memory=MEMORY) as con:
        people, months = (quote_path(tables / f"{name}.parquet") for name in ("customers", "customer_months"))
        name = column_sql("customers", "name", role, always_masked=True)
        rows = con.execute(f"""SELECT customer_id, {name} FROM read_parquet({people}) WHERE customer_id IN (SELECT unnest(?))
            AND customer_id IN (SELECT customer_id FROM read_parquet({months}) WHERE manager_id = ?)""",
            [list(customers), manager_id]).fetchall()
    return {str(customer): str(name or "") for customer, name in rows}


def _create_reach(con: duckdb.DuckDBPyConnection, month: PublishedMonth, scope: Scope, assigned: pd.DataFrame | None) -> None:
    """`reach`: the customers in reach today; `assigned`: those of them who changed hands since the month."""
    condition, values = scope.condition()
    con.register("changed", NOBODY if assigned is None else assigned[["customer_id", "manager_id"]])
    con.execute("CREATE TABLE assigned (customer_id VARCHAR, manager_id VARCHAR)")
    con.execute("INSERT INTO assigned FROM changed")
    con.unregister("changed")
    people = quote_path(month.tables / "customers.parquet")
    con.execute(f"""CREATE TABLE reach AS SELECT c.customer_id
        FROM read_parquet({people}) c LEFT JOIN {_source("customer_months", month.tables)} m USING (customer_id)
        WHERE {condition}""", values)
    con.execute("DELETE FROM assigned WHERE customer_id NOT IN (FROM reach)")


def _source(table: str, tables: Path) -> str:
    """A published table as it is today: where it names the manager of a customer, the one of today."""
    source = f"read_parquet({quote_path(tables / f'{table}.parquet')})"
    if table not in REASSIGNED:
        return source
    keeper = "CASE WHEN assigned.customer_id IS NULL THEN rows.manager_id ELSE nullif(assigned.manager_id, '') END"
    return f"(SELECT rows.* REPLACE ({keeper} AS manager_id) FROM {source} rows LEFT JOIN assigned USING (customer_id))"


def _cut(con: duckdb.DuckDBPyConnection, table: str, tables: Path, scope: Scope, *, whole: bool = False) -> str:
    """The query of a published table as a person sees it."""
    source = _source(table, tables)
    there = [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
    known, given = known_columns(table), given_columns(table, scope.role)
    shown = [name if whole and name in given else column_sql(table, name, scope.role) for name in there if name in known]
    rows = "" if is_given(table, scope.role) else " WHERE FALSE"
    return f"SELECT {', '.join(shown)} FROM {source} SEMI JOIN reach USING (customer_id){rows}"


def _create_beyond(con: duckdb.DuckDBPyConnection, tables: Path, scope: Scope) -> None:
    """One row per household in which somebody is out of reach: how many; of households in reach only."""
    home = f"read_parquet({quote_path(tables / 'household_members.parquet')})"
    con.execute(f"""CREATE VIEW beyond AS SELECT household_id, count(*) AS n
        FROM {home} ANTI JOIN reach USING (customer_id) SEMI JOIN household_members USING (household_id) GROUP BY household_id""")


def _create_homes(con: duckdb.DuckDBPyConnection, tables: Path, scope: Scope) -> None:
    """Sums over households of which nobody is out of reach: a sum of two of whom one is would tell what the other has."""
    path = tables / "household_months.parquet"
    if not path.is_file():  # a month that was published before there was one
        return
    source = f"read_parquet({quote_path(path)})"
    there = {row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    shown = ("household_id", *(name for name in given_home_columns(scope.role) if name in there))
    tiers = tables / "household_tiers.parquet"
    if scope.level("tier") != "hidden" and tiers.is_file():
        source = f"{source} LEFT JOIN (SELECT household_id, tier FROM read_parquet({quote_path(tiers)})) USING (household_id)"
        shown = (*shown, "tier")
    con.execute(f"""CREATE VIEW household_months AS SELECT {', '.join(shown)} FROM {source}
        SEMI JOIN household_members USING (household_id) ANTI JOIN beyond USING (household_id)""")


def _create_loads(con: duckdb.DuckDBPyConnection, tables: Path, scope: Scope) -> None:
    """What managers carry, of those in reach: the own number, the own branch or the whole member; a manager also gets the
    means of the own branch, in customers and minutes. Nothing of a customer is in them.
    """
    path = tables / "portfolio_loads.parquet"
    if not path.is_file() or scope.role.level("manager") == "hidden":
        return
    source = f"read_parquet({quote_path(path)})"
    con.execute("CREATE TABLE load_reach (code VARCHAR)")
    con.executemany("INSERT INTO load_reach VALUES (?)", [[code] for code in (*scope.managers, *scope.units, "")])
    rows = "NOT " + str(bool(scope.refused)).upper() if scope.whole_member else (
        "branch_id IN (FROM load_reach) OR manager_id IN (FROM load_reach)")
    con.execute(f"CREATE VIEW portfolio_loads AS SELECT * FROM {source} WHERE {rows}")
    con.execute(f"""CREATE VIEW branch_loads AS SELECT branch_id, count(*) AS n_managers, avg(n_before) AS n_mean,
        avg(minutes_before) AS minutes_mean FROM {source} SEMI JOIN portfolio_loads USING (branch_id) GROUP BY branch_id""")


def _create_master(con: duckdb.DuckDBPyConnection, name: str, key: str, month: PublishedMonth) -> None:
    """A master with one row per code: the one that holds at the end of the month, otherwise the last one."""
    path = month.tables / f"{name}.parquet"
    if not path.is_file():
        return
    create_view(con, f"{name}_rows", path)
    there = {row[0] for row in con.execute(f"DESCRIBE {name}_rows").fetchall()}
    held = f"coalesce(valid_from_on, DATE '0001-01-01') <= DATE '{month.as_of}'"
    order = f"{held} DESC, valid_from_on DESC NULLS LAST" if "valid_from_on" in there else key
    con.execute(f"CREATE VIEW {name} AS SELECT * FROM {name}_rows "
                f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {order}) = 1")
