"""Requests that were answered in time, and next contacts that were kept: what a customer notices first."""

from __future__ import annotations

from datetime import date

import pandas as pd

from rccrm_lib.core.contact_settings import ContactSettings
from rccrm_lib.core.standard_settings import StandardVersion

ANSWERS = ["customer_id", "action", "due_on", "is_done", "is_in_time", "tier", "branch_id", "manager_id", "minutes"]
NO_LIMIT = 5  # days to answer, of tiers for which no standard says any


def judge_answers(requests: pd.DataFrame, contacts: pd.DataFrame, served: pd.DataFrame, *, version: StandardVersion,
                  settings: ContactSettings, first: date, last: date) -> pd.DataFrame:
    """One row per request or promise whose day fell into the month: answered at all, and by its day (ANSWERS).

    `requests`: customer_id, opened_on, answered_on (missing: open). A promise is the next contact that somebody named
    (`next_on`); it is kept by a contact of any kind after the one that named it, by that day.
    """
    limits = {tier: min(one.response_days for one in version.standards if tier in one.tiers and one.response_days is not None)
              for tier in {tier for one in version.standards if one.response_days is not None for tier in one.tiers}}
    who = served[["customer_id", "tier_before", "branch_id", "manager_id"]].rename(columns={"tier_before": "tier"})
    asked = requests.merge(who, on="customer_id")
    days = pd.to_timedelta(asked["tier"].map(limits).fillna(NO_LIMIT), unit="D")
    asked = asked.assign(action="response", due_on=pd.to_datetime(asked["opened_on"]) + days,
                         done_on=pd.to_datetime(asked["answered_on"]))
    kept = _promises(contacts, settings).merge(who, on="customer_id")
    rows = pd.concat([part.dropna(axis=1, how="all") for part in (asked, kept) if len(part)] or [asked.assign(done_on=pd.NaT)],
                     ignore_index=True)
    if "done_on" not in rows:
        rows = rows.assign(done_on=pd.NaT)
    due = pd.to_datetime(rows["due_on"])
    done = pd.to_datetime(rows["done_on"])
    rows = rows.assign(due_on=due, minutes=0, is_done=done.notna() & (done <= pd.Timestamp(last)), is_in_time=done <= due)
    rows = rows[due.between(pd.Timestamp(first), pd.Timestamp(last))]
    return rows.reindex(columns=ANSWERS).reset_index(drop=True)


def _promises(contacts: pd.DataFrame, settings: ContactSettings) -> pd.DataFrame:
    """One row per named next contact: the first later contact with the customer, of any kind and result."""
    said = contacts.dropna(subset=["next_on"])[["seq", "customer_id", "next_on"]]
    later = said.merge(contacts[["seq", "customer_id", "on_day"]], on="customer_id", suffixes=("", "_later"))
    later = later[later["seq_later"] > later["seq"]].groupby("seq")["on_day"].min().rename("done_on")
    rows = said.join(later, on="seq")
    return rows.assign(action="promise", due_on=pd.to_datetime(rows["next_on"]), done_on=pd.to_datetime(rows["done_on"]))[
        ["customer_id", "action", "due_on", "done_on"]]
