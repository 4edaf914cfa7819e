"""The month: the numbered notebooks in order, then the report, then one rename. No other path publishes."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import rccrm_lib
from rccrm_lib import flow
from rccrm_lib.core.errors import PublishError, RccrmError
from rccrm_lib.core.kernels import fork_kernels
from rccrm_lib.core.notebook import StageFailed, run_notebook
from rccrm_lib.core.progress import progress_bar
from rccrm_lib.core.publish import clear_staging, staged_folder
from rccrm_lib.core.settings import load_settings
from rccrm_lib.core.store import Households
from rccrm_lib.flow.manifest import describe_inputs, settings_snapshot, write_manifest
from rccrm_lib.flow.merge_checks import require_sound_merge
from rccrm_lib.flow.report import compose_reports, list_figures, write_reports
from rccrm_lib.flow.run import Run, check_month_text, only_member, open_run
from rccrm_lib.flow.versions import Version, judge_version, keep_version

STAGES = ("01_ingest", "02_customer_view", "03_segmentation", "04_campaign_eval", "05_churn", "06_work")
FAILED = ".failed"


@dataclass(frozen=True)
class Published:
    """What a run published: the folder, the reports and the short hash that they carry."""

    member_id: str
    month: str
    folder: Path
    reports: tuple[Path, ...]
    short_hash: str
    version: int


def notebooks_folder() -> Path:
    """The numbered notebooks of this checkout."""
    folder = Path(rccrm_lib.__file__).resolve().parents[1] / "notebooks"
    if not folder.is_dir():
        raise RccrmError("the notebooks are not beside the package", "a checkout of the project",
                         "run from a checkout: git clone, then make setup")
    return folder


def run_month(*, config: str | Path, month: str, member: str = "", show_progress: bool | None = None) -> Published:
    """Run every stage of a member's month and publish `outputs/<member>/<month>/` whole or not at all."""
    settings = load_settings(config)
    member_id = settings.member(member or only_member(settings)).id
    checked = check_month_text(month)
    final = settings.paths.outputs / member_id / checked
    with _one_run_at_a_time(final), staged_folder(final) as staging:
        run = open_run(config=str(config), member=member_id, month=checked, folder=str(staging))
        _run_stages(run, config=Path(config).resolve(), show_progress=show_progress)
        reports, short_hash, version = _finish(run, final)
        links, events = run.read_frame("links"), run.read_frame("identity_events")
        homes, moves = run.read_frame("household_links"), run.read_frame("household_events")
    # after the rename: decisions stand for what was published. If the machine stops in between, the next run of
    # the month writes them: the store takes the difference.
    store = run.store()
    store.append_identity_events(member_id, checked, events, links=links)
    Households(store.database, member_id).append(checked, moves, links=homes.rename(columns={"valid_from_on": "valid_on"}))
    shutil.rmtree(_failed_folder(final), ignore_errors=True)
    return Published(member_id, checked, final, tuple(final / name for name in reports), short_hash, version.number)


def _run_stages(run: Run, *, config: Path, show_progress: bool | None) -> None:
    parameters = {"config": str(config), "member": run.member.id, "month": run.month, "folder": str(run.folder)}
    executed = run.folder / "notebooks"
    executed.mkdir()
    fork_kernels(*flow.KERNEL_MODULES, at_once=True)
    before = settings_snapshot(config)
    shown = progress_bar(0, "", show=show_progress).disable is False
    for stage in STAGES:
        output = executed / f"{stage}.ipynb"
        try:
            run_notebook(notebooks_folder() / f"{stage}.ipynb", output, parameters, show_progress=shown)
        except StageFailed as failure:
            kept = _keep_apart(run, output)
            raise StageFailed(failure.stage, failure.cell, failure.why, kept) from None
    if settings_snapshot(config) != before:
        raise PublishError("the settings changed while the month ran", "the same settings from start to end",
                           "run the month again")


def _finish(run: Run, final: Path) -> tuple[list[str], str, Version]:
    """Version, reports and manifest: everything that turns finished stages into a month that can be published."""
    require_sound_merge(run)  # the notebook has asked already; nothing is published past it
    inputs = describe_inputs(run)
    short_hash = inputs["input_hash"][:10]
    results = compose_reports(run, short_hash=short_hash)
    version = judge_version(final, run.folder, inputs=inputs, figures=list_figures(results))
    reports = write_reports(run, results, version=version)
    write_manifest(run, inputs, version=version)
    keep_version(final, version)
    return reports, short_hash, version


def _failed_folder(final: Path) -> Path:
    return final.parent / FAILED / final.name


def _keep_apart(run: Run, output: Path) -> Path:
    """Copy a failed notebook out of the staging folder, which is about to vanish."""
    folder = _failed_folder(run.settings.paths.outputs / run.member.id / run.month)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    kept = folder / output.name
    if output.exists():
        shutil.copy2(output, kept)
    return kept


@contextmanager
def _one_run_at_a_time(final: Path) -> Iterator[None]:
    """A second run of the same member and month waits for nobody: it is refused."""
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        lock = open(final.parent / f".{final.name}.lock", "w")  # noqa: SIM115
    except OSError as error:
        raise PublishError(f"cannot write into {final.parent.name}: {error.strerror}", "a folder that can be written",
                           "check the rights and the free space of the outputs folder") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise PublishError(f"{final.parent.name} {final.name} is being run by another process", "one run at a time",
                               "wait until it has ended") from None
        lock.write(str(os.getpid()))
        clear_staging(final)
        yield
