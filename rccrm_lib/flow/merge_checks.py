"""The merge's checks against the month before as it was published, and the refusal where one is broken."""

from __future__ import annotations

import duckdb
import pandas as pd

from rccrm_lib import ecif
from rccrm_lib.core.errors import MonthRefused
from rccrm_lib.facts.calendar import add_months
from rccrm_lib.flow.run import Run

TABLE = "merge_checks"
MEANING = {
    "rule_share": "share of records joined by rule {unit}", "joined_share": "share of joined records",
    "review_share": "pairs to review per customer", "merge_share": "share of customers that went into another one",
    "split_share": "share of customers cut out of another one", "retire_share": "share of customers without a record left",
    "suspected_share": "share of customers suspected to be several", "largest_customer": "records of the largest customer",
    "two_numbers": "customers of two valid numbers that nobody signed",
    "precision": "right pairs of rule {unit} among those decided",
}
COUNTS = ("largest_customer", "two_numbers")


def check_merge(run: Run, con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per check and unit; leaves the table `merge_checks` of the month."""
    before = run.settings.paths.outputs / run.member.id / add_months(run.month, -1) / "tables" / f"{TABLE}.parquet"
    known = pd.read_parquet(before) if before.is_file() else None
    return run.write_frame(TABLE, ecif.check_merge(con, settings=run.settings.merge_checks, before=known))


def require_sound_merge(run: Run) -> str:
    """Says that the merge may be published. Raises MonthRefused with every broken limit."""
    checks = run.read_frame(TABLE)
    broken = checks[checks["verdict"] == "stop"]
    if broken.empty:
        told = int((checks["verdict"] == "ok").sum())
        return f"{told} checks kept, {len(checks) - told} cannot be judged yet"
    raise MonthRefused(
        "the merge of records into customers broke its limits: " + "; ".join(_say(row) for row in broken.to_dict("records")),
        "every check within settings/merge_checks.toml",
        "look at the checks and the suspected customers in the kept notebook 02; mend the extracts or decide the pairs, "
        "or, if the change is real, raise the limit that is named and run the month again",
    )


def _say(row: dict[str, object]) -> str:
    what = MEANING[str(row["check"])].format(unit=row["unit"])
    if row["check"] in COUNTS:
        return f"{what}: {row['n']}, limit {row['limit']:.0f}"
    was = "" if pd.isna(row["before"]) else f", {row['before']:.2%} the month before"
    return f"{what}: {row['share']:.2%} ({row['n']} of {row['of']}{was}), limit {row['limit']:.2%}"
