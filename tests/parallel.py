"""Several workers on one test run: what is costly is built once for all of them, and nobody waits without need.

A file's tests stay together, in their order: what they share (a server, a published month of their own) is built once.
The notebooks are one such group, because each reads what those before it left.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

#: Folders whose tests take minutes, so that they are begun first and no worker is left with one at the end.
SLOW = ("tests/journeys/", "tests/browser/")
SHARED_FIXTURE = "published_sample"  # its first user builds it for a minute; the other worker does something else


def build_once(temporary: pytest.TempPathFactory, name: str, build: Callable[[Path], str]) -> tuple[Path, str]:
    """The folder `name` of this test run and what `build(folder)` said: the first who asks builds, the others wait.

    Read it, never write into it: another worker may be reading. A build that failed is not tried again.
    """
    root = temporary.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent  # each worker has a folder of its own in the folder of the run
    folder, said, failed = root / name, root / f"{name}.said", root / f"{name}.failed"
    with open(root / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if failed.exists():
            pytest.fail(f"{name} could not be built, as an earlier test of this run shows:\n{failed.read_text('utf-8')}")
        if not said.exists():
            folder.mkdir()
            try:
                text = build(folder)
            except BaseException as error:
                failed.write_text(str(error), encoding="utf-8")
                raise
            said.write_text(text, encoding="utf-8")
    return folder, said.read_text(encoding="utf-8")


def group_of(nodeid: str) -> str:
    """What stays with one worker: a file of tests, or all notebooks."""
    file = nodeid.split("::", 1)[0]
    return "notebooks" if file.endswith(".ipynb") else file


def order_groups(needs_shared: dict[str, bool]) -> list[str]:
    """The groups in the order in which they are handed out; `needs_shared` says which need the published sample.

    One that builds it, beside it the slow ones that do not need it, then the other slow ones, then the rest.
    """
    def is_slow(group: str) -> bool:
        return group == "notebooks" or group.startswith(SLOW)

    builder = next((group for group, needs in needs_shared.items() if needs and is_slow(group)), "")
    return sorted(needs_shared, key=lambda group: (group != builder, not is_slow(group), needs_shared[group]))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With several workers, the groups in the order of `order_groups`; a plain run keeps pytest's order."""
    if not hasattr(config, "workerinput"):
        return
    needs_shared: dict[str, bool] = {}
    for item in items:
        group = group_of(item.nodeid)
        needs_shared[group] = needs_shared.get(group, False) or SHARED_FIXTURE in getattr(item, "fixturenames", ())
    place = {group: number for number, group in enumerate(order_groups(needs_shared))}
    items.sort(key=lambda item: place[group_of(item.nodeid)])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out groups, in the order of the tests."""
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    config.option.loadscopereorder = False
    return Groups(config, log)
