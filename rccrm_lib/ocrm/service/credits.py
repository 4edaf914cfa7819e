"""For whom a contact counts, and for which action: the customer it was with, and the household where the standard says so."""

from __future__ import annotations

import pandas as pd

from rccrm_lib.core.contact_settings import ContactSettings

CREDITS = ["customer_id", "action", "on_day", "is_by_household"]


def credit_contacts(contacts: pd.DataFrame, served: pd.DataFrame, *, settings: ContactSettings) -> pd.DataFrame:
    """One row per customer, action and contact that counts for it: CREDITS.

    `is_by_household`: the contact was with somebody else of the household. A result that does not count (nobody there, no answer)
    gives nothing.
    """
    counting = [code for code, one in settings.results.items() if one.counts]
    done = contacts.loc[contacts["result"].isin(counting), ["customer_id", "household_id", "on_day", "kind", "need"]]
    done = done.assign(on_day=pd.to_datetime(done["on_day"]).astype("datetime64[us]"),
                       action=[settings.fulfils(kind, need) for kind, need in zip(done["kind"], done["need"], strict=True)])
    done = done.explode("action").dropna(subset=["action"]).astype({"action": "object"})  # without rows it would be numbers
    own = done[["customer_id", "action", "on_day"]].assign(is_by_household=False)
    at_home = done[done["household_id"].fillna("") != ""].rename(columns={"customer_id": "with_id"})
    family = served.loc[served["is_adult"].astype(bool), ["customer_id", "household_id"]].dropna()
    shared = at_home.merge(family, on="household_id")
    shared = shared.loc[shared["customer_id"] != shared["with_id"], ["customer_id", "action", "on_day"]]
    return pd.concat([own, shared.assign(is_by_household=True)], ignore_index=True)[CREDITS]


def match_credits(owed: pd.DataFrame, credits: pd.DataFrame) -> pd.DataFrame:
    """One row per owed action and contact that counts for it: customer_id, action, on_day."""
    matched = owed[["customer_id", "action", "is_of_household"]].merge(credits, on=["customer_id", "action"])
    return matched.loc[~matched["is_by_household"] | matched["is_of_household"], ["customer_id", "action", "on_day"]]
