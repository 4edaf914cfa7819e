"""The code that a loaded month depends on: what ingest imports, directly or through others, and the files that it reads.

A month is loaded anew when any of it changes, and stays when other rooms change: loading a year of a large member takes minutes.
"""

from __future__ import annotations

import ast
import threading
from functools import cache
from pathlib import Path

import rccrm_lib
from rccrm_lib.core.lineage import canonical_json, hash_text, sha256_file

PACKAGE = "rccrm_lib"
#: Read as files, not imported.
DATA = ("ingest/*.sql", "core/contracts/*.toml", "core/catalogue/ingest.toml")
#: Is hashed, but not what it imports: the settings of every room. What a month is loaded by stands in its fingerprint as values
#: (mapping, limits); a test sees to it that ingest reads no other settings.
NOT_FOLLOWED = ("core/settings.py",)
_PARSING = threading.Lock()


def code_hash() -> str:
    """The hash of the code that runs. Months are loaded side by side, and Python must not parse in two threads at once."""
    with _PARSING:
        return _code_hash()


@cache
def _code_hash() -> str:
    return hash_code(Path(rccrm_lib.__file__).parent)


def hash_code(root: Path) -> str:
    """Hash of the sources, contracts and words that a loaded month depends on; `root` is the package's folder."""
    files = sorted({*code_files(root), *(path for pattern in DATA for path in root.glob(pattern))})
    return hash_text(canonical_json({path.relative_to(root).as_posix(): sha256_file(path) for path in files}))


def code_files(root: Path) -> set[Path]:
    """The .py files of ingest and every file of the package that they import, anywhere in the file, and so on."""
    found: set[Path] = set()
    waiting = [*(root / "ingest").glob("*.py")]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        if path.relative_to(root).as_posix() not in NOT_FOLLOWED:
            waiting += _imported(path, root)
    return found


def _imported(path: Path, root: Path) -> list[Path]:
    """The files behind a source's imports of this package."""
    package = ".".join([PACKAGE, *path.relative_to(root).parent.parts])
    files: list[Path] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names = [base, *(f"{base}.{alias.name}" for alias in node.names)]  # a name may be a module
        else:
            continue
        files += [file for name in names for file in _files_of(name, root)]
    return files


def _files_of(module: str, root: Path) -> list[Path]:
    """The file of a module, and the __init__ files above it, which run before it; nothing for what is no module of ours."""
    first, *parts = module.split(".")
    if first != PACKAGE:
        return []
    packages = [root.joinpath(*parts[:n], "__init__.py") for n in range(len(parts) + 1)]
    own = root.joinpath(*parts).with_suffix(".py") if parts else root / "__init__.py"
    return [file for file in [own, *packages] if file.is_file()]
