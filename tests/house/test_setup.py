"""`make setup` says in one line, in Chinese and English, why it cannot go on; nobody meets a traceback of pip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LOCKS = ("requirements-build.lock", "requirements.lock", "requirements-dev.lock")
NEEDED = ("Makefile", "pyproject.toml", *LOCKS, "tools")
PROGRAMS = ("sh", "awk", "dirname")


@pytest.fixture
def bare_checkout(tmp_path: Path, repo_root: Path) -> Path:
    """What `make setup` reads, in a folder of its own and without an environment."""
    folder = tmp_path / "check out"
    folder.mkdir()
    for name in NEEDED:
        source = repo_root / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, folder / name)
    return folder


@pytest.fixture
def only_path(tmp_path: Path) -> Path:
    """A folder for PATH that holds a shell and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for program in PROGRAMS:
        found = shutil.which(program)
        assert found, f"{program} is not on this machine"
        (folder / program).symlink_to(found)
    return folder


def put_python(folder: Path, name: str, script: str) -> None:
    """A program that answers like some Python."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)


def make_setup(checkout: Path, path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`make setup` with a home that does not exist and nothing on PATH but `path`."""
    make = shutil.which("make")
    if make is None:
        pytest.skip("MAKE ABSENT: install make to test the set-up")
    return subprocess.run([make, "setup", *arguments], cwd=checkout, capture_output=True, text=True, timeout=120,
                          env={"PATH": str(path), "HOME": "", "LANG": "C.UTF-8", **environment})


def said(done: subprocess.CompletedProcess[str]) -> str:
    """The one line that is ours; make adds its own line about the failed target."""
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line and not line.startswith("make")]
    errors = [line for line in lines if "installing" not in line]
    assert done.returncode != 0 and len(errors) == 1, done.stdout + done.stderr
    assert errors[0].startswith("rccrm: ") and " / " in errors[0] and "Traceback" not in errors[0]
    assert any("\u4e00" <= character <= "\u9fff" for character in errors[0].split(" / ")[0])
    return errors[0]


def test_no_python_at_all(bare_checkout: Path, only_path: Path) -> None:
    assert "no working Python found" in said(make_setup(bare_checkout, only_path))


def test_a_python_that_is_too_old_is_named(bare_checkout: Path, only_path: Path) -> None:
    put_python(only_path, "python3", "echo 'old 3.9.18'")
    line = said(make_setup(bare_checkout, only_path))
    assert "python3 3.9.18" in line and "3.11 or newer" in line


def test_a_python_without_venv_is_named(bare_checkout: Path, only_path: Path) -> None:
    put_python(only_path, "python3.12", "echo 'bare 3.12.1'")
    assert "python3-venv" in said(make_setup(bare_checkout, only_path))


def test_a_shim_that_fails_is_passed_over(bare_checkout: Path, only_path: Path) -> None:
    put_python(only_path, "python3.13", "echo 'python3.13: command not found' >&2; exit 127")
    put_python(only_path, "python3", "echo 'old 3.8.1'")
    assert "python3 3.8.1" in said(make_setup(bare_checkout, only_path))


def test_the_python_that_is_asked_for_is_taken_or_refused(bare_checkout: Path, only_path: Path) -> None:
    put_python(only_path, "python3.12", "echo 'ok 3.12.1'")
    assert "/nowhere/python3" in said(make_setup(bare_checkout, only_path, "PYTHON=/nowhere/python3"))


@pytest.mark.slow
def test_no_network_is_one_line(bare_checkout: Path, only_path: Path) -> None:
    put_python(only_path, "python3", f'exec "{sys.executable}" "$@"')
    done = make_setup(bare_checkout, only_path, PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_CONFIG_FILE=os.devnull)
    assert "cannot be reached" in said(done)
    assert "requirements" not in done.stdout and (bare_checkout / ".state" / "setup.log").stat().st_size > 0


def test_a_program_before_the_set_up_says_so(bare_checkout: Path) -> None:
    done = subprocess.run(["sh", bare_checkout / "tools" / "with-env", "rccrm"], capture_output=True, text=True)
    assert done.returncode == 1 and "make setup" in done.stderr


def test_programs_need_no_home(bare_checkout: Path, tmp_path: Path) -> None:
    """A service account without a home runs the month: everything that is kept lies in the project's folder."""
    (bare_checkout / ".venv" / "bin").mkdir(parents=True)
    put_python(bare_checkout / ".venv" / "bin", "python", "")
    show = 'echo "$HOME"; echo "$MPLCONFIGDIR"; echo "$JUPYTER_RUNTIME_DIR"'
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "none"), "XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(["sh", bare_checkout / "tools" / "with-env", "sh", "-c", show], capture_output=True,
                          text=True, env=environment)
    assert done.returncode == 0, done.stderr
    home, matplotlib, runtime = (Path(line) for line in done.stdout.splitlines())
    assert home.is_relative_to(bare_checkout) and matplotlib.is_relative_to(bare_checkout)
    assert runtime.is_dir() and runtime.parent in (tmp_path, bare_checkout / ".state")
