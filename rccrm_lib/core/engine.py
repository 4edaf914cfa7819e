"""The engine for big tables: DuckDB, opened the same way everywhere, and Parquet written the same way twice."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import tempfile
import traceback
from importlib import resources
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from rccrm_lib.core.errors import RccrmError


def open_engine(
    *, threads: int = 2, memory: str = "3GB", temp_dir: str | Path | None = None
) -> duckdb.DuckDBPyConnection:
    """An empty in-memory DuckDB that writes nothing into the home folder and loads nothing from a network."""
    # by account: one account cannot write into a folder that another made
    spill = Path(temp_dir) if temp_dir else Path(tempfile.gettempdir()) / f"rccrm-spill-{os.getuid()}"
    con = duckdb.connect(
        ":memory:",
        config={
            "threads": threads,
            "memory_limit": memory,
            "temp_directory": str(spill),
            "extension_directory": str(spill / "extensions"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": True,
        },
    )
    # in a notebook DuckDB draws a bar for whatever takes two seconds: a slow day would publish other bytes than a quick one
    con.execute("SET enable_progress_bar = false")
    return con


@atexit.register
def _release_engines() -> None:
    """Let go of what the last error's frames hold: DuckDB prints pages of warnings over engines left at the end."""
    error = getattr(sys, "last_value", None)
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__context__
    gc.collect()


def load_sql(package: str, name: str) -> str:
    """The text of a .sql file that lies beside a module, e.g. load_sql(__package__, "links")."""
    return resources.files(package).joinpath(f"{name}.sql").read_text(encoding="utf-8")


def quote_path(path: str | Path) -> str:
    """A path as a SQL string."""
    return "'" + str(path).replace("'", "''") + "'"


def write_parquet(con: duckdb.DuckDBPyConnection, query: str, path: str | Path, *, order_by: list[str]) -> None:
    """Write the rows of a query; the same rows give the same bytes when `order_by` is a whole key.

    HUGEINT would silently become DOUBLE in Parquet, so it is refused: cast sums to BIGINT.
    """
    described = con.execute(f"DESCRIBE {query}").fetchall()
    huge = [row[0] for row in described if row[1] in ("HUGEINT", "UHUGEINT")]
    if huge:
        raise RccrmError(f"columns {huge} are HUGEINT", "BIGINT", "cast the sum: sum(x)::BIGINT")
    order = ", ".join(order_by) if order_by else "ALL"
    con.execute(
        f"COPY (SELECT * FROM ({query}) ORDER BY {order}) TO {quote_path(path)} "
        "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
    )


def write_frame(con: duckdb.DuckDBPyConnection, frame: pd.DataFrame, path: str | Path, *, order_by: list[str]) -> None:
    """Write a small frame like `write_parquet`."""
    con.register("frame_to_write", frame)
    write_parquet(con, "SELECT * FROM frame_to_write", path, order_by=order_by)
    con.unregister("frame_to_write")


def create_view(con: duckdb.DuckDBPyConnection, name: str, path: str | Path) -> None:
    """A view over a Parquet file (or a glob of them)."""
    con.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet({quote_path(path)})")


def read_coded(con: duckdb.DuckDBPyConnection, query: str) -> pd.DataFrame:
    """The rows of a query as a frame, each text kept once: for one row per customer and month, some millions.

    Text columns are categorical, with the categories in the order of their first row; dates are datetime64.
    """
    _refuse_without_order(query)
    table = con.sql(query).to_arrow_table()
    for place, column in enumerate(table.schema):
        if pa.types.is_string(column.type):
            table = table.set_column(place, column.name, table[place].combine_chunks().dictionary_encode())
    return table.to_pandas(date_as_object=False, split_blocks=True, self_destruct=True)


def read_coded_file(path: str | Path, columns: list[str]) -> pd.DataFrame:
    """Columns of a Parquet file in the order of its rows, as `read_coded` hands them over."""
    texts = [column.name for column in pq.read_schema(path) if pa.types.is_string(column.type)]
    table = pq.read_table(path, columns=columns, read_dictionary=texts)
    return table.to_pandas(date_as_object=False, split_blocks=True, self_destruct=True)


def read_frame(con: duckdb.DuckDBPyConnection, query: str, parameters: dict[str, str] | None = None) -> pd.DataFrame:
    """The rows of a query as a frame (one row per customer or less, please), in the order that the query names.

    A query without ORDER BY is refused: two threads hand its rows over in any order, and a page or a notebook
    that shows them would differ from run to run.
    """
    _refuse_without_order(query)
    return con.execute(query, parameters).df()


def _refuse_without_order(query: str) -> None:
    if "ORDER BY" not in query.upper():
        raise RccrmError("the query names no order of its rows", "ORDER BY a whole key",
                         "add ORDER BY: without it the same inputs do not give the same bytes")
