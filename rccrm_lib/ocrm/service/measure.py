"""Standard against actual: what was due in a month and what was done, by tier, branch and manager."""

from __future__ import annotations

from datetime import date

import pandas as pd

from rccrm_lib.ocrm.service.credits import match_credits
from rccrm_lib.ocrm.service.schema import SERVICE_ACTIONS, SERVICE_RESULTS, finish
from rccrm_lib.stats.intervals import proportion_interval

LEVELS = {"tier": "tier", "branch": "branch_id", "manager": "manager_id"}
ALL = "all"


def measure_month(due: pd.DataFrame, served: pd.DataFrame, credits: pd.DataFrame, *, first: date, last: date,
                  tier: str = "tier_before") -> pd.DataFrame:
    """One row per customer and action that was due in the month, done or not (SERVICE_ACTIONS).

    `due` as seen from the day before `first`: what was overdue then is due in this month, and can be done but no longer in time.
    """
    wanted = due[due["due_on"] <= pd.Timestamp(last)]
    done = match_credits(wanted, credits)
    done = done[done["on_day"].between(pd.Timestamp(first), pd.Timestamp(last))]
    done = done.groupby(["customer_id", "action"], as_index=False)["on_day"].min().rename(columns={"on_day": "done_on"})
    rows = wanted.merge(done, on=["customer_id", "action"], how="left")
    rows = rows.merge(served[["customer_id", tier, "branch_id", "manager_id"]].rename(columns={tier: "tier"}), on="customer_id")
    rows = rows.assign(month=f"{last:%Y-%m}", is_done=rows["done_on"].notna(), is_in_time=rows["done_on"] <= rows["due_on"])
    return finish(rows.sort_values(["customer_id", "action"], kind="stable"), SERVICE_ACTIONS)


def rate_service(actions: pd.DataFrame, answers: pd.DataFrame, *, least_n: int) -> pd.DataFrame:
    """One row per level, unit and action (SERVICE_RESULTS). `answers`: responses and promises, as `judge_answers` gives them."""
    columns = ["tier", "branch_id", "manager_id", "action", "minutes", "is_done", "is_in_time"]
    rows = pd.concat([actions[columns], answers[columns]], ignore_index=True)
    both = pd.concat([rows, actions[columns].assign(action=ALL)], ignore_index=True)
    parts = [_count(both.assign(unit=""), "member")]
    parts += [_count(both.assign(unit=both[column].fillna("")), level) for level, column in LEVELS.items()]
    rated = _with_rates(pd.concat(parts, ignore_index=True), least_n)
    return finish(rated.sort_values(["level", "unit", "action"], kind="stable"), SERVICE_RESULTS)


def _count(rows: pd.DataFrame, level: str) -> pd.DataFrame:
    grouped = rows.groupby(["unit", "action"], as_index=False)
    return grouped.agg(n_due=("is_done", "size"), n_done=("is_done", "sum"), n_in_time=("is_in_time", "sum"),
                       minutes_due=("minutes", "sum")).assign(level=level)


def _with_rates(counted: pd.DataFrame, least_n: int) -> pd.DataFrame:
    """Rates where enough were due; the interval is Wilson's, because it holds near 0 and 1."""
    limits = [proportion_interval(int(done), int(n)) for done, n in zip(counted["n_done"], counted["n_due"], strict=True)]
    told = counted["n_due"] >= least_n
    rated = counted.assign(is_told=told, done_rate=[one.estimate for one in limits], low=[one.low for one in limits],
                           high=[one.high for one in limits])
    rated.loc[~told, ["done_rate", "low", "high"]] = float("nan")
    return rated
