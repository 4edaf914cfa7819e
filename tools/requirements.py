"""Write docs/requirements.md from docs/requirements.toml and the tests: python tools/requirements.py (make docs).

A row works only when a test carries `@pytest.mark.req("<id>")` and drives what a person would use: it lies in
tests/journeys/ or tests/browser/ and takes one of the fixtures that run a command, a notebook or a page.
The tests are read, not run: `make test` runs them, so a row cannot both work and fail.
"""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "requirements.md"
JOURNEYS = ("tests/journeys", "tests/browser")
DRIVERS = ("run_rccrm", "run_notebook", "published_sample", "page", "page_server")
ABOUT = """# Requirements 需求对照

Written by `tools/requirements.py` from `docs/requirements.toml` and the tests; do not edit (`make docs`).
The rows are the noun phrases of an article of 2013-11-29 by Zhou Bin of the Jiangxi Provincial Rural Credit Union.
**works** means: the tests that are named run a command, a notebook or a page and check what a person would see.
Everything else is **not yet**. Where tests show a part of a row, they are named together with what is missing.
"""


@dataclass(frozen=True)
class Mark:
    """One `req` mark on one test: the row, the test, its file and the fixtures it takes."""

    row_id: str
    test: str
    file: str
    fixtures: tuple[str, ...]

    @property
    def drives(self) -> bool:
        """Whether the test may show a row working."""
        return self.file.startswith(tuple(f"{folder}/" for folder in JOURNEYS)) and any(
            fixture in DRIVERS for fixture in self.fixtures
        )


def _row_ids(decorator: ast.expr) -> list[str]:
    """The ids in `@pytest.mark.req("A1", "A2")`; nothing for other decorators."""
    if not (isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.req"):
        return []
    return [str(ast.literal_eval(argument)) for argument in decorator.args]


def read_marks(file: Path, root: Path = ROOT) -> list[Mark]:
    """Every `req` mark in one test file."""
    place = file.relative_to(root).as_posix()
    marks = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            is_class = isinstance(node, ast.ClassDef)
            fixtures = () if is_class else tuple(argument.arg for argument in node.args.args)  # type: ignore[union-attr]
            marks += [
                Mark(row_id, node.name, place, fixtures)
                for d in node.decorator_list
                for row_id in _row_ids(d)
            ]
    return marks


def all_marks(root: Path = ROOT) -> list[Mark]:
    """Every `req` mark under tests/, in the order of files and lines."""
    return [mark for file in sorted((root / "tests").rglob("test_*.py")) for mark in read_marks(file, root)]


def read_rows(root: Path = ROOT) -> list[dict[str, str]]:
    """The rows of docs/requirements.toml."""
    return tomllib.loads((root / "docs" / "requirements.toml").read_text(encoding="utf-8"))["row"]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _state(row: dict[str, str], tests: list[Mark]) -> str:
    if not tests:
        return "not yet"
    named = "<br>".join(f"[{m.test.removeprefix('test_').replace('_', ' ')}](../{m.file})" for m in tests)
    return f"not yet; a part works: {named}<br>missing: {row['missing']}" if "missing" in row else f"**works**: {named}"


def _row(row: dict[str, str], tests: list[Mark]) -> str:
    cells = [row["id"], row["level"], f"{row['zh']}<br>{row['en']}", row["feature"], _state(row, tests)]
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def render_requirements(rows: list[dict[str, str]], marks: list[Mark]) -> str:
    """The text of docs/requirements.md."""
    tests: dict[str, list[Mark]] = {row["id"]: [] for row in rows}
    for mark in marks:
        if mark.drives and mark.row_id in tests:
            tests[mark.row_id].append(mark)
    working = sum(bool(tests[row["id"]]) and "missing" not in row for row in rows)
    partly = sum(bool(tests[row["id"]]) and "missing" in row for row in rows)
    lines = [
        ABOUT,
        f"**{working} of {len(rows)} rows work today, a part of {partly} more.**",
        "",
        "| id | level | requirement 需求 | what a working feature would be | state |",
        "| --- | --- | --- | --- | --- |",
        *(_row(row, tests[row["id"]]) for row in rows),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.write_text(render_requirements(read_rows(), all_marks()), encoding="utf-8")
