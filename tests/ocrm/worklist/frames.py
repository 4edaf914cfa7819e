"""Small frames of the worklist, for tests. Everybody in them is invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from rccrm_lib.core.store import contacts as contact_store
from rccrm_lib.core.store import item_answers as answer_store
from rccrm_lib.ocrm.worklist.schema import ITEMS

DAY = date(2026, 10, 12)


def item(customer: str, reason: str, **values: Any) -> dict[str, Any]:
    """One item, a duty due today unless told otherwise."""
    row = {"item_id": f"{reason}-{customer}", "customer_id": customer, "household_id": None, "manager_id": "M1", "reason": reason,
           "evidence": "{}", "from_on": DAY - timedelta(days=3), "due_on": DAY, "until_on": DAY + timedelta(days=20),
           "value_fen": None, "minutes": 10, "kind": "duty", "source": "test", "action": "call"}
    return row | values


def items(*rows: dict[str, Any]) -> pd.DataFrame:
    """ITEMS of these rows."""
    frame = pd.DataFrame(list(rows), columns=ITEMS.names)
    return frame.astype({"value_fen": "Int64", "minutes": "int64"})


def answers(*rows: tuple[str, str, str], on: date = DAY, until: str | None = None) -> pd.DataFrame:
    """(item, customer, answer), all given on one day at noon in China."""
    noon = pd.Timestamp(on.isoformat() + "T04:00Z").timestamp()
    return pd.DataFrame([(i, c, "M1", a, "why", until, "wang", noon) for i, c, a in rows], columns=answer_store.READ)


def contacts(*rows: dict[str, Any]) -> pd.DataFrame:
    """Contacts as the store hands them over; today, reached, nothing promised unless told otherwise."""
    default = {"seq": 1, "customer_id": "", "household_id": "", "manager_id": "M1", "on_day": DAY.isoformat(), "kind": "call",
               "result": "agreed", "need": "", "promise": "", "next_on": None, "item_id": "", "evidence_hash": "", "form": "{}",
               "person_id": "wang", "at": 0.0}
    return pd.DataFrame([default | {"seq": n} | row for n, row in enumerate(rows, 1)], columns=contact_store.READ)
