"""The law of imports: ground <- rooms <- flow <- apps, desk, cli. A room imports the ground and itself, no other room."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = "rccrm_lib"
GROUND = {"facts": {"facts"}, "stats": {"stats", "facts"}, "core": {"core", "facts", "stats"}}
WINGS = ("acrm", "ocrm")  # a wing holds rooms and no code of its own
CLI = ("cli", "__main__")
TOP = ("flow", "apps", "desk", *CLI)
NO_HANDLES = {"duckdb", "sqlite3", "os", "pathlib", "tempfile", "shutil", "subprocess"}
CLOCKS = {"today", "now", "utcnow"}


def unit_of(module: str) -> str:
    """The room, ground or storey a dotted module name belongs to: 'acrm.view', 'core', 'flow', '' for the package."""
    parts = module.split(".")[1:]
    if parts and parts[0] in WINGS:
        return ".".join(parts[:2])
    return parts[0] if parts else ""


def module_of(path: Path, root: Path) -> str:
    """The dotted name of a file below `root`."""
    parts = list(path.relative_to(root).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_modules(tree: ast.AST, module: str, *, is_package: bool) -> list[tuple[int, str]]:
    """(line, dotted name) of every import, anywhere in the file; relative ones resolved."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = module.split(".")[: len(module.split(".")) - node.level + is_package]
                base = ".".join([*above, base] if base else above)
            # `from rccrm_lib import ecif` and `from rccrm_lib.acrm import view` name rooms, not values
            if base == PACKAGE or base in {f"{PACKAGE}.{wing}" for wing in WINGS}:
                found += [(node.lineno, f"{base}.{alias.name}") for alias in node.names]
            else:
                found.append((node.lineno, base))
    return found


def is_room(unit: str) -> bool:
    """Whether a unit is a room, rather than ground, a storey above, or the package itself."""
    return bool(unit) and unit not in GROUND and unit not in TOP and unit not in WINGS


def allowed(own: str, other: str) -> bool:
    """Whether the arrow own -> other may exist."""
    if other in ("", "__version__") or other == own:
        return True
    if own in GROUND:
        return other in GROUND[own]
    if own in WINGS or own == "":
        return False
    below = other in GROUND
    if own == "flow":
        return below or is_room(other)
    if own in ("apps", "desk"):
        return below or is_room(other) or other == "flow"
    return own in CLI or below


def broken_arrows(source: str, module: str, *, is_package: bool = False) -> list[str]:
    """One sentence for every import of this source that the law forbids."""
    own = unit_of(module)
    sentences = []
    for line, name in imported_modules(ast.parse(source), module, is_package=is_package):
        if name.split(".")[0] != PACKAGE:
            if own in ("facts", "stats") and name.split(".")[0] in NO_HANDLES:
                sentences.append(
                    f"{module}:{line} imports {name}: {own} is pure; what touches disk belongs in core"
                )
            elif name.split(".")[0] == "sqlite3" and own != "core":
                sentences.append(f"{module}:{line} imports sqlite3: only core opens a database of decisions")
        elif not allowed(own, unit_of(name)):
            sentences.append(
                f"{module}:{line} imports {name}: {own or 'the package'} may not know {unit_of(name)}. "
                "Let flow hand it over as a frame, or move what both need down into the ground"
            )
    return sentences


def test_no_file_breaks_the_law_of_imports(library: list[Path], repo_root: Path) -> None:
    broken = [
        sentence
        for path in library
        for sentence in broken_arrows(
            path.read_text(encoding="utf-8"),
            module_of(path, repo_root),
            is_package=path.name == "__init__.py",
        )
    ]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    ("module", "source", "word"),
    [
        ("rccrm_lib.ecif.match", "from rccrm_lib.ingest import load_month", "ingest"),
        ("rccrm_lib.acrm.value.tiers", "from rccrm_lib.acrm.view import build_customer_months", "acrm.view"),
        ("rccrm_lib.acrm.value.tiers", "from rccrm_lib.acrm import churn", "acrm.churn"),
        ("rccrm_lib.acrm.value.tiers", "from ..churn import spells", "acrm.churn"),
        ("rccrm_lib.core.store", "import rccrm_lib.ecif", "ecif"),
        ("rccrm_lib.facts.names", "from rccrm_lib.core import engine", "core"),
        ("rccrm_lib.facts.names", "from pathlib import Path", "pure"),
        ("rccrm_lib.reports.month", "def f():\n    from rccrm_lib import flow", "flow"),
        ("rccrm_lib.flow.month", "from rccrm_lib.apps import serve", "apps"),
        ("rccrm_lib.flow.tiers", "from rccrm_lib import desk", "desk"),
        ("rccrm_lib.desk.slicer", "from rccrm_lib.apps import sight", "apps"),
        ("rccrm_lib.ecif.match", "import sqlite3", "sqlite3"),
    ],
)
def test_the_check_sees_a_forbidden_arrow(module: str, source: str, word: str) -> None:
    assert [sentence for sentence in broken_arrows(source, module) if word in sentence]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("rccrm_lib.flow.month", "from rccrm_lib.acrm import view\nfrom rccrm_lib import ecif"),
        ("rccrm_lib.cli", "from rccrm_lib.apps.serve import serve"),
        ("rccrm_lib.apps.card_state", "from rccrm_lib import flow"),
        ("rccrm_lib.acrm.value.tiers", "from .bridge import bridge\nfrom rccrm_lib.stats import intervals"),
    ],
)
def test_the_check_lets_a_lawful_arrow_pass(module: str, source: str) -> None:
    assert broken_arrows(source, module) == []


def test_no_clock_below_flow(library: list[Path], repo_root: Path) -> None:
    """The day enters at the top as `as_of` or `month`; a room that asks the clock gives another answer tomorrow."""
    asking = []
    for path in library:
        unit = unit_of(module_of(path, repo_root))
        if not (is_room(unit) or unit in ("facts", "stats")):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in CLOCKS
            ):
                asking.append(f"{path.relative_to(repo_root)}:{node.lineno} calls {ast.unparse(node.func)}()")
    assert not asking, "\n".join(asking)
