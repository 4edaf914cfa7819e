"""What other definitions would give, and what spells ended with."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from rccrm_lib.acrm.churn import CAUSES, build_spells, count_causes, sensitivity
from rccrm_lib.core.settings import ChurnSettings

History = Callable[..., pd.DataFrame]
FULL = 100_000


@pytest.fixture
def history(make_history: History) -> pd.DataFrame:
    """Forty customers who stay; others who fall to 35 %, to 25 %, to 10 %, and for two months only."""
    stays = {f"S{i}": [FULL] * 13 for i in range(40)}
    falls = {"A": [FULL] * 5 + [35_000] * 8, "B": [FULL] * 5 + [25_000] * 8, "C": [FULL] * 5 + [10_000] * 8,
             "D": [FULL] * 5 + [15_000] * 2 + [FULL] * 6}
    return make_history({**stays, **falls})


def test_every_definition_has_its_count(history: pd.DataFrame, months: list[str]) -> None:
    table = sensitivity(history, settings=ChurnSettings(), months=months)
    counts = table.set_index(["enter_ratio", "enter_months"])["n_events"].to_dict()
    assert counts == {
        (0.2, 2): 2, (0.2, 3): 1, (0.2, 4): 1, (0.3, 2): 3, (0.3, 3): 2, (0.3, 4): 2, (0.4, 2): 4, (0.4, 3): 3,
        (0.4, 4): 3,
    }
    assert table["is_base"].sum() == 1
    base = table[table["is_base"]].iloc[0]
    assert (base["enter_ratio"], base["enter_months"]) == (0.3, 3)
    assert base["attrition"] == pytest.approx(2 / 44)


def test_base_is_what_build_spells_says(history: pd.DataFrame, months: list[str]) -> None:
    rules = ChurnSettings(enter_ratio=0.25, enter_months=5)
    table = sensitivity(history, settings=rules, months=months)
    base = table[table["is_base"]].iloc[0]
    spells = build_spells(history, settings=rules, months=months)
    assert len(table) == 16
    assert base["n_events"] == spells["event"].sum()
    assert base["customer_months"] == (spells["exit"] - spells["entry"]).sum()


def test_causes_in_fixed_order_with_what_balances_alone_decided(history: pd.DataFrame, months: list[str]) -> None:
    spells = build_spells(history, settings=ChurnSettings(), months=months)
    counts = count_causes(spells).set_index("cause")
    assert counts.loc["runoff", "n"] == 2 and counts["n"].sum() == 2
    assert not {"censored", "unconfirmed"} & set(counts.index)
    assert counts[["n_balance_only", "n_household_possible"]].sum().sum() == 0
    everything = count_causes(spells, with_censored=True)
    assert everything["cause"].tolist() == list(CAUSES) and everything["n"].sum() == len(spells)
    blind = history.assign(customer_in_fen=pd.array([pd.NA] * len(history), dtype="Int64"))
    counts = count_causes(build_spells(blind, settings=ChurnSettings(), months=months)).set_index("cause")
    assert counts.loc["runoff", "n_balance_only"] == 2
