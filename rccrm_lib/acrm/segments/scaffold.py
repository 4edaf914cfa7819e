"""A new segmenter as a package to fill in: it works as it stands, and passes the conformance suite."""

from __future__ import annotations

import keyword
import re
from importlib import resources
from pathlib import Path

from rccrm_lib.core.errors import RccrmError

_NAME = re.compile(r"[a-z][a-z0-9_]{1,40}")


def start_segmenter(name: str, folder: Path) -> list[str]:
    """Write `<folder>/rccrm-segmenter-<name>/`; returns what to say. Nothing that exists is overwritten."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise RccrmError(f"segmenter name {name!r}", "2 to 41 lower-case letters, digits and _, a letter first",
                         "choose such a name: it becomes the name of a package")
    words = {"name": name, "dashed": name.replace("_", "-"), "package": f"rccrm_segmenter_{name}",
             "class": "".join(part.capitalize() for part in name.split("_")) + "Segmenter"}
    target = folder / f"rccrm-segmenter-{words['dashed']}"
    if target.exists():
        raise RccrmError(f"{target} exists already", "a name that is free", "choose another name; nothing was changed")
    (target / words["package"]).mkdir(parents=True)
    (target / "pyproject.toml").write_text(_fill("pyproject.toml", words), encoding="utf-8")
    (target / "README.md").write_text(_fill("README.md", words), encoding="utf-8")
    (target / words["package"] / "__init__.py").write_text(_fill("__init__.py", words), encoding="utf-8")
    return [
        f"segmenter: {target}",
        f"  {words['package']}/__init__.py    fill in fit and assign; it works as it stands",
        f"next: pip install -e {target} && rccrm check {words['package']}:{words['class']}",
    ]


def _fill(file: str, words: dict[str, str]) -> str:
    text = resources.files(__package__).joinpath("template", f"{file}.tpl").read_text(encoding="utf-8")
    for key, value in words.items():
        text = text.replace(f"@{key}@", value)
    return text
