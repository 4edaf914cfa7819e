"""Bad days of a machine: no space, no rights, a kill in the middle. Nothing is lost, and the next run is as if undisturbed."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT, _child_environment, copy_project

MEMBER, MONTH = "360199", "2026-09"


@pytest.fixture
def project(published_sample, tmp_path) -> Path:
    """The published sample's project, copied."""
    return copy_project(published_sample.config, tmp_path / "copy").parent


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def start(command: list[str], project: Path, home: Path, **more) -> subprocess.Popen:
    asked = [sys.executable, "-m", "rccrm_lib", *command, "--month", MONTH, "--config", str(project / "config.toml")]
    return subprocess.Popen(asked, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
                            env=_child_environment(home), **more)


def limit_files() -> None:
    """No file may grow beyond 60 kB: the disk is full in the middle of a table."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))


def test_a_full_disk_while_loading_is_said_and_the_loaded_month_stays(project, child_home):
    warehouse = project / "warehouse" / MEMBER
    before = contents(warehouse)
    extra = project / "corrections" / MEMBER / f"{MONTH}.csv"
    extra.parent.mkdir(parents=True)
    extra.write_text("file,sha256,line,n_lines,row,author,reason\nx,0,1,1,y,a,b\n", "utf-8")  # another fingerprint: load anew
    child = start(["ingest"], project, child_home, preexec_fn=limit_files)
    _, said = child.communicate(timeout=300)
    assert child.returncode == 1, said
    assert "cannot write" in said and "What to do" in said and "Traceback" not in said
    assert contents(warehouse) == before
    assert not [path for path in warehouse.iterdir() if "staging" in path.name]


def test_outputs_where_nobody_may_write_are_said(project, child_home):
    """/proc takes no file of anybody, root included."""
    config = project / "config.toml"
    config.write_text(config.read_text("utf-8").replace((project / "outputs").as_posix(), "/proc/outputs"), "utf-8")
    child = start(["run"], project, child_home)
    _, said = child.communicate(timeout=300)
    assert child.returncode == 1 and "cannot write" in said and "What to do" in said and "Traceback" not in said


def test_outputs_that_are_a_file_are_said(project, child_home):
    shutil.rmtree(project / "outputs")
    (project / "outputs").write_text("not a folder")
    child = start(["run"], project, child_home)
    _, said = child.communicate(timeout=300)
    assert child.returncode == 1 and "What to do" in said and "Traceback" not in said


def wait_for(condition, child: subprocess.Popen) -> None:
    """Wait until something is there, or the run has ended."""
    for _ in range(3000):
        if condition() or child.poll() is not None:
            return
        time.sleep(0.02)


def kill(child: subprocess.Popen) -> None:
    """End it and its kernels at once, in the middle of its work."""
    assert child.poll() is None, "it ended before it could be killed"
    os.killpg(child.pid, signal.SIGKILL)
    child.wait(timeout=60)
    child.stdout.close(), child.stderr.close()


def test_a_kill_while_loading_leaves_no_half_month_and_the_next_load_is_the_same(
    project, child_home, published_sample, run_rccrm
):
    loaded = project / "warehouse" / MEMBER / MONTH
    shutil.rmtree(loaded)
    child = start(["ingest"], project, child_home)
    wait_for(lambda: any(loaded.parent.glob(f".{MONTH}.staging-*/*.parquet")), child)
    kill(child)
    assert not loaded.exists(), "half a month must not look like a month"
    done = run_rccrm("ingest", "--month", MONTH, "--config", str(project / "config.toml"))
    assert done.returncode == 0, done.stderr
    assert contents(loaded) == contents(published_sample.config.parent / "warehouse" / MEMBER / MONTH)


def test_a_kill_in_the_middle_leaves_the_last_month_and_the_next_run_is_the_same(
    project, child_home, published_sample, run_rccrm
):
    published = project / "outputs" / MEMBER / MONTH
    before = contents(published)
    child = start(["run"], project, child_home)
    wait_for(lambda: any(published.parent.glob(f".{MONTH}.staging-*/tables/links.parquet")), child)
    kill(child)
    assert contents(published) == before
    done = run_rccrm("run", "--month", MONTH, "--config", str(project / "config.toml"), timeout=600)
    assert done.returncode == 0, done.stderr
    assert contents(published) == contents(published_sample.folder)
    left = [path.name for path in published.parent.iterdir() if "staging" in path.name or ".old" in path.name]
    assert left == []


def test_a_merge_that_breaks_a_limit_is_not_published(project, child_home):
    published = project / "outputs" / MEMBER / MONTH
    before = contents(published)
    shutil.copytree(ROOT / "settings", project / "own-settings")
    (project / "own-settings" / "merge_checks.toml").write_text("largest_customer = 2\n", "utf-8")
    config = project / "config.toml"
    config.write_text(config.read_text("utf-8").replace((ROOT / "settings").as_posix(), "own-settings"), "utf-8")
    _, said = start(["run"], project, child_home).communicate(timeout=300)
    assert "records of the largest customer: 5, limit 2" in said and "What to do" in said and "Traceback" not in said
    assert contents(published) == before
    kept = (published.parent / ".failed" / MONTH / "02_customer_view.ipynb").read_text("utf-8")
    assert "largest_customer" in kept and "suspected" in kept
