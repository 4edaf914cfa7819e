"""What standards ask of people in a month, beside what people have: seen before they are published, and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from rccrm_lib.core.standard_settings import DAYS_OF_YEAR, StandardSettings
from rccrm_lib.ocrm.service.schema import WORKLOADS, finish

MONTHS = 12
OF_MANAGERS = "manager"  # the role whose people the register of managers counts


def plan_work(owed: pd.DataFrame, served: pd.DataFrame) -> pd.DataFrame:
    """One row per customer and action: times, visits and minutes of an average month.

    An action that counts for a household is shared among its adults: done once, it is owed to none of them any more.
    """
    rows = owed.merge(served[["customer_id", "tier", "household_id", "branch_id", "manager_id"]], on="customer_id")
    is_shared = rows["is_of_household"].astype(bool) & rows["household_id"].notna()
    together = rows["household_id"].where(is_shared, rows["customer_id"])
    share = 1 / rows.assign(together=together).groupby(["together", "action"])["customer_id"].transform("size")
    times = DAYS_OF_YEAR / MONTHS / rows["interval_days"] * share
    return rows.assign(times=times, minutes_month=times * rows["minutes"], visits=times.where(rows["action"] == "visit", 0.0))


def weigh_work(work: pd.DataFrame, people: pd.DataFrame, *, capacity: Mapping[str, int]) -> pd.DataFrame:
    """One row per level (role, branch, manager), unit and role (WORKLOADS). `people`: manager_id, branch_id of each at post."""
    posts = people.drop_duplicates("manager_id").set_index("manager_id")["branch_id"]
    managers = work[work["role"] == OF_MANAGERS]
    at = work["manager_id"].map(posts).where(work["role"] == OF_MANAGERS)  # where whoever works stands, else the customer
    at = at.fillna(work["branch_id"]).fillna("")
    parts = [_sum(work.assign(unit=work["role"]), "role"), _sum(work.assign(unit=at), "branch"),
             _sum(managers.assign(unit=managers["manager_id"].fillna("")), "manager")]
    rows = pd.concat(parts, ignore_index=True)
    n_people = pd.Series([_people(level, unit, role, people) for level, unit, role in
                          zip(rows["level"], rows["unit"], rows["role"], strict=True)], dtype="Int64")
    each = rows["role"].map(dict(capacity)).astype("Int64")
    rows = rows.assign(n_people=n_people, capacity_minutes=n_people * each)
    is_over = (rows["minutes"] > rows["capacity_minutes"].astype("Float64")).astype("boolean")
    return finish(rows.assign(is_over=is_over).sort_values(["level", "unit", "role"], kind="stable"), WORKLOADS)


def minutes_by_tier(settings: StandardSettings, as_of: date) -> pd.DataFrame:
    """One row per tier, action and role: what one customer of the tier is owed in an average month, by the version of a day.

    Standards for some customers of a tier only (by tag or nature) are left out: how many those are, no setting says.
    """
    version = settings.version_on(as_of)
    names = ["tier", "action", "role", "times", "minutes"]
    rows = [(tier, one.action, one.role, DAYS_OF_YEAR / MONTHS / one.interval_days, one.minutes)
            for one in (version.standards if version else ()) if one.is_for_all for tier in one.tiers]
    frame = pd.DataFrame(rows, columns=names).sort_values(names[:3], kind="stable")
    return frame.assign(minutes=frame["times"] * frame["minutes"]).reset_index(drop=True)


def compare_work(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """One row per level, unit and role: minutes, actions, visits and customers before and after, beside what there is."""
    keys, shown = ["level", "unit", "role"], ["minutes", "n_actions", "n_visits", "n_customers"]
    have = ["n_people", "capacity_minutes"]
    both = before[[*keys, *shown, *have]].merge(after, on=keys, how="outer", suffixes=("_before", ""))
    filled = {name: both[name].fillna(0) for name in (*shown, *(f"{one}_before" for one in shown))}
    filled |= {name: both[name].fillna(both[f"{name}_before"]) for name in have}
    both = both.assign(**filled).drop(columns=[f"{name}_before" for name in have])
    both = both.sort_values(keys, kind="stable").reset_index(drop=True)
    return both.assign(minutes_change=both["minutes"] - both["minutes_before"])


def _sum(work: pd.DataFrame, level: str) -> pd.DataFrame:
    grouped = work.groupby(["unit", "role"], as_index=False)
    return grouped.agg(n_customers=("customer_id", "nunique"), n_actions=("times", "sum"), n_visits=("visits", "sum"),
                       minutes=("minutes_month", "sum")).assign(level=level)


def _people(level: str, unit: str, role: str, people: pd.DataFrame) -> int | None:
    """How many people share the work; of other roles than managers, and of outlets without managers, nobody can say."""
    if role != OF_MANAGERS or not unit:
        return None
    if level == "manager":
        return 1
    here = people if level == "role" else people[people["branch_id"] == unit]
    return len(here) or None
