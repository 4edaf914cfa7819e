"""A few invented customers, their standards and what was recorded with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from rccrm_lib.core.standard_settings import StandardSettings
from rccrm_lib.core.store.contacts import READ

VISIT = {"id": "vip_visit", "tiers": ["VIP"], "action": "visit", "every_days": 90, "channel": "on_site", "role": "manager",
         "minutes": 45, "response_days": 2, "household": True}
CALL = {"id": "all_call", "tiers": ["VIP", "MASS"], "action": "call", "per_year": 4, "channel": "phone", "role": "manager",
        "minutes": 10}
MATURITY = {"id": "maturity_call", "tiers": ["VIP"], "action": "call", "every_days": 30, "channel": "phone", "role": "manager",
            "minutes": 8, "needs": ["maturity_near"]}
TAGS = pd.DataFrame([("CA", "maturity_near")], columns=["customer_id", "tag"])
NO_TAGS = TAGS.iloc[:0]


def make_version(*standards: dict[str, Any], valid_from: date = date(2026, 1, 1)) -> dict[str, Any]:
    """A version as it stands in settings/standards.toml."""
    return {"valid_from": valid_from, "author": "部门", "reason": "试行", "standards": list(standards)}


def make_standards(*versions: dict[str, Any], **values: Any) -> StandardSettings:
    """Standards of these versions; of VISIT, CALL and MATURITY when none is given."""
    return StandardSettings(versions=versions or (make_version(VISIT, CALL, MATURITY),), **values)


@pytest.fixture
def served() -> pd.DataFrame:
    """CA and CB are a household of two adults and a child CC; CD lives alone; CE is a company that nobody looks after."""
    rows = [("CA", "VIP", "FARM", "H1", True, "B1", "M1"), ("CB", "VIP", "FARM", "H1", True, "B1", "M1"),
            ("CC", "VIP", "FARM", "H1", False, "B1", "M1"), ("CD", "MASS", "URBAN", None, True, "B1", "M2"),
            ("CE", "VIP", "COMPANY", None, True, "B2", None)]
    frame = pd.DataFrame(rows, columns=["customer_id", "tier", "nature", "household_id", "is_adult", "branch_id", "manager_id"])
    return frame.assign(tier_before=frame["tier"], first_open_on=pd.Timestamp("2010-01-01"))


@pytest.fixture
def make_contacts() -> Callable[..., pd.DataFrame]:
    """`make_contacts(("CA", "2026-08-03", "visit", "met"), …)`: rows as the store gives them."""

    def make(*rows: tuple[str, ...], **values: Any) -> pd.DataFrame:
        contacts = [{"seq": n, "customer_id": row[0], "on_day": row[1], "kind": row[2], "result": row[3], "manager_id": "M1",
                     "household_id": row[4] if len(row) > 4 else "", "need": "none", "form": "{}", "person_id": "li",
                     "at": 0.0, **values}
                    for n, row in enumerate(rows, start=1)]
        return pd.DataFrame(contacts, columns=READ)

    return make
