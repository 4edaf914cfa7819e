"""Pages read published customers through `core.org` only: nothing else decides whose customers and which fields."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

#: What reads a table without asking whose eyes it is for.
READERS = {"read_parquet", "read_table", "ParquetFile", "read_schema", "open_engine", "create_view", "read_coded_file",
           "scan_parquet"}
MODULES = {"duckdb", "pyarrow", "pandas"}
#: Words of SQL in a text that name a file, or the customers before they are masked.
IN_TEXT = ("read_parquet", "parquet_scan", "customers_whole", "COPY ", ".parquet'")
OWN = "rccrm_lib/core/org/"


def readers_past_the_scope(source: str) -> list[str]:
    """What in a page's source reads a table past the scope, as 'line what'."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [f"{node.lineno} import {alias.name}" for alias in node.names if alias.name.split(".")[0] in MODULES]
        elif isinstance(node, ast.ImportFrom):
            if (node.module or "").split(".")[0] in MODULES:
                found.append(f"{node.lineno} from {node.module}")
            found += [f"{node.lineno} {alias.name}" for alias in node.names if alias.name in READERS]
        elif isinstance(node, ast.Attribute) and node.attr in READERS:
            found.append(f"{node.lineno} .{node.attr}")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += [f"{node.lineno} {word!r}" for word in IN_TEXT if word in node.value]
    return found


def test_no_page_reads_a_published_table_past_the_scope(library: list[Path], repo_root: Path) -> None:
    past = [f"{path.relative_to(repo_root)}:{what}" for path in library if path.is_relative_to(repo_root / "rccrm_lib" / "apps")
            for what in readers_past_the_scope(path.read_text(encoding="utf-8"))]
    assert not past, "read it through core.org.reading.open_scoped:\n" + "\n".join(past)


def test_only_core_org_reads_customers_before_they_are_masked(library: list[Path], repo_root: Path) -> None:
    named = [path.relative_to(repo_root).as_posix() for path in library if "customers_whole" in path.read_text(encoding="utf-8")]
    assert named and all(name.startswith(OWN) for name in named), named


@pytest.mark.parametrize(
    "source",
    ["import duckdb", "import pandas as pd", "from rccrm_lib.core.engine import open_engine",
     "con.execute(f\"SELECT * FROM read_parquet('{x}')\")", "from rccrm_lib.core import engine\nengine.create_view(c, 'a', p)",
     "con.execute('SELECT name FROM customers_whole')", "def f():\n    from pyarrow import parquet"],
)
def test_the_check_sees_a_reader_past_the_scope(source: str) -> None:
    assert readers_past_the_scope(source)


def test_the_check_lets_a_page_read_what_is_cut() -> None:
    assert readers_past_the_scope("from rccrm_lib.apps.tables import open_tables\nc.execute('SELECT name FROM customers')") == []
