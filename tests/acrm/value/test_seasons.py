"""A year ago by two calendars: the same month, and the days as far from the Spring Festival."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from rccrm_lib.acrm.value import compare_year
from rccrm_lib.facts.calendar import add_months
from rccrm_lib.facts.festivals import SPRING_FESTIVALS, days_a_lunar_year_ago


def history(month: str, *, n: int = 13, **levels: int) -> pd.DataFrame:
    """n months up to `month` at 1,000 fen; `levels` sets some: m2025_09=…"""
    months = [add_months(month, -back) for back in range(n - 1, -1, -1)]
    fen = [levels.get(f"m{one.replace('-', '_')}", 1_000) for one in months]
    none = pd.array([None] * n, "Int64")
    return pd.DataFrame({"month": months, "aum_avg_fen": fen, "deposit_avg_fen": fen, "loan_avg_fen": none})


@pytest.mark.parametrize(("month", "first", "last"), [
    ("2026-09", date(2025, 9, 12), date(2025, 10, 11)),  # the festival that comes (2027-02-06) is nearer: 354 days
    ("2026-02", date(2025, 1, 13), date(2025, 2, 9)),  # 2026-02-17 is 384 days after 2025-01-29
    ("2025-01", date(2024, 1, 13), date(2024, 2, 12)),
    ("1900-01", None, None), ("2102-01", None, None),
])
def test_the_days_stand_as_far_from_their_festival(month: str, first: date | None, last: date | None) -> None:
    assert days_a_lunar_year_ago(month) == ((first, last) if first and last else None)


@pytest.mark.parametrize("year", range(2016, 2035))
def test_the_festival_itself_is_met_by_the_festival(year: int) -> None:
    day = SPRING_FESTIVALS[year]
    window = days_a_lunar_year_ago(f"{day:%Y-%m}")
    assert window is not None
    assert (day - date(day.year, day.month, 1)) == SPRING_FESTIVALS[year - 1] - window[0]


def test_a_month_that_held_the_festival_is_not_compared_with_one_that_did_not() -> None:
    """Savings came home in January 2025 and in February 2026: the same month a year ago says a fall that never was."""
    found = compare_year(history("2026-02", n=14, m2026_02=3_000, m2025_01=3_000, m2025_02=1_000), month="2026-02")
    row = found.set_index("measure").loc["aum"]
    assert row["year_ago_fen"] == 1_000
    assert row["aligned_fen"] == round((19 * 3_000 + 9 * 1_000) / 28)  # 13 to 31 January, 1 to 9 February


def test_each_day_counts_as_its_month_and_halves_are_even() -> None:
    row = compare_year(history("2026-09", m2025_09=1_000, m2025_10=1_003), month="2026-09").iloc[0]
    assert row["aligned_fen"] == 1_001  # (19 x 1000 + 11 x 1003) / 30 = 1001.1
    assert row["now_fen"] == 1_000 and (row["from_on"], row["to_on"]) == (date(2025, 9, 12), date(2025, 10, 11))


def test_what_the_history_does_not_hold_cannot_be_told() -> None:
    row = compare_year(history("2026-09", n=11), month="2026-09").iloc[0]
    assert pd.isna(row["year_ago_fen"]) and pd.isna(row["aligned_fen"]) and row["from_on"] == date(2025, 9, 12)
    assert "loan" not in set(compare_year(history("2026-09"), month="2026-09")["measure"])  # not supplied is no row
    assert compare_year(history("2026-08"), month="2026-09").empty
