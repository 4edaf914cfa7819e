"""Histories as matrices."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from rccrm_lib.acrm.churn.grid import NEVER, build_grid, unbroken_tail

History = Callable[..., pd.DataFrame]


@pytest.mark.parametrize(
    ("months", "tail"),
    [
        ([], ()),
        (["2026-01"], ("2026-01",)),
        (["2026-01", "2025-12", "2025-12"], ("2025-12", "2026-01")),
        (["2025-09", "2025-11", "2025-12"], ("2025-11", "2025-12")),
    ],
)
def test_the_last_unbroken_months(months: list[str], tail: tuple[str, ...]) -> None:
    assert unbroken_tail(months) == tail


def test_cells_before_the_first_row_are_unknown_and_after_it_zero(make_history: History, months: list[str]) -> None:
    history = make_history({"C1": [None, 10, None, 30], "C2": [1, 2, 3, 4]})
    grid = build_grid(history, months=months[:4], reference_months=12, floor_yuan=1000)
    assert grid.first.tolist() == [1, 0]
    assert np.isnan(grid.aum[0, 0]) and grid.aum[0, 1:].tolist() == [1000, 0, 3000]
    assert grid.accounts[0, 1:].tolist() == [1, 0, 1]


def test_reference_is_the_trailing_median_or_the_floor(make_history: History, months: list[str]) -> None:
    yuan = [9_000, 1_000, 5_000, 7_000, 100, 100, 100]
    grid = build_grid(make_history({"C1": yuan}), months=months[:7], reference_months=3, floor_yuan=2_000)
    assert [float(grid.reference(end)[0]) / 100 for end in range(7)] == [9_000, 5_000, 5_000, 5_000, 5_000, 2_000, 2_000]


def test_dates_after_the_last_month_are_not_known_yet(make_history: History, months: list[str]) -> None:
    history = make_history({"C1": [1] * 13}, death_on=pd.Timestamp("2026-03-31"))
    assert build_grid(history, months=months, reference_months=12, floor_yuan=0).death.tolist() == [6]
    assert build_grid(history, months=months[:6], reference_months=12, floor_yuan=0).death.tolist() == [NEVER]


def test_a_month_without_any_credit_value_was_not_supplied(make_history: History, months: list[str]) -> None:
    history = make_history({"C1": [1, 1], "C2": [1, None]}, credit={"C1": [5, None], "C2": [7, None]})
    grid = build_grid(history, months=months[:2], reference_months=12, floor_yuan=0)
    assert grid.credit[:, 0].tolist() == [500, 700] and np.isnan(grid.credit[:, 1]).all()
