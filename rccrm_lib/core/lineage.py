"""Where a figure came from: hashes of files, of the code, and one way to write JSON."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

CODE_SUFFIXES = {".py", ".sql", ".toml", ".j2", ".css", ".html", ".typ"}


def sha256_file(path: str | Path) -> str:
    """The SHA-256 of a file, read in blocks."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def code_version() -> str:
    """Version and hash of the sources, the notebooks and the locked libraries: one code version, the same code."""
    import rccrm_lib

    package = Path(rccrm_lib.__file__).parent
    root, digest = package.parent, hashlib.sha256()
    sources = [path for path in package.rglob("*") if path.suffix in CODE_SUFFIXES and "__pycache__" not in path.parts]
    sources += [*(root / "notebooks").glob("*.ipynb"), *root.glob("requirements.lock")]
    for path in sorted(sources):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return f"{rccrm_lib.__version__}+{digest.hexdigest()[:12]}"


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return value.name
    if hasattr(value, "item"):  # numpy scalars
        return value.item()
    raise TypeError(f"cannot write {type(value).__name__} as JSON")


def canonical_json(value: Any) -> str:
    """The same value always gives the same text: sorted keys, no NaN, one line feed at the end."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False, default=_plain) + "\n"


def hash_text(text: str) -> str:
    """SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
