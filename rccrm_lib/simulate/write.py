"""The verb of the room: write the extracts of fictional co-operatives, and their truth apart."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from rccrm_lib import __version__
from rccrm_lib.core.errors import InputError
from rccrm_lib.simulate.assumptions import Assumptions
from rccrm_lib.simulate.errors import ErrorSettings
from rccrm_lib.simulate.extracts import write_month
from rccrm_lib.simulate.founding import found_member
from rccrm_lib.simulate.truth import collect_truth, write_truth
from rccrm_lib.simulate.world import Calendar, World

FIRST_MEMBER = 360199


def write_extracts(*, out: str | Path, n_members: int, n_persons: int, n_months: int, start: str, seed: int,
                   errors: ErrorSettings, compress: bool = False, progress: Callable[..., object] | None = None,
                   assumptions: Assumptions | None = None) -> None:
    """One delivery per member and month under `out`/extracts, the truth under `out`/truth.

    Members are 360199, 360198, ...; `start` is the first month ('YYYY-MM'); `progress(1)` is called after each month.
    What a former run with the same `out` left is removed first: the same arguments give the same bytes.
    """
    calendar = Calendar.from_start(start, n_months)
    report = progress or (lambda _steps: None)
    try:
        truths = []
        for index in range(n_members):
            world = World(str(FIRST_MEMBER - index), index, seed, n_persons, calendar, assumptions or Assumptions())
            truths.append(_write_member(world, Path(out) / "extracts", start, errors, compress, report))
        write_truth(Path(out) / "truth", truths)
    except OSError as error:
        raise InputError(f"{out}: {error.strerror}", "a folder that can be written, with room for the extracts",
                         "check rights and free space: 450,000 persons and 13 months need about 7 GB") from error


def _write_member(world: World, extracts: Path, start: str, errors: ErrorSettings, compress: bool,
                  report: Callable[..., object]) -> dict[str, pd.DataFrame]:
    """The deliveries of one member; hands back its truth."""
    folder = extracts / world.member_id
    _clear(folder)
    folder.mkdir(parents=True, exist_ok=True)
    _write_marker(folder / "SIMULATED.toml", world, start, errors)
    member = found_member(world, errors)
    for t, month in enumerate(world.calendar.months):
        write_month(member, t, folder / month, errors, compress=compress)
        report(1)
    return collect_truth(member)


def _clear(folder: Path) -> None:
    """Remove a former simulation; refuse to touch anything else."""
    if (folder / "SIMULATED.toml").exists():
        shutil.rmtree(folder)
    elif folder.exists() and any(folder.iterdir()):
        raise InputError(f"{folder}: holds files that no simulation wrote", "an empty folder or a former simulation",
                         "choose another --out, so that no real extract is mixed with simulated ones")


def _write_marker(path: Path, world: World, start: str, errors: ErrorSettings) -> None:
    """The file that says that these data are simulated, and from what."""
    lines = ["# Simulated data: no person, number or organisation in this folder is real. 模拟数据,所有人物与号码均为虚构。",
             "simulated = true", f'member = "{world.member_id}"', f"seed = {world.seed}", f"persons = {world.n_persons}",
             f'start = "{start}"', f"months = {len(world.calendar.months)}", f'version = "{__version__}"', "", "[errors]"]
    lines += [f"{name} = {value!r}" for name, value in asdict(errors).items()]
    changes = world.assumptions.changes()
    if changes:
        lines += ["", "[assumptions]", *(f'"{name}" = {value!r}' for name, value in changes.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
