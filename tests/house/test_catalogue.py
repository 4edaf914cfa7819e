"""Every word a person reads stands in the catalogue, in Chinese and in English."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

from rccrm_lib.core.words import load_catalogue

KEY = re.compile(r"[a-z_]+(\.[a-zA-Z0-9_]+){1,3}\Z")


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def is_said(words: dict[str, str]) -> bool:
    """Both languages say it; only a Chinese measure word of one character may have no English."""
    zh, en = words["zh"].strip(), words["en"].strip()
    return bool(zh) and (bool(en) or len(zh) == 1)


def test_every_word_has_both_languages() -> None:
    silent = [key for key, words in load_catalogue().items() if not is_said(words)]
    assert not silent, silent
    assert is_said({"zh": "种", "en": ""}) and not is_said({"zh": "客户", "en": " "})


def test_both_languages_fill_in_the_same_values() -> None:
    unlike = [key for key, words in load_catalogue().items() if _fields(words["zh"]) != _fields(words["en"])]
    assert not unlike, f"zh and en name different placeholders: {unlike}"


def used_keys(source: str) -> list[tuple[int, str]]:
    """(line, key) of every literal key handed to something called words, `words(...)` or `self.words(...)`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        key = node.args[0].value
        if name in ("words", "_words") and isinstance(key, str) and KEY.match(key):
            found.append((node.lineno, key))
    return found


def test_every_word_that_the_code_asks_for_exists(library: list[Path], repo_root: Path) -> None:
    catalogue = load_catalogue()
    missing = [
        f"{path.relative_to(repo_root)}:{line} {key}"
        for path in library
        for line, key in used_keys(path.read_text(encoding="utf-8"))
        if key not in catalogue
    ]
    assert not missing, "no such word:\n" + "\n".join(missing)


def test_the_search_sees_a_key() -> None:
    assert used_keys("self.words('report.title', member=1)\nwords('a.b')\nother('a.b')") == [
        (1, "report.title"),
        (2, "a.b"),
    ]
