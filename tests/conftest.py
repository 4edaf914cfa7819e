"""Fixtures for every test: the checkout, the shared data, the command line, notebooks, one published month."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import nbformat
import pytest

from rccrm_lib import flow
from rccrm_lib.core.kernels import fork_kernels
from tests.commands import Commands
from tests.parallel import build_once, pytest_collection_modifyitems, pytest_xdist_make_scheduler

__all__ = ["pytest_collection_modifyitems", "pytest_xdist_make_scheduler"]  # pytest finds its hooks here

hypothesis.settings.register_profile("untimed", deadline=None)  # a busy machine fails no test
hypothesis.settings.load_profile("untimed")
fork_kernels(*flow.KERNEL_MODULES)  # as `rccrm run` does

ROOT = Path(__file__).resolve().parents[1]
SAMPLE_MEMBER = "360199"
SAMPLE_MONTH = "2026-09"
RunRccrm = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public data, or a skip that says how to get it."""
    folder = Path(os.environ.get("RCCRM_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(
            f"SHARED DATA ABSENT: {folder} is no folder; set RCCRM_SHARED_DATA to run this test on real data"
        )
    return folder


@pytest.fixture(scope="session")
def sample_extracts() -> Path:
    """The extracts of the sample, which come with the checkout: their absence is a failure, not a skip."""
    folder = ROOT / "data" / "sample" / "extracts"
    assert folder.is_dir(), "data/sample/extracts is missing from the checkout"
    return folder


def _child_environment(home: Path) -> dict[str, str]:
    """An environment in which nothing of the person's own Jupyter, IPython or matplotlib takes part."""
    own = {
        "MPLCONFIGDIR": str(home / "matplotlib"),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "jupyter"),
        "JUPYTER_DATA_DIR": str(home / "jupyter"),
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
    }
    return {**os.environ, **own}


@pytest.fixture(scope="session")
def child_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what Jupyter and matplotlib keep between runs."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def run_rccrm(child_home: Path) -> Iterator[RunRccrm]:
    """`run_rccrm("org", "tree", …)`: the command line in a process of its own; nothing is raised on failure."""
    commands = Commands(_child_environment(child_home))

    def run(
        *arguments: str, cwd: Path = ROOT, timeout: float = 300, env: dict[str, str] | None = None, typed: str = ""
    ) -> subprocess.CompletedProcess[str]:
        environment = {**_child_environment(child_home), **(env or {})}
        if arguments[0] == "run" or env:  # the month itself starts as a person starts it, and so does another environment
            return subprocess.run(
                [sys.executable, "-m", "rccrm_lib", *arguments], cwd=cwd, timeout=timeout, text=True, encoding="utf-8",
                capture_output=True, input=typed, env=environment)
        return commands.run(arguments, cwd=cwd, env=environment, typed=typed, timeout=timeout)

    yield run
    commands.end()


def write_config(folder: Path, *, extracts: Path) -> Path:
    """A config.toml like the project's, which reads `extracts` and writes only below `folder`."""
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    wanted = {
        "extracts": extracts,
        "outputs": folder / "outputs",
        "warehouse": folder / "warehouse",
        "store": folder / "store" / "rccrm.sqlite",
        "corrections": folder / "corrections",
    }
    lines, changed = [], set()
    for line in text.splitlines():
        name = line.split("=")[0].strip()
        if name in wanted and name not in changed:
            line = f'{name} = "{wanted[name].as_posix()}"'
            changed.add(name)
        lines.append(line)
    assert changed == set(wanted), f"config.toml no longer sets {sorted(set(wanted) - changed)}"
    if "settings_dir" not in text:
        lines.insert(0, f'settings_dir = "{(ROOT / "settings").as_posix()}"')
    config = folder / "config.toml"
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return config


@dataclass(frozen=True)
class PublishedSample:
    """The sample month, published once for all tests by the command line: read it, never write into it."""

    config: Path
    member: str
    month: str
    folder: Path
    output: str

    def table(self, name: str) -> Path:
        """The path of a published table."""
        return self.folder / "tables" / f"{name}.parquet"


def copy_project(config: Path, folder: Path) -> Path:
    """A project (configuration, store, warehouse, outputs) copied to `folder`, which must not exist; the new configuration."""
    shutil.copytree(config.parent, folder)
    copied = folder / config.name
    copied.write_text(config.read_text("utf-8").replace(config.parent.as_posix(), folder.as_posix()), "utf-8")
    return copied


@pytest.fixture(scope="session")
def published_sample(
    run_rccrm: RunRccrm, sample_extracts: Path, tmp_path_factory: pytest.TempPathFactory
) -> PublishedSample:
    """`rccrm run` on the sample's month, once a test run; each worker reads a copy of its own."""

    def publish(folder: Path) -> str:
        config = write_config(folder, extracts=sample_extracts)
        done = run_rccrm(
            "run", "--month", SAMPLE_MONTH, "--member", SAMPLE_MEMBER, "--config", str(config), timeout=600
        )
        assert done.returncode == 0, f"the sample month was not published:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    built, said = build_once(tmp_path_factory, "published", publish)
    own = tmp_path_factory.mktemp("published") / "project"
    config = copy_project(built / "config.toml", own)
    return PublishedSample(config, SAMPLE_MEMBER, SAMPLE_MONTH, own / "outputs" / SAMPLE_MEMBER / SAMPLE_MONTH,
                           said.replace(str(built), str(own)))


@pytest.fixture
def run_notebook(
    tmp_path: Path, child_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., nbformat.NotebookNode]]:
    """`run_notebook("03_segmentation", config=…, member=…, month=…, folder=…)`: the executed notebook."""
    for name, value in _child_environment(child_home).items():
        monkeypatch.setenv(name, value)

    def run(stem: str, **parameters: str) -> nbformat.NotebookNode:
        from rccrm_lib.core import notebook

        output = tmp_path / f"{stem}.ipynb"
        notebook.run_notebook(ROOT / "notebooks" / f"{stem}.ipynb", output, parameters)
        return nbformat.read(output, as_version=4)

    yield run
