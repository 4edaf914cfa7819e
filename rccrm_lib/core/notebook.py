"""Running a notebook so that it cannot lie: every parameter known, every failure named, the same bytes twice.

papermill alone exits 0 when a parameter name is unknown or the notebook has no `parameters` cell, and turns
`202609` into a number. Here both are refused before anything runs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError

from rccrm_lib.core.errors import RccrmError

ANSI = re.compile(r"\x1b\[[0-9;]*m")
EXECUTION_STAMPS = ("papermill", "execution")
QUIET_KERNEL = "--log-level=40"  # kernels warn of loopback TCP at every start; errors still show
STEM_WIDTH = 18  # so that the bars of the stages stand under one another


class StageFailed(RccrmError):
    """A notebook stopped in a cell; `notebook` is where its partial copy lies."""

    def __init__(self, stage: str, cell: int, why: str, notebook: Path) -> None:
        self.stage, self.cell, self.why, self.notebook = stage, cell, why, notebook
        super().__init__(
            f"stage {stage} stopped in cell {cell}: {why}",
            "every cell to run",
            f"read the notebook that was kept apart ({notebook.name}), mend the cause, run the month again; "
            "the results published before are intact",
        )


def check_parameters(notebook: Path, parameters: Mapping[str, str]) -> None:
    """Refuse unknown, missing or non-text parameters, and notebooks without a `parameters` cell."""
    declared = papermill.inspect_notebook(str(notebook))
    if not declared:
        raise RccrmError(f"{notebook.name} has no cell tagged `parameters`", "one such cell with the defaults",
                         "tag the cell in JupyterLab (property inspector) and save")
    unknown, missing = sorted(set(parameters) - set(declared)), sorted(set(declared) - set(parameters))
    if unknown or missing:
        raise RccrmError(
            f"{notebook.name}: unknown parameters {unknown}, missing parameters {missing}",
            f"exactly {sorted(declared)}", "give each parameter of the notebook's `parameters` cell, and no other",
        )
    wrong = [name for name, value in parameters.items() if not isinstance(value, str)]
    if wrong:
        raise RccrmError(f"{notebook.name}: parameters {wrong} are not text", "text such as '2026-09'",
                         "quote the value: a month is never a number")


def run_notebook(notebook: Path, output: Path, parameters: Mapping[str, str], *, show_progress: bool = False) -> None:
    """Execute a notebook into `output`; raise StageFailed naming the cell. The output has no time stamps."""
    check_parameters(notebook, parameters)
    bar = {"desc": notebook.stem.ljust(STEM_WIDTH), "ascii": False, "ncols": 88, "mininterval": 0.5}
    try:
        papermill.execute_notebook(
            str(notebook), str(output), parameters=dict(parameters), progress_bar=bar if show_progress else False,
            log_output=False, kernel_name="python3", language="python", cwd=str(notebook.parent),
            extra_arguments=[QUIET_KERNEL],
        )
    except PapermillExecutionError as error:
        raise StageFailed(notebook.stem, error.exec_count or error.cell_index, _reason(error), output) from None
    except Exception as error:  # a kernel that died has no exception class of its own
        raise StageFailed(notebook.stem, 0, f"{type(error).__name__}: {error}", output) from error
    write_canonical(output)


def _reason(error: PapermillExecutionError) -> str:
    text = ANSI.sub("", str(error.evalue)).strip()
    return f"{error.ename}: {text}" if text else str(error.ename)


def write_canonical(path: Path) -> None:
    """Rewrite an executed notebook without time stamps, so that the same run gives the same bytes."""
    book = nbformat.read(path, as_version=4)
    book.metadata.pop("papermill", None)
    for number, cell in enumerate(book.cells):
        for stamp in EXECUTION_STAMPS:
            cell.metadata.pop(stamp, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = f"injected-{number}"
            cell["source"] = "# Parameters of this run\n" + "\n".join(_public(cell["source"].splitlines()[1:]))
    nbformat.write(book, path)


def _public(lines: list[str]) -> list[str]:
    """Parameter lines without folders: a published notebook carries no path of the machine that made it."""
    return [line for line in lines if not line.startswith(("config =", "folder ="))]
