"""Settings that come with the package: what holds where a bank has no file of its own."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any


def read_packaged(name: str) -> dict[str, Any]:
    """The body of core/defaults/<name>.toml, the same as the project's settings/<name>.toml."""
    text = resources.files("rccrm_lib.core").joinpath("defaults", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
