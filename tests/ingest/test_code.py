"""Which code decides whether a loaded month is loaded anew: found by the imports, so that nobody can forget to name it."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

import rccrm_lib
from rccrm_lib.ingest.code import code_files, code_hash, hash_code

PACKAGE = Path(rccrm_lib.__file__).parent
#: What ingest may read of the settings: the limits stand in the fingerprint; folders, threads and memory change no row.
SETTINGS_READ = {"ingest", "member", "paths", "run"}
SETTINGS_OF_A_FILE = {"delimiter", "has_month", "names"}  # of the mapping, which stands in the fingerprint too


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The package's files that can matter, copied."""
    for part in ("ingest", "core", "facts", "ecif", "stats"):
        shutil.copytree(PACKAGE / part, tmp_path / "rccrm_lib" / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(PACKAGE / "__init__.py", tmp_path / "rccrm_lib")
    return tmp_path / "rccrm_lib"


def append(path: Path) -> None:
    with path.open("a", encoding="utf-8") as stream:
        stream.write("\n")


@pytest.mark.parametrize("name", [
    "ingest/decoder.py", "ingest/balances.sql", "core/contracts.py", "core/contracts/txn.toml", "core/engine.py",
    "core/settings.py", "core/privacy/masks_sql.py", "core/words.py", "core/catalogue/ingest.toml", "facts/calendar.py",
    "core/__init__.py",
])
def test_a_change_of_what_loading_uses_is_another_code(package: Path, name: str) -> None:
    before = hash_code(package)
    assert before == code_hash()
    append(package / name)
    assert hash_code(package) != before


@pytest.mark.parametrize("name", [
    "ecif/cluster.py", "core/store/audit.py", "core/people.py", "core/tier_settings.py", "core/catalogue/report.toml",
    "core/privacy/small_counts.py", "stats/ols.py",
])
def test_a_change_elsewhere_leaves_the_loaded_months_alone(package: Path, name: str) -> None:
    before = hash_code(package)
    append(package / name)
    assert hash_code(package) == before


@pytest.mark.parametrize("words", [
    "from rccrm_lib.core.people import People", "import rccrm_lib.core.people", "from rccrm_lib.core import people",
    "from ..core import people", "def f():\n    from rccrm_lib.core import people",
])
def test_a_new_import_is_found_however_it_is_written(package: Path, words: str) -> None:
    assert package / "core" / "people.py" not in code_files(package)
    (package / "ingest" / "decoder.py").write_text(words + "\n", encoding="utf-8")
    assert package / "core" / "people.py" in code_files(package)


def test_ingest_reads_no_settings_but_those_of_the_fingerprint() -> None:
    """The settings' own imports are not part of the code: a room's settings decide nothing about a loaded month."""
    read = {node.attr for path in (PACKAGE / "ingest").glob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Attribute) and (
                (isinstance(node.value, ast.Name) and node.value.id == "settings")
                or (isinstance(node.value, ast.Attribute) and node.value.attr == "settings"))}
    assert SETTINGS_READ <= read <= SETTINGS_READ | SETTINGS_OF_A_FILE
