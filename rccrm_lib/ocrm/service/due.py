"""When an action is due: so many days after the last one; the first round is spread by lot, so that not all fall on one day."""

from __future__ import annotations

from datetime import date

import pandas as pd

from rccrm_lib.core.contact_settings import ContactSettings
from rccrm_lib.ocrm.service.credits import credit_contacts, match_credits
from rccrm_lib.ocrm.service.schema import SERVICE_DUE, finish

STEPS = 2**32


def find_due(owed: pd.DataFrame, served: pd.DataFrame, credits: pd.DataFrame, *, seen_on: date,
             recorded_from: date) -> pd.DataFrame:
    """One row per owed action: when it is due next, seen from the end of a day (OWED, `last_contact_on`, `due_on`).

    Contacts after `seen_on` are not looked at. Nothing is due before the standard began or contacts were recorded.
    """
    done = match_credits(owed, credits)
    done = done[done["on_day"] <= pd.Timestamp(seen_on)]
    last = done.groupby(["customer_id", "action"], as_index=False)["on_day"].max().rename(columns={"on_day": "last_contact_on"})
    due = owed.merge(last, on=["customer_id", "action"], how="left")
    due = due.merge(served[["customer_id", "household_id", "first_open_on"]], on="customer_id", how="left")
    days = pd.to_timedelta(due["interval_days"], unit="D")
    begun = pd.to_datetime(due["begun_on"]).clip(lower=pd.Timestamp(recorded_from))
    opened = pd.to_datetime(due["first_open_on"], errors="coerce")
    anchor = begun.where(opened.isna() | (opened < begun), opened)
    first = anchor + pd.to_timedelta(_lot(due), unit="D")
    again = (due["last_contact_on"] + days).clip(lower=pd.to_datetime(due["begun_on"]))
    due_on = again.where(due["last_contact_on"].notna(), first)
    last_on = pd.to_datetime(due["last_contact_on"]).astype("datetime64[us]")
    return due.assign(due_on=due_on.astype("datetime64[us]"), last_contact_on=last_on)


def list_due(due: pd.DataFrame, *, as_of: date) -> pd.DataFrame:
    """One row per customer and action with the day on which it is due next, seen from the month's end (SERVICE_DUE)."""
    listed = due.assign(is_overdue=due["due_on"] <= pd.Timestamp(as_of))
    return finish(listed.sort_values(["due_on", "customer_id", "action"], kind="stable"), SERVICE_DUE)


def _lot(due: pd.DataFrame) -> pd.Series:
    """Days from 1 to the interval, the same for a household and standard in every run."""
    together = due["household_id"].where(due["is_of_household"].astype(bool) & due["household_id"].notna(), due["customer_id"])
    share = pd.util.hash_array((together + " " + due["standard_id"]).to_numpy(dtype=object)) % STEPS / STEPS
    return (share * due["interval_days"]).astype("int64") + 1


def drop_done(due: pd.DataFrame, contacts: pd.DataFrame, *, settings: ContactSettings, after: date) -> pd.DataFrame:
    """The rows of a list of due actions for which nothing was done after its day: customer_id, household_id, action, ….

    Between two months the list grows old; a contact with anybody of the household takes the row off.
    """
    since = contacts[contacts["on_day"] > f"{after}"]
    own = due[["customer_id", "household_id"]].drop_duplicates().assign(is_adult=True)
    done = credit_contacts(since, own, settings=settings)[["customer_id", "action"]].drop_duplicates()
    left = due.merge(done.assign(is_done=True), on=["customer_id", "action"], how="left")
    return left[left["is_done"].isna()].drop(columns="is_done").reset_index(drop=True)
