"""How evenly a load is spread."""

from __future__ import annotations

import pandas as pd
import pytest

from rccrm_lib.ocrm.portfolio import gini, spread_within


@pytest.mark.parametrize(("loads", "found"), [([5, 5, 5], 0.0), ([0, 0, 9], 2 / 3), ([1, 3], 0.25)])
def test_gini_of_known_loads(loads: list[int], found: float) -> None:
    assert gini(pd.Series(loads)) == pytest.approx(found)


def test_nothing_to_spread_is_not_a_number() -> None:
    assert gini(pd.Series([0, 0])) != gini(pd.Series([0, 0]))


def test_only_what_a_branch_can_change_counts() -> None:
    loads = pd.DataFrame({"branch_id": ["A", "A", "B"], "n": [1, 3, 100]})
    assert spread_within(loads, "n") == pytest.approx(0.25)
