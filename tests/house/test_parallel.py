"""The test run itself: built once for all workers, slow groups first, and a start-up that brings no heavy library."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rccrm_lib import flow
from tests.parallel import build_once, group_of, order_groups

#: Libraries that take longer to import than most verbs to run; whoever needs one imports it in the function.
HEAVY = ("lifelines", "matplotlib", "papermill", "pypinyin", "scipy.optimize", "scipy.stats", "sklearn")


def test_the_verbs_are_imported_without_heavy_libraries(repo_root: Path) -> None:
    """Every kernel of a month and every command pays for what `rccrm_lib.flow` imports."""
    code = (f"import sys; from importlib import import_module; from rccrm_lib import flow; "
            f"[import_module(name) for name in flow.KERNEL_MODULES]; print([name for name in {HEAVY} if name in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code], cwd=repo_root, capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_what_kernels_import_leaves_no_thread_and_nothing_open(repo_root: Path) -> None:
    """Kernels are forked after these imports: whatever an import leaves behind is in every visitor's kernel."""
    code = ("import os, threading; from importlib import import_module; from rccrm_lib import flow; "
            "from rccrm_lib.apps.serve import page_modules; before = os.listdir('/proc/self/fd'); "
            "[import_module(name) for name in ('ipykernel.kernelapp', *flow.KERNEL_MODULES, *page_modules())]; "
            "print(threading.active_count(), sorted({*os.listdir('/proc/self/fd')} - {*before}))")
    done = subprocess.run([sys.executable, "-c", code], cwd=repo_root, capture_output=True, text=True)
    assert done.stdout.strip() == "1 []", done.stdout + done.stderr


def test_a_command_imports_no_verb_that_it_does_not_need(repo_root: Path) -> None:
    code = ("import sys, rccrm_lib.flow.run; "
            "print([name for name in sys.modules if name.startswith('rccrm_lib.flow.') or name == 'rccrm_lib.reports'])")
    done = subprocess.run([sys.executable, "-c", code], cwd=repo_root, capture_output=True, text=True)
    assert done.stdout.strip() == "['rccrm_lib.flow.run']", done.stdout + done.stderr


def test_every_verb_is_where_the_notebooks_look_for_it() -> None:
    assert all(callable(getattr(flow, verb)) and getattr(flow, verb).__name__ == verb for verb in flow.VERBS)
    with pytest.raises(AttributeError, match="no_verb"):
        flow.no_verb  # noqa: B018


def test_a_costly_thing_is_built_once_and_a_failure_is_not_tried_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    built: list[Path] = []

    def build(folder: Path) -> str:
        built.append(folder)
        (folder / "made").write_text("here")
        return "done"

    def fail(folder: Path) -> str:
        built.append(folder)
        raise ValueError("no")

    first, again = (build_once(tmp_path_factory, "once-of-a-test", build) for _ in range(2))
    assert first == again and first[1] == "done" and (first[0] / "made").exists() and built == [first[0]]
    with pytest.raises(ValueError, match="no"):
        build_once(tmp_path_factory, "never-of-a-test", fail)
    with pytest.raises(pytest.fail.Exception, match="an earlier test of this run shows"):
        build_once(tmp_path_factory, "never-of-a-test", fail)
    assert len(built) == 2


def test_files_stay_together_and_slow_ones_come_first() -> None:
    assert group_of("tests/x/test_a.py::test_b[c::d]") == "tests/x/test_a.py"
    assert group_of("notebooks/01_ingest.ipynb::Cell 0") == group_of("notebooks/apps/customers.ipynb::Cell 1")
    needs = {"tests/acrm/a.py": False, "tests/journeys/b.py": True, "tests/flow/c.py": True, "tests/journeys/d.py": True,
             "tests/journeys/e.py": False, "notebooks": False}
    assert order_groups(needs) == ["tests/journeys/b.py", "tests/journeys/e.py", "notebooks", "tests/journeys/d.py",
                                   "tests/acrm/a.py", "tests/flow/c.py"]
