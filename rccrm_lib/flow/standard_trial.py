"""Standards that do not hold yet over a published month: what work they would make, and for whom. Changes nothing."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pandas as pd
from pydantic import ValidationError

from rccrm_lib.core.errors import NotSupplied, RccrmError, SettingsError
from rccrm_lib.core.settings import Settings
from rccrm_lib.core.standard_settings import StandardSettings, StandardVersion
from rccrm_lib.facts.calendar import month_end
from rccrm_lib.flow.run import Run, open_run
from rccrm_lib.flow.service import gather_service, read_work
from rccrm_lib.ocrm.service import compare_work

NEEDED = ("customers", "customer_months", "tiers", "household_members")


@dataclass(frozen=True)
class Trial:
    """Two versions over the customers of one month. `work`: as `compare_work` gives it."""

    month: str
    before: StandardVersion
    after: StandardVersion
    work: pd.DataFrame


def open_served(config: str, *, member: str, month: str) -> Run:
    """The published month of a member. Raises NotSupplied for one that was not published with its customers and tiers."""
    run = open_run(config=config, member=member, month=month)
    run = open_run(config=config, member=member, month=month, folder=str(run.settings.paths.outputs / run.member.id / run.month))
    if not all(run.has_table(name) for name in NEEDED):
        raise NotSupplied(f"{run.month} is not published", "a published month with customers and tiers",
                          f"rccrm run --month {run.month}")
    return run


def read_standards(file: Path, settings: Settings) -> StandardSettings:
    """The standards of a file, whole, as settings/standards.toml has them.

    Raises SettingsError for a file that cannot be read, and for one that rewrites a version of the settings.
    """
    try:
        tried = StandardSettings(**tomllib.loads(file.read_text(encoding="utf-8")))
        for version in tried.versions:
            version.check_tiers(tier.code for tier in settings.tiers.tiers)
    except (ValidationError, ValueError, TypeError, OSError) as error:
        raise SettingsError(f"{file.name}: {error}", "a copy of settings/standards.toml with a version more at its end",
                            "correct what is named") from None
    kept = settings.standards.versions
    if tried.versions[: len(kept)] != kept:
        raise SettingsError(f"{file.name}: a version that is in force reads otherwise, or is missing",
                            "every version of settings/standards.toml as it stands there",
                            "put it back; add a new one at the end")
    return tried


def try_standards(run: Run, tried: StandardSettings) -> Trial:
    """The last version of `tried` beside the one that holds after the month. Raises RccrmError where none holds."""
    standards, day = run.settings.standards, month_end(run.month) + timedelta(days=1)
    before = standards.version_on(day)
    if before is None or not tried.versions:
        raise RccrmError(f"no version of the standards holds after {run.month}", "one that holds, and one to try",
                         "see settings/standards.toml")
    told, after = gather_service(run), tried.versions[-1]
    settings = run.settings.model_copy(update={"standards": tried})
    work = compare_work(read_work(run, told, before), read_work(run, told, after, settings=settings))
    return Trial(run.month, before, after, work)
