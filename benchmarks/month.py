"""Time and peak memory of each stage of a month, each in a process of its own.

    .venv/bin/python benchmarks/month.py --config config.toml --member 360199 --month 2026-09

Prints a Markdown table. The warehouse is emptied of the member first: the month alone is loaded, then its history;
the stages after that are the notebooks of `rccrm run`, and 01_ingest only finds everything loaded.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from measure import Measured, measure, print_table

from rccrm_lib.core.notebook import run_notebook
from rccrm_lib.flow.history import load_with_history
from rccrm_lib.flow.manifest import describe_inputs, write_manifest
from rccrm_lib.flow.month import STAGES, notebooks_folder
from rccrm_lib.flow.report import compose_reports, write_reports
from rccrm_lib.flow.run import Run, open_run
from rccrm_lib.flow.versions import Version
from rccrm_lib.ingest import load_month


def arguments(description: str) -> argparse.Namespace:
    """What a benchmark is asked for."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--stages-only", action="store_true", help="keep a warehouse that is filled already")
    parser.add_argument("--folder", default="", help="folder in which 01 and 02 ran already; else they run first")
    parser.add_argument("--config", default="config.toml")
    parser.add_argument("--member", default="360199")
    parser.add_argument("--month", default="2026-09")
    return parser.parse_args()


def measure_ingest(run: Run) -> list[tuple[str, Measured]]:
    """The month alone into an empty warehouse, then the months before it."""
    shutil.rmtree(run.settings.paths.warehouse / run.member.id, ignore_errors=True)
    month = measure(lambda: load_month(settings=run.settings, member_id=run.member.id, month=run.month))
    return [("ingest of the month", month), ("ingest of its history", measure(lambda: load_with_history(run)))]


def measure_stages(run: Run, config: str) -> list[tuple[str, Measured]]:
    """The numbered notebooks, then the reports and the manifest."""
    parameters = {"config": config, "member": run.member.id, "month": run.month, "folder": str(run.folder)}
    rows = []
    for stage in STAGES:
        source, output = notebooks_folder() / f"{stage}.ipynb", run.folder / f"{stage}.ipynb"
        rows.append((stage, measure(lambda s=source, o=output: run_notebook(s, o, parameters))))
    return [*rows, ("reports, manifest", measure(lambda: finish(run)))]


def finish(run: Run) -> None:
    """What follows the stages: reports and both stages of the manifest."""
    inputs = describe_inputs(run)
    results = compose_reports(run, short_hash=inputs["input_hash"][:10])
    write_reports(run, results, version=Version())
    write_manifest(run, inputs, version=Version())


def main() -> None:
    asked = arguments(__doc__.splitlines()[0])
    config = str(Path(asked.config).resolve())
    with tempfile.TemporaryDirectory() as folder:
        run = open_run(config=config, member=asked.member, month=asked.month, folder=folder)
        loading = [] if asked.stages_only else measure_ingest(run)
        print_table([*loading, *measure_stages(run, config)])


if __name__ == "__main__":
    main()
