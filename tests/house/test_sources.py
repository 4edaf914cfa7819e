"""Sources: short files, public functions that say what they do, nothing of one machine, nothing that is not ours."""

from __future__ import annotations

import ast
import re
from pathlib import Path

MOST_LINES = 400
MOST_BYTES = 6_000_000
HOMES = re.compile(r"/(?:home|Users)/(?!<)[A-Za-z0-9_.-]+/|/" + r"root/|[A-Z]:\\\\?Users\\")
REGISTRIES = re.compile(
    r"https?://[^\s\"'<>]*(?:"
    + "|".join(["pypi", "pythonhosted", "npmjs", "anaconda", "aliyun", "tsinghua"])
    + r")\b"
    r"|^--(?:extra-)?index-" + r"url|^--find-" + "links",
    re.MULTILINE | re.IGNORECASE,
)
FORBIDDEN = re.compile(
    r"(^|/)(uv\.lock|pylock\.toml|poetry\.lock|Pipfile\.lock|package-lock\.json|\.DS_Store|id_rsa|.*\.(pyc|sqlite|pem|key|whl))$"
    r"|^(\.github|\.venv|outputs|warehouse|store|\.state)/|(^|/)(\.ipynb_checkpoints|__pycache__)/|(^|/)\.env$"
)


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def test_no_source_file_is_an_attic(checkout: list[Path], repo_root: Path) -> None:
    long = [
        f"{path.relative_to(repo_root)}: {n} lines; look for the room that is missing"
        for path in checkout
        if path.suffix in (".py", ".sql", ".js", ".css")
        and (n := len((_text(path) or "").splitlines())) > MOST_LINES
    ]
    assert not long, "\n".join(long)


def missing_docstrings(source: str) -> list[str]:
    """Public functions, methods and classes without a docstring, as 'line name'."""
    tree = ast.parse(source)
    bodies = [tree.body] + [
        node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name[0] != "_"
    ]
    return [
        f"{node.lineno} {node.name}"
        for body in bodies
        for node in body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and node.name[0] != "_"
        and not ast.get_docstring(node)
    ]


def test_every_public_function_says_what_it_does(library: list[Path], repo_root: Path) -> None:
    silent = [
        f"{path.relative_to(repo_root)}:{name}"
        for path in library
        for name in missing_docstrings(path.read_text(encoding="utf-8"))
    ]
    assert not silent, "no docstring:\n" + "\n".join(silent)


def test_the_docstring_check_sees_a_silent_function() -> None:
    assert missing_docstrings(
        "def load(): ...\ndef _own(): ...\nclass A:\n    'said'\n    def b(self): ..."
    ) == ["1 load", "5 b"]


def test_no_file_names_a_machine(checkout: list[Path], repo_root: Path) -> None:
    here = str(repo_root) + "/"
    named = [
        f"{path.relative_to(repo_root)}: {found}"
        for path in checkout
        if (text := _text(path)) is not None
        and (found := here if here in text else next((m.group() for m in HOMES.finditer(text)), ""))
    ]
    assert not named, "folders of one machine:\n" + "\n".join(named)


def test_no_file_names_a_package_registry(checkout: list[Path], repo_root: Path) -> None:
    named = [
        f"{path.relative_to(repo_root)}: {match.group()}"
        for path in checkout
        if (text := _text(path)) is not None and (match := REGISTRIES.search(text))
    ]
    assert not named, "a bank's own mirror must win, so no file may name another:\n" + "\n".join(named)


def test_the_checks_see_what_they_look_for() -> None:
    assert HOMES.search("open('/" + "home/anna/x.csv')") and not HOMES.search("/home/<you>/x")
    assert REGISTRIES.search("https://" + "pypi.org/simple") and REGISTRIES.search(
        "--index-" + "url https://x"
    )
    assert (
        FORBIDDEN.search("uv.lock")
        and FORBIDDEN.search(".github/workflows/a.yml")
        and FORBIDDEN.search("a/b.sqlite")
    )
    assert not FORBIDDEN.search("requirements.lock") and not FORBIDDEN.search("rccrm_lib/core/store.py")


def test_nothing_is_committed_that_is_not_ours(checkout: list[Path], repo_root: Path) -> None:
    names = [path.relative_to(repo_root).as_posix() for path in checkout]
    assert not [name for name in names if FORBIDDEN.search(name)]


def test_no_file_is_too_big_for_git(checkout: list[Path], repo_root: Path) -> None:
    assert not [f"{path.relative_to(repo_root)}" for path in checkout if path.stat().st_size > MOST_BYTES]
