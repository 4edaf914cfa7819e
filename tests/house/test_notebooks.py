"""Notebooks show and do not define: about 25 short cells, no stored output, no def."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

MOST_CELLS = 32
MOST_LINES = 12


Book = dict[str, Any]


def _read(path: Path) -> Book:
    """The file as it stands: nbformat would add the ids that are missing."""
    return json.loads(path.read_text(encoding="utf-8"))


def _source(cell: Book) -> str:
    return "".join(cell["source"])


def _code(book: Book) -> list[tuple[int, Book]]:
    return [(number, cell) for number, cell in enumerate(book["cells"]) if cell["cell_type"] == "code"]


def complaints(book: Book, *, numbered: bool) -> list[str]:
    """What is wrong with one notebook, a sentence each."""
    found = []
    if book["metadata"].get("kernelspec", {}).get("name") != "python3":
        found.append("kernelspec must be python3: any other name is unknown on the next machine")
    if len(book["cells"]) > MOST_CELLS:
        found.append(f"{len(book['cells'])} cells, more than {MOST_CELLS}: move work into the library")
    ids = [cell.get("id", "") for cell in book["cells"]]
    if not all(ids) or len(set(ids)) != len(ids):
        found.append("every cell needs an id of its own")
    for number, cell in _code(book):
        if cell.get("outputs") or cell.get("execution_count") is not None:
            found.append(f"cell {number} holds stored output: clear all outputs before committing")
        if len(_source(cell).splitlines()) > MOST_LINES:
            found.append(f"cell {number} has more than {MOST_LINES} lines: one idea a cell")
        plain = "\n".join(
            line for line in _source(cell).splitlines() if not line.lstrip().startswith(("%", "!"))
        )
        if any(
            isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
            for node in ast.walk(ast.parse(plain))
        ):
            found.append(f"cell {number} defines a function or class: move it into rccrm_lib, with a test")
    tagged = [number for number, cell in _code(book) if "parameters" in cell["metadata"].get("tags", [])]
    if numbered and len(tagged) != 1:
        found.append(
            "exactly one cell must be tagged `parameters`: without it papermill runs the defaults and exits 0"
        )
    return found


def test_every_notebook_keeps_the_rules(notebooks: list[Path], repo_root: Path) -> None:
    assert notebooks, "there are no notebooks"
    wrong = [
        f"{path.relative_to(repo_root)}: {sentence}"
        for path in notebooks
        for sentence in complaints(_read(path), numbered=path.parent.name == "notebooks")
    ]
    assert not wrong, "\n".join(wrong)


def test_each_stage_verb_is_called_in_exactly_one_notebook(notebooks: list[Path]) -> None:
    verbs = (
        "flow.ingest_month(",
        "flow.view_customers(",
        "flow.segment_customers(",
        "flow.find_segments(",
        "flow.evaluate_campaigns(",
        "flow.assess_churn(",
        "flow.follow_lifecycle(",
        "flow.list_work(",
        "flow.measure_service(",
    )
    texts = {path.name: "\n".join(_source(cell) for _, cell in _code(_read(path))) for path in notebooks}
    for verb in verbs:
        callers = [name for name, text in texts.items() for _ in range(text.count(verb))]
        assert len(callers) == 1, f"{verb}…) is called in {callers or 'no notebook'}"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda book: book["cells"][0].update(source="def f():\n    return 1"), "defines"),
        (lambda book: book["cells"][0].update(execution_count=3), "stored output"),
        (lambda book: book["cells"][0].update(source=["x = 1\n"] * 40), "one idea"),
        (lambda book: book["cells"][0].update(metadata={}), "parameters"),
        (lambda book: book["metadata"].update(kernelspec={"name": "mine"}), "kernelspec"),
        (lambda book: book["cells"][0].update(id="b"), "id of its own"),
        (lambda book: book["cells"][1].pop("id"), "id of its own"),
    ],
)
def test_the_check_sees_what_is_wrong(change, word: str) -> None:  # type: ignore[no-untyped-def]
    cells = [
        {
            "cell_type": "code",
            "id": "a",
            "metadata": {"tags": ["parameters"]},
            "source": ["month = '2026-09'"],
        },
        {"cell_type": "markdown", "id": "b", "metadata": {}, "source": ["words"]},
    ]
    book = {"metadata": {"kernelspec": {"name": "python3"}}, "cells": cells}
    assert complaints(book, numbered=True) == []
    change(book)
    assert any(word in sentence for sentence in complaints(book, numbered=True))
