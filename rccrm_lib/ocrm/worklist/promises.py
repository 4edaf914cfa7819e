"""What was promised at the last contact is an item of the day for which it was promised."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pandas as pd

from rccrm_lib.core.worklist_settings import WorklistSettings
from rccrm_lib.ocrm.worklist.schema import ITEMS

STAYS_DAYS = 60


def join_contacts(earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """The contacts of two frames, in the order of writing."""
    full = [frame for frame in (earlier, later) if len(frame)]
    return pd.concat(full, ignore_index=True) if full else later


def add_promises(items: pd.DataFrame, contacts: pd.DataFrame, *, settings: WorklistSettings) -> pd.DataFrame:
    """The items, and one per customer whose newest contact names a next day: ITEMS."""
    newest = contacts.sort_values("seq").drop_duplicates("customer_id", keep="last")
    open_ones = newest[newest["next_on"].notna()]
    if open_ones.empty:
        return items
    how = settings.reasons["promise"]
    rows = []
    for row in open_ones.itertuples():
        due = date.fromisoformat(row.next_on)
        evidence = json.dumps({"promise": row.promise, "met_on": row.on_day, "next_on": row.next_on}, ensure_ascii=False)
        rows.append((f"promise-{row.seq}", row.customer_id, row.household_id or None, row.manager_id, "promise", evidence, due,
                     due, due + timedelta(days=STAYS_DAYS), None, how.minutes, how.kind, "contacts", how.action))
    promised = pd.DataFrame(rows, columns=ITEMS.names).astype({"value_fen": "Int64"})
    days = ["from_on", "due_on", "until_on"]
    both = [frame.assign(**{name: pd.to_datetime(frame[name]) for name in days}).astype({"value_fen": "Int64"})
            for frame in (items, promised)]
    return pd.concat([frame for frame in both if len(frame)], ignore_index=True)
