"""Resolve the locks again: python tools/lock.py [--upgrade] (make lock). Needs uv, which only this step uses.

The locks hold names, versions and hashes, and no address of a registry: pip takes the packages from
whatever index or mirror the machine is configured for.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMON = (
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-annotate",
    "--custom-compile-command",
    "make lock",
    "--quiet",
)
BUILD = "setuptools>=77\n"  # builds the one package that is published without a wheel


def lock_all(uv: str, *extra: str) -> None:
    """Write the three locks; the developers' lock keeps every version of the run-time lock."""

    def compile_lock(name: str, *arguments: str, text: str | None = None) -> None:
        subprocess.run(
            [uv, "pip", "compile", *COMMON, *extra, *arguments, "-o", name],
            cwd=ROOT,
            check=True,
            input=text,
            text=True,
            stdout=subprocess.DEVNULL,
        )

    compile_lock("requirements-build.lock", "-", text=BUILD)
    compile_lock("requirements.lock", "pyproject.toml")
    compile_lock("requirements-dev.lock", "--extra", "dev", "-c", "requirements.lock", "pyproject.toml")


def main() -> int:
    """Command line."""
    uv = shutil.which("uv")
    if uv is None:
        print("rccrm: 生成锁文件需要 uv / uv is needed to resolve the locks: pip install uv", file=sys.stderr)
        return 1
    lock_all(uv, *(["--upgrade"] if "--upgrade" in sys.argv[1:] else []))
    return 0


if __name__ == "__main__":
    sys.exit(main())
