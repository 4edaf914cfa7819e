"""Histories arrive with each text kept once (categories); what is found must not depend on it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rccrm_lib.acrm.churn import build_spells, sensitivity
from rccrm_lib.acrm.value import assign_tiers
from rccrm_lib.core.errors import SchemaError
from rccrm_lib.core.schema import Column, Table, check_frame
from rccrm_lib.core.settings import ChurnSettings
from rccrm_lib.core.tier_settings import TierSettings

MONTHS = [f"2025-{n:02d}" for n in range(1, 13)]


def _history(rng: np.random.Generator, n: int = 60) -> pd.DataFrame:
    """Customers in no order of their names, some rows missing, two families each of three."""
    rows = [(f"C{who * 7 % n:03d}", month, who // 3, at) for who in range(n) for at, month in enumerate(MONTHS)]
    frame = pd.DataFrame(rows, columns=["customer_id", "month", "home", "at"])
    level = np.exp(rng.normal(12, 1.5, n))[np.arange(len(frame)) // len(MONTHS)]
    gone = rng.integers(3, 30, n)[np.arange(len(frame)) // len(MONTHS)]
    aum = np.where(frame["at"] < gone, level, level * 0.01) * rng.uniform(0.7, 1.3, len(frame))
    frame["aum_avg_fen"] = aum.astype(np.int64)
    frame["customer_in_fen"], frame["n_accounts"] = np.where(rng.random(len(frame)) < 0.3, 100, 0), 1
    frame["first_open_on"], frame["death_on"] = pd.Timestamp("2020-03-01"), pd.NaT
    frame["household_id"], frame["tier"] = "H" + frame["home"].astype(str), np.where(frame["at"] % 2, "MASS", "VIP")
    return frame[rng.random(len(frame)) < 0.95].reset_index(drop=True)


def _coded(history: pd.DataFrame) -> pd.DataFrame:
    texts = [name for name in history if history[name].dtype == object]
    # categories in the order of their first row, as they are read
    return history.assign(**{name: pd.Categorical(history[name], categories=history[name].unique()) for name in texts})


def test_tiers_and_spells_are_the_same_from_coded_histories():
    history = _history(np.random.default_rng(5))
    pd.testing.assert_frame_equal(assign_tiers(_coded(history), settings=TierSettings()),
                                  assign_tiers(history, settings=TierSettings()))
    settings = ChurnSettings(min_at_risk=2)
    spells = build_spells(history, settings=settings, months=MONTHS)
    assert spells["event"].any() and spells["is_household_possible"].dtype == bool
    pd.testing.assert_frame_equal(build_spells(_coded(history), settings=settings, months=MONTHS), spells)
    pd.testing.assert_frame_equal(sensitivity(_coded(history), settings=settings, months=MONTHS),
                                  sensitivity(history, settings=settings, months=MONTHS))


def test_a_category_of_numbers_is_no_text():
    table = Table("t", "One row.", (), (Column("name", "text", "名", "Name"),))
    check_frame(pd.DataFrame({"name": pd.Categorical(["a", "b", "a"])}), table)
    with pytest.raises(SchemaError, match="is category, not text"):
        check_frame(pd.DataFrame({"name": pd.Categorical([1, 2])}), table)
