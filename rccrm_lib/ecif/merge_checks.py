"""Checks before customers are published: has the merge become another one, does it join what it should not?"""

from __future__ import annotations

import duckdb
import pandas as pd

from rccrm_lib.core.engine import load_sql
from rccrm_lib.core.merge_check_settings import MergeCheckSettings
from rccrm_lib.stats.intervals import proportion_interval

COLUMNS = ["check", "unit", "n", "of", "share", "before", "limit", "verdict"]
OK, STOP, CANNOT_TELL = "ok", "stop", "cannot_tell"
DRIFTS = {"rule_share": "rule_share_drift", "joined_share": "joined_share_drift", "review_share": "review_share_drift"}
LEVELS = {"merge_share": "merged_share", "split_share": "split_share", "retire_share": "retired_share",
          "suspected_share": "suspected_share"}
KEY = ["check", "unit"]


def check_merge(
    con: duckdb.DuckDBPyConnection, *, settings: MergeCheckSettings | None = None, before: pd.DataFrame | None = None
) -> pd.DataFrame:
    """One row per check and unit (a rule, or nothing): n, of, share, share before, limit, verdict.

    Reads what the merge left in `con`, leaves `suspected_customers` and `merge_measures`. `before`: the same frame of
    the month before as it was published. Verdict "stop" breaks a limit; "cannot_tell": too few records or pairs, or
    nothing to compare with. The precision of a rule is judged by the upper end of Wilson's interval over the
    pairs that people decided, so that few answers stop nothing.
    """
    settings = settings or MergeCheckSettings()
    con.execute(load_sql(__package__, "merge_checks").replace("$large_over", str(settings.large_over)))
    found = con.execute('SELECT "check", unit, n, "of" FROM merge_measures ORDER BY 1, 2').df()
    checks = _beside(found, before)
    checks["share"] = checks["n"] / checks["of"].where(checks["of"] > 0)
    judged = [_judge(settings=settings, **row) for row in checks.drop(columns="unit").to_dict("records")]
    checks["limit"] = [limit for limit, _ in judged]
    checks["verdict"] = [verdict for _, verdict in judged]
    return checks[COLUMNS]


def _beside(found: pd.DataFrame, before: pd.DataFrame | None) -> pd.DataFrame:
    """The shares of the month before at their rows; a rule that no longer joins anything stands with n = 0."""
    if before is None:
        return found.assign(before=float("nan"))
    old = before[["check", "unit", "share"]].rename(columns={"share": "before"})
    both = found.merge(old[old["check"].isin(DRIFTS)], on=KEY, how="outer", sort=True)
    of = both.groupby("check")["of"].transform("max")
    return both.assign(n=both["n"].fillna(0).astype("int64"), of=both["of"].fillna(of).astype("int64"))


def _judge(*, check: str, n: int, of: int, share: float, before: float, settings: MergeCheckSettings) -> tuple[float, str]:
    """Limit and verdict of one check."""
    if check in ("two_numbers", "largest_customer"):
        most = settings.largest_customer if check == "largest_customer" else 0
        return float(most), OK if n <= most else STOP
    if check == "precision":
        if of < settings.min_reviewed:
            return settings.precision, CANNOT_TELL
        return settings.precision, OK if proportion_interval(n, of).high >= settings.precision else STOP
    is_drift = check in DRIFTS
    limit = float(getattr(settings, DRIFTS[check] if is_drift else LEVELS[check]))
    if of < settings.min_records or (is_drift and pd.isna(before)):
        return limit, CANNOT_TELL
    return limit, OK if (abs(share - before) if is_drift else share) <= limit else STOP


def count_sizes(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per number of records of a customer (over 10 together): n_records, n_customers."""
    return con.execute(SIZES).df()


SIZES = """
SELECT CASE WHEN n_records > 10 THEN '11+' ELSE n_records::VARCHAR END AS n_records, count(*)::BIGINT AS n_customers
FROM customers GROUP BY 1 ORDER BY min(customers.n_records)
"""
