"""Write environment.yml from pyproject.toml, for people who live in conda: python tools/environment.py.

conda gives the interpreter only; the packages come through pip with the ranges of pyproject.toml. The supported
way to set up is `make setup`, which installs the hashed lock.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "environment.yml"


def render_environment(pyproject: Path = ROOT / "pyproject.toml") -> str:
    """The text of environment.yml."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    lines = [
        "# Written by tools/environment.py from pyproject.toml (make docs); do not edit.",
        f"name: {project['name']}",
        "dependencies:",
        f'  - "python{project["requires-python"]}"',
        "  - pip",
        "  - pip:",
        *(f'      - "{requirement}"' for requirement in project["dependencies"]),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TARGET.write_text(render_environment(), encoding="utf-8")
