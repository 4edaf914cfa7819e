"""Time and peak memory of each stage of a month, each in a process of its own.

    .venv/bin/python benchmarks/month.py --config config.toml --member 360199 --month 2026-09

Prints a Markdown table. The warehouse is emptied of the member first, so that ingest is measured, history and all.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from rccrm_lib.core.notebook import run_notebook
from rccrm_lib.flow.manifest import describe_inputs, write_manifest
from rccrm_lib.flow.month import STAGES, notebooks_folder
from rccrm_lib.flow.report import compose_reports, write_reports
from rccrm_lib.flow.run import Run, open_run
from rccrm_lib.flow.versions import Version


def measure(work) -> tuple[float, float]:
    """Seconds and peak MiB (largest single process) of a call, run in a child process."""
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    _, status, usage = os.wait4(child, 0)
    if status:
        sys.exit("a stage failed; run it by hand to see why")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def finish(run: Run) -> None:
    """What turns finished stages into a month that can be published."""
    inputs = describe_inputs(run)
    results = compose_reports(run, short_hash=inputs["input_hash"][:10])
    write_reports(run, results, version=Version())
    write_manifest(run, inputs, version=Version())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", default="config.toml")
    parser.add_argument("--member", default="360199")
    parser.add_argument("--month", default="2026-09")
    asked = parser.parse_args()
    config = str(Path(asked.config).resolve())
    with tempfile.TemporaryDirectory() as folder:
        run = open_run(config=config, member=asked.member, month=asked.month, folder=folder)
        shutil.rmtree(run.settings.paths.warehouse / run.member.id, ignore_errors=True)
        parameters = {"config": config, "member": run.member.id, "month": run.month, "folder": folder}
        rows = []
        for stage in STAGES:
            source, output = notebooks_folder() / f"{stage}.ipynb", Path(folder) / f"{stage}.ipynb"
            rows.append((stage, *measure(lambda s=source, o=output: run_notebook(s, o, parameters))))
        rows.append(("reports, manifest", *measure(lambda: finish(run))))
    print("| stage | seconds | peak MiB |\n|---|---:|---:|")
    for stage, seconds, peak in rows:
        print(f"| {stage} | {seconds:.1f} | {peak:,.0f} |")
    print(f"| total | {sum(row[1] for row in rows):.1f} | {max(row[2] for row in rows):,.0f} |")


if __name__ == "__main__":
    main()
