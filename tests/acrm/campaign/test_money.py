"""What an effect is worth: balances are not contribution."""

from __future__ import annotations

import pandas as pd
import pytest

from rccrm_lib.acrm.campaign.money import money_of
from rccrm_lib.acrm.campaign.verdict import verdict

ROW = pd.DataFrame([{
    "effect_fen": 100_000.0, "incremental_fen": 100_000_000.0, "incremental_low_fen": 20_000_000.0,
    "incremental_high_fen": 180_000_000.0, "verdict": "positive",
}])


def test_value_cost_and_return_by_hand() -> None:
    # 1,000,000 yuan of balance at 2 % a year for 3 months: 5,000 yuan; cost 2,000.
    money = money_of(ROW, cost_fen=200_000, margin_rate=0.02, months=3, n_held_out=500)
    assert money["value_fen"] == pytest.approx(500_000)
    assert (money["net_fen"], money["net_low_fen"], money["net_high_fen"]) == pytest.approx((300_000, -100_000, 700_000))
    assert (money["roi"], money["roi_low"], money["roi_high"]) == pytest.approx((1.5, -0.5, 3.5))
    assert money["net_verdict"] == "cannot_tell", "a sure effect on balances need not be a sure gain"
    assert money["holdout_cost_fen"] == pytest.approx(100_000 * 500 * 0.02 / 4)
    assert money["break_even_rate"] == pytest.approx(200_000 / 100_000_000 * 4)


def test_without_a_margin_or_a_cost_there_is_no_net() -> None:
    no_margin = money_of(ROW, cost_fen=200_000, margin_rate=None, months=3, n_held_out=500)
    assert no_margin["net_fen"] is None and no_margin["net_verdict"] is None
    assert no_margin["break_even_rate"] is not None
    no_cost = money_of(ROW, cost_fen=None, margin_rate=0.02, months=3, n_held_out=500)
    assert no_cost["value_fen"] is not None and no_cost["net_fen"] is None and no_cost["break_even_rate"] is None
    free = money_of(ROW, cost_fen=0, margin_rate=0.02, months=3, n_held_out=500)
    assert free["net_fen"] == free["value_fen"] and free["roi"] is None


def test_nothing_evaluated_nothing_said() -> None:
    assert set(money_of(ROW.iloc[:0], cost_fen=1, margin_rate=0.02, months=3, n_held_out=5).values()) == {None}


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(1, 2, "positive"), (-2, -1, "negative"), (-1, 1, "cannot_tell"), (0, 1, "cannot_tell"),
     (float("nan"), float("nan"), "cannot_tell"), (float("-inf"), float("inf"), "cannot_tell")],
)
def test_verdicts(low: float, high: float, said: str) -> None:
    assert verdict(low, high) == said
