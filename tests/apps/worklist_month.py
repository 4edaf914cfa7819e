"""The items of the small published month, for tests: one manager's day in October. Everybody in it is invented."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pandas as pd

from rccrm_lib.ocrm.worklist import FEEDBACK, ITEMS, SUPPRESSED

DAY = date(2026, 10, 12)
HOWS = {"loan": ("duty", 10, "call"), "service": ("duty", 30, "visit"), "deposit": ("care", 10, "call"),
        "at_risk": ("model", 30, "visit"), "birthday": ("care", 5, "call")}
EVIDENCE: dict[str, dict[str, Any]] = {
    "loan": {"loan_due_on": "2026-10-22", "balance_fen": 5_000_000, "n": 1, "is_past": False},
    "service": {"action": "visit", "owed_on": "2026-10-12", "last_contact_on": None},
    "deposit": {"mature_on": "2026-10-15", "balance_fen": 8_000_000, "n": 1, "n_past": 422, "n_left": 44, "is_known": True},
    "at_risk": {"state": "falling", "aum_fen": 4_000_000, "before_fen": 9_000_000, "yearly_fen": 60_000, "n_past": 75,
                "n_left": 14, "is_known": True},
    "birthday": {"birthday_on": "2026-10-12", "age": 51},
}
#: (customer, reason, days until due, value): of the first manager from 0 on, of the other from 150 on.
ROWS = [(0, "loan", 0, None), (0, "birthday", 0, None), (1, "birthday", 0, None), (5, "service", -3, None),
        (40, "service", 2, None), (41, "at_risk", 3, 11_200), (42, "deposit", 3, 40_000),
        *((n, "deposit", 3, 1_000) for n in range(50, 66)), (150, "loan", -1, None), (151, "at_risk", 3, 30_000)]


def worklist_tables(customers: pd.DataFrame, managers: dict[str, str]) -> dict[str, pd.DataFrame]:
    """The tables of the stage: customers have customer_id and household_id in the order of the published month."""
    rows = []
    for index, reason, days, value in ROWS:
        if index >= len(customers):
            continue
        who = customers.iloc[index]
        kind, minutes, action = HOWS[reason]
        due = DAY + timedelta(days=days)
        rows.append((f"{reason}-{index:020d}", who["customer_id"], who["household_id"], managers[who["customer_id"]], reason,
                     json.dumps(EVIDENCE[reason]), due - timedelta(days=15), due, due + timedelta(days=30), value, minutes, kind,
                     "test", action))
    items = pd.DataFrame(rows, columns=ITEMS.names).astype({"value_fen": "Int64"})
    feedback = pd.DataFrame([("deposit", 17, 0, 0, 0, 0, 0, None, 0.0, 1.0, 0.6, False)], columns=FEEDBACK.names)
    manager = next(iter(managers.values()))
    suppressed = pd.DataFrame([(manager, "near", "refusal", 3), (manager, "birthday", "death", 1)], columns=SUPPRESSED.names)
    return {"worklist_items": items, "worklist_feedback": feedback.astype({"wrong_rate": "float64"}),
            "worklist_suppressed": suppressed}
