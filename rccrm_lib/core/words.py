"""One catalogue of words, Chinese and English; a missing word is an error, never a silent key on a page."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("zh", "en")


@cache
def load_catalogue() -> dict[str, dict[str, str]]:
    """"<part>.<section>.<key>" -> {"zh": …, "en": …}."""
    catalogue: dict[str, dict[str, str]] = {}
    folder = resources.files(__package__).joinpath("catalogue")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            part = file.name.removesuffix(".toml")
            _collect(catalogue, part, tomllib.loads(file.read_text(encoding="utf-8")))
    return catalogue


def _collect(catalogue: dict[str, dict[str, str]], prefix: str, node: dict[str, Any]) -> None:
    if set(node) == set(LANGUAGES) and all(isinstance(text, str) for text in node.values()):
        catalogue[prefix] = node
        return
    for key, child in node.items():
        if not isinstance(child, dict):
            raise KeyError(f"{prefix}.{key} needs both languages: {{ zh = …, en = … }}")
        _collect(catalogue, f"{prefix}.{key}", child)


class Words:
    """The catalogue in one language: words("report.title", member="…")."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise KeyError(f"language {language!r}: expected one of {LANGUAGES}")
        self.language = language

    def __call__(self, key: str, **values: Any) -> str:
        """The text of a key with its values filled in."""
        catalogue = load_catalogue()
        if key not in catalogue:
            raise KeyError(f"no word for {key!r}: add it to the catalogue in both languages")
        text = catalogue[key][self.language]
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Whether the catalogue holds this key."""
        return key in load_catalogue()

    def pick(self, zh: str, en: str) -> str:
        """One of two texts that came with the data (a tier's name, a member's name)."""
        return zh if self.language == "zh" else en
