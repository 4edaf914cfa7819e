"""What the house rules look at: the files of the checkout, without what git ignores."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEVER_OURS = (".venv/", ".git/", ".state/", "outputs/", "warehouse/", "store/")


def _listed_by_git() -> list[str] | None:
    """Tracked files and new ones that git does not ignore; None where there is no git."""
    try:
        done = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True
        )
    except FileNotFoundError:
        return None
    return [name for name in done.stdout.decode().split("\0") if name] if done.returncode == 0 else None


@pytest.fixture(scope="session")
def checkout() -> list[Path]:
    """Every file of the checkout that is, or could be, committed."""
    names = _listed_by_git()
    if names is None:
        names = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file()]
        names = [name for name in names if not name.startswith(NEVER_OURS) and "__pycache__" not in name]
    return [ROOT / name for name in sorted(set(names)) if (ROOT / name).is_file()]


@pytest.fixture(scope="session")
def library(checkout: list[Path]) -> list[Path]:
    """The Python files of rccrm_lib."""
    return [path for path in checkout if path.suffix == ".py" and path.is_relative_to(ROOT / "rccrm_lib")]


@pytest.fixture(scope="session")
def notebooks(checkout: list[Path]) -> list[Path]:
    """Every committed notebook."""
    return [path for path in checkout if path.suffix == ".ipynb"]


@pytest.fixture(scope="session")
def pages(checkout: list[Path]) -> list[Path]:
    """Every committed Markdown page."""
    return [path for path in checkout if path.suffix == ".md"]
