"""Histories of a few customers, written as yuan by month, and the settings as they come with the project."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import pytest

from rccrm_lib.core.tier_settings import TierSettings
from rccrm_lib.facts.calendar import add_months

FIRST_MONTH = "2026-01"
MakeHistory = Callable[..., pd.DataFrame]


@pytest.fixture(scope="session")
def tier_settings() -> TierSettings:
    """The default tiers: MASS, POTENTIAL 10,000, QUALITY 50,000, VIP 200,000, WEALTH 500,000, PRIVATE 6,000,000."""
    return TierSettings()


@pytest.fixture(scope="session")
def make_history() -> MakeHistory:
    """`make_history({"A": [12_000, None, 3_000]})`: averages in yuan from 2026-01 on; None: nothing held."""

    def make(yuan: Mapping[str, Sequence[float | None]]) -> pd.DataFrame:
        rows = [
            (customer, add_months(FIRST_MONTH, place), round(value * 100), 1)
            for customer, values in yuan.items() for place, value in enumerate(values) if value is not None
        ]
        return pd.DataFrame(rows, columns=["customer_id", "month", "aum_avg_fen", "n_accounts"])

    return make
