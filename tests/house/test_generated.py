"""What is written from something else is current: environment.yml, the data dictionary, the requirements, the locks."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tools.data_dictionary import render_dictionary
from tools.environment import render_environment
from tools.field_register import render_fields
from tools.requirements import all_marks, read_marks, read_rows, render_requirements

LOCKS = ("requirements-build.lock", "requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^([A-Za-z0-9_.-]+)==([^ \\;]+)(?: ;([^\\]*))?", re.MULTILINE)


def pins(lock: Path) -> set[tuple[str, str]]:
    """(name, version) of every package of a lock."""
    return {(name.lower(), version) for name, version, _ in PIN.findall(lock.read_text(encoding="utf-8"))}


@pytest.mark.parametrize(
    ("name", "render"),
    [
        ("environment.yml", render_environment),
        ("docs/data-dictionary.md", render_dictionary),
        ("docs/fields.md", render_fields),
        ("docs/requirements.md", lambda: render_requirements(read_rows(), all_marks())),
    ],
)
def test_a_generated_file_is_current(repo_root: Path, name: str, render) -> None:  # type: ignore[no-untyped-def]
    assert (repo_root / name).read_text(encoding="utf-8") == render(), f"{name} is out of date: make docs"


def test_environment_yml_names_every_dependency(repo_root: Path) -> None:
    project = tomllib.loads((repo_root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (repo_root / "environment.yml").read_text(encoding="utf-8")
    assert [need for need in project["dependencies"] if f'"{need}"' not in text] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_by_hash_and_names_no_address(repo_root: Path, name: str) -> None:
    text = (repo_root / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    pinned = [block for block in blocks if "==" in block.splitlines()[0]]
    assert pinned and not [block for block in pinned if "--hash=sha256:" not in block]
    assert "://" not in text, "an address in a lock would overrule a bank's own mirror"


def test_the_locks_hold_every_dependency(repo_root: Path) -> None:
    project = tomllib.loads((repo_root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {"requirements.lock": project["dependencies"]}
    wanted["requirements-dev.lock"] = project["dependencies"] + project["optional-dependencies"]["dev"]
    for name, needs in wanted.items():
        locked = {package for package, _ in pins(repo_root / name)}
        missing = [need for need in needs if re.split(r"[<>=!~ \[;]", need)[0].lower() not in locked]
        assert not missing, f"{name} lacks {missing}: make lock"


def test_the_developers_lock_holds_the_run_time_lock(repo_root: Path) -> None:
    other = pins(repo_root / "requirements.lock") - pins(repo_root / "requirements-dev.lock")
    assert not other, f"tests would run with other versions than the bank: {other}: make lock"


def test_the_requirements_are_the_111_rows() -> None:
    rows = read_rows()
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids)) == 111
    counts = {letter: sum(row_id.startswith(letter) for row_id in ids) for letter in "ABCDEF"}
    assert counts == {"A": 8, "B": 16, "C": 20, "D": 28, "E": 29, "F": 10}
    assert all(row["zh"] and row["en"] and row["feature"] and row["level"] for row in rows)


def test_a_requirement_is_only_claimed_by_a_journey() -> None:
    """A unit test shows that a part is right, not that a person can use it: the mark is refused there."""
    known = {row["id"] for row in read_rows()}
    wrong = [
        f"{mark.file}::{mark.test} claims {mark.row_id}"
        for mark in all_marks()
        if not mark.drives or mark.row_id not in known
    ]
    assert not wrong, (
        "a req mark belongs on a test in tests/journeys/ or tests/browser/ that takes run_rccrm, run_notebook, "
        "published_sample or page, and names a row of docs/requirements.toml:\n" + "\n".join(wrong)
    )


@pytest.mark.parametrize(
    ("place", "arguments", "drives"),
    [
        ("tests/journeys", "run_rccrm", True),
        ("tests/browser", "page", True),
        ("tests/journeys", "tmp_path", False),
        ("tests/ecif", "run_rccrm", False),
    ],
)
def test_the_reader_of_marks_sees_what_drives(tmp_path: Path, place: str, arguments: str, drives: bool) -> None:
    file = tmp_path / place / "test_x.py"
    file.parent.mkdir(parents=True)
    source = f'import pytest\n@pytest.mark.req("E5.12", "A3")\ndef test_it({arguments}): ...\n'
    file.write_text(source, encoding="utf-8")
    marks = read_marks(file, tmp_path)
    assert [(mark.row_id, mark.drives) for mark in marks] == [("E5.12", drives), ("A3", drives)]
    whole = [{key: text for key, text in row.items() if key != "missing"} for row in read_rows()]
    assert ("2 of 111 rows work today" in render_requirements(whole, marks)) is drives
    partly = [{**row, "missing": "the rest"} for row in whole]
    assert "0 of 111 rows work today" in render_requirements(partly, marks)
    assert ("missing: the rest" in render_requirements(partly, marks)) is drives
