"""Forked kernels: a process each, with their own folder and environment, that end as others do and leave the same notebook."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from jupyter_client import KernelManager
from jupyter_client.manager import start_new_kernel
from jupyter_client.provisioning import KernelProvisionerFactory
from nbformat.v4 import new_code_cell, new_notebook

from rccrm_lib.core.kernels import FORKED, ForkedKernel, Forkserver, fork_kernels
from rccrm_lib.core.notebook import StageFailed, run_notebook

WIDE = """
import ipywidgets
import pandas as pd

display(pd.DataFrame({f"column_{n}": [n] for n in range(25)}), "jupyter.widget" in get_ipython().kernel.comm_manager.targets)
"""


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Forkserver]:
    """Kernels of this process are forked, from a server of their own."""
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", "local-provisioner")
    monkeypatch.setattr(ForkedKernel, "server", ForkedKernel.server)
    fork_kernels("pandas", "ipywidgets")
    assert KernelProvisionerFactory.instance().default_provisioner_name == FORKED
    yield ForkedKernel.server
    process = ForkedKernel.server.start()
    process.communicate(timeout=30)


def ask(manager: KernelManager, client, code: str) -> str:
    """What an expression is in a kernel."""
    return client.execute_interactive("", user_expressions={"x": code}, timeout=60, output_hook=lambda _: None)[
        "content"]["user_expressions"]["x"]["data"]["text/plain"].strip("'")


def wait_until_missed(manager: KernelManager) -> None:
    """The manager notices that its kernel has ended."""
    for _ in range(200):
        if not manager.is_alive():
            return
        time.sleep(0.05)
    pytest.fail("the kernel still runs")


def test_each_kernel_is_a_process_with_the_folder_and_environment_asked_for(forked: Forkserver, tmp_path: Path) -> None:
    said = []
    for number in range(2):
        manager, client = start_new_kernel(cwd=str(tmp_path), env={**os.environ, "OF_THIS_ONE": str(number)})
        said.append([ask(manager, client, code) for code in (
            "__import__('os').getpid()", "__import__('os').getcwd()", "__import__('os').environ['OF_THIS_ONE']",
            "'pandas' in __import__('sys').modules", "__import__('os').getppid()")])
        client.stop_channels()
        manager.shutdown_kernel()
    assert said[0][0] != said[1][0] and [row[1:4] for row in said] == [[str(tmp_path), str(n), "True"] for n in range(2)]
    assert {row[4] for row in said} == {str(forked.start().pid)}


def test_a_kernel_that_is_killed_is_missed_and_another_can_be_had(forked: Forkserver) -> None:
    manager, client = start_new_kernel()
    pid = int(ask(manager, client, "__import__('os').getpid()"))
    os.kill(pid, signal.SIGKILL)
    wait_until_missed(manager)
    manager.restart_kernel(now=True)
    client.wait_for_ready(timeout=60)
    assert int(ask(manager, client, "__import__('os').getpid()")) != pid
    client.stop_channels()
    manager.shutdown_kernel()


def test_kernels_end_with_the_process_that_asked_for_them(forked: Forkserver) -> None:
    manager, client = start_new_kernel()
    forked.start().communicate(timeout=30)  # no more requests will come, as when their writer has ended
    wait_until_missed(manager)
    client.stop_channels()
    manager.cleanup_resources()


def test_the_notebook_is_the_same_to_the_byte_as_with_an_ordinary_kernel(
    tmp_path: Path, forked: Forkserver, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = [new_code_cell('month = ""', metadata={"tags": ["parameters"]}), new_code_cell(WIDE), new_code_cell("1 / 0")]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=cells[:2], metadata={"kernelspec": kernel}), tmp_path / "n.ipynb")
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), tmp_path / "wrong.ipynb")
    run_notebook(tmp_path / "n.ipynb", tmp_path / "forked.ipynb", {"month": "2026-09"})
    with pytest.raises(StageFailed, match="ZeroDivisionError"):
        run_notebook(tmp_path / "wrong.ipynb", tmp_path / "out.ipynb", {"month": "2026-09"})
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", "local-provisioner")
    run_notebook(tmp_path / "n.ipynb", tmp_path / "ordinary.ipynb", {"month": "2026-09"})
    assert (tmp_path / "forked.ipynb").read_bytes() == (tmp_path / "ordinary.ipynb").read_bytes()
    said = (tmp_path / "forked.ipynb").read_text("utf-8")
    assert "column_3" in said and "column_12" not in said and '"True"' in said
