"""A pipeline one can read: a list of named stages, each of which leaves named tables that can be printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import duckdb
import pandas as pd

from rccrm_lib.core.errors import RccrmError


@dataclass(frozen=True)
class Stage:
    """One stage: its name, what it does in a sentence, the tables that it leaves, and the step itself."""

    name: str
    does: str
    tables: tuple[str, ...]
    run: Callable[[duckdb.DuckDBPyConnection], None]


def run_stages(con: duckdb.DuckDBPyConnection, stages: Sequence[Stage], *, until: str | None = None) -> None:
    """Run the stages in order, up to and with the stage named `until`."""
    if until is not None and until not in [stage.name for stage in stages]:
        raise RccrmError(f"no stage {until!r}", f"one of {', '.join(stage.name for stage in stages)}", "correct `until`")
    for stage in stages:
        stage.run(con)
        if stage.name == until:
            return


THERE = "SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views()"


def list_stages(con: duckdb.DuckDBPyConnection, stages: Sequence[Stage]) -> pd.DataFrame:
    """One row per stage and table: stage, does, table, n_rows (empty before the stage has run)."""
    there = {row[0] for row in con.execute(THERE).fetchall()}
    rows = [(stage.name, stage.does, table, _count(con, table) if table in there else None)
            for stage in stages for table in stage.tables]
    return pd.DataFrame(rows, columns=["stage", "does", "table", "n_rows"]).astype({"n_rows": "Int64"})


def show_table(con: duckdb.DuckDBPyConnection, stages: Sequence[Stage], table: str, *, n: int = 10) -> pd.DataFrame:
    """The first `n` rows of an intermediate table, in the order of all its columns. It holds people's data as they are."""
    known = [name for stage in stages for name in stage.tables]
    if table not in known:
        raise RccrmError(f"no stage leaves a table {table!r}", f"one of {', '.join(known)}", "correct the name")
    return con.execute(f"SELECT * FROM {table} ORDER BY ALL LIMIT {int(n)}").df()


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
