"""Notebooks and documents show nobody's identity: no valid identity number, no mobile number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

IDENTITY = re.compile(r"(?<![0-9A-Za-z])(\d{17}[0-9Xx])(?![0-9A-Za-z])")
MOBILE = re.compile(
    r"(?<![0-9A-Za-z.])1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}(?![0-9A-Za-z])"
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PUBLISHED = {
    "34052419800101001X",
    "11010519491231002X",
    "440524188001010014",
}  # the examples of GB 11643-1999


def is_valid_identity(number: str) -> bool:
    """Whether 18 characters end in the right check character (ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number[:17], strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


def leaks(text: str) -> list[str]:
    """Personal numbers in a text, shortened so that the message does not leak them again."""
    numbers = [n for n in IDENTITY.findall(text) if n.upper() not in PUBLISHED and is_valid_identity(n)]
    return [f"identity number {n[0]}…{n[-2:]}" for n in numbers] + [
        f"mobile {n[:3]}…" for n in MOBILE.findall(text)
    ]


def test_no_notebook_or_page_names_a_person(
    notebooks: list[Path], pages: list[Path], repo_root: Path
) -> None:
    found = [
        f"{path.relative_to(repo_root)}: {leak}"
        for path in [*notebooks, *pages]
        for leak in leaks(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("text", ["身份证 " + "36010219900307" + "4519", "tel. " + "138" + "00138000"])
def test_the_scan_sees_a_person(text: str) -> None:
    number = next(iter(IDENTITY.findall(text)), "")
    if number:  # give the made-up number its right check character
        text = next(
            text.replace(number, number[:17] + c) for c in "0123456789X" if is_valid_identity(number[:17] + c)
        )
    assert leaks(text)


def test_the_published_examples_may_stand() -> None:
    assert leaks(" ".join(PUBLISHED)) == []
