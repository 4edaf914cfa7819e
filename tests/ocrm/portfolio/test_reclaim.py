"""Back to the pool: by tier, with notice, and never for what was not recorded."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from rccrm_lib.core.portfolio_settings import PortfolioSettings
from rccrm_lib.ocrm.portfolio import find_reclaims

AS_OF, GIVEN = date(2026, 9, 30), PortfolioSettings(reclaim_days={"VIP": 100}, notice_days=10)
RECORDED_SINCE = ("C0", "2025-01-01")


def _kept(**values: Any) -> pd.DataFrame:
    row = {"customer_id": "C1", "manager_id": "M1", "branch_id": "B1", "tier": "VIP", "from_on": None} | values
    return pd.DataFrame([row]).astype({"manager_id": "object", "from_on": "object"})


def _states(kept: pd.DataFrame, *contacts: tuple[str, str]) -> list[str]:
    frame = pd.DataFrame(list(contacts), columns=["customer_id", "on_day"])
    return find_reclaims(kept, frame, settings=GIVEN, as_of=AS_OF)["state"].tolist()


@pytest.mark.parametrize(("last", "state"), [("2026-06-22", ["due"]), ("2026-06-23", ["notice"]), ("2026-07-02", ["notice"]),
                                             ("2026-07-03", [])])
def test_the_days_count_from_the_last_contact(last: str, state: list[str]) -> None:
    assert _states(_kept(), RECORDED_SINCE, ("C1", "2026-01-01"), ("C1", last)) == state


def test_whoever_has_just_been_given_a_customer_gets_the_whole_time() -> None:
    assert _states(_kept(from_on="2026-08-01"), RECORDED_SINCE) == []
    assert _states(_kept(), RECORDED_SINCE) == ["due"]


def test_what_was_not_recorded_is_not_a_neglect() -> None:
    assert _states(_kept()) == [] and _states(_kept(), ("C0", "2026-09-01")) == []


def test_a_tier_without_days_and_the_pool_itself_stay() -> None:
    assert _states(_kept(tier="MASS"), RECORDED_SINCE) == [] and _states(_kept(manager_id=None), RECORDED_SINCE) == []
