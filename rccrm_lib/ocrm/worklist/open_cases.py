"""A complaint or suggestion is on the list while it is open: from the day on which it comes in, not from the next month on."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pandas as pd

from rccrm_lib.core.worklist_settings import WorklistSettings
from rccrm_lib.ocrm.worklist.schema import ITEMS

STAYS_DAYS = 60
HASH_SIGNS = 20


def renew_cases(items: pd.DataFrame, cases: pd.DataFrame, *, settings: WorklistSettings, member_id: str) -> pd.DataFrame:
    """The items with those of open cases as they stand now instead of those of the month: ITEMS.

    `cases`: one row per open case: case_id, customer_id, household_id, manager_id, opened_on, due_on (text), kind. An item keeps
    the number that the month gives it, so that what was answered stays answered.
    """
    others = items[items["reason"] != "case"]
    if cases.empty:
        return others
    days = {name: pd.to_datetime(cases[name]) for name in ("opened_on", "due_on")}
    how, pairs = settings.reasons["case"], list(zip(cases["customer_id"], cases["case_id"], strict=True))
    evidence = [json.dumps({"opened_on": opened, "case_kind": kind})
                for opened, kind in zip(cases["opened_on"], cases["kind"], strict=True)]
    found = pd.DataFrame({
        "item_id": [_item_id(member_id, customer, case) for customer, case in pairs], "customer_id": cases["customer_id"],
        "household_id": cases["household_id"], "manager_id": cases["manager_id"], "reason": "case", "evidence": evidence,
        "from_on": days["opened_on"], "due_on": days["due_on"], "until_on": days["due_on"] + timedelta(days=STAYS_DAYS),
        "value_fen": pd.Series(pd.NA, index=cases.index, dtype="Int64"), "minutes": how.minutes, "kind": how.kind,
        "source": "cases", "action": how.action,
    })[ITEMS.names]
    dates = ["from_on", "due_on", "until_on"]
    both = [frame.assign(**{name: pd.to_datetime(frame[name]) for name in dates}).astype({"value_fen": "Int64"})
            for frame in (others, found) if len(frame)]
    return pd.concat(both, ignore_index=True)


def _item_id(member_id: str, customer_id: str, case_id: str) -> str:
    """As sql/items.sql makes it."""
    digest = hashlib.md5(f"{member_id}|{customer_id}|case|{case_id}".encode(), usedforsecurity=False).hexdigest()
    return f"case-{digest[:HASH_SIGNS]}"
