from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rccrm_lib.facts import calendar

MONTHS = st.dates(date(1990, 1, 1), date(2090, 12, 31)).map(calendar.month_of)


@pytest.mark.parametrize(
    "text", ["2026-9", "2026-13", "2026-00", "202609", "2026-09-01", "", "２０２６-09", None, 202609]
)
def test_wrong_months_are_refused_with_the_expected_form(text):
    with pytest.raises(ValueError, match="YYYY-MM"):
        calendar.parse_month(text)


def test_month_ends_know_leap_years():
    assert calendar.month_end("2024-02") == date(2024, 2, 29)
    assert calendar.month_end("2100-02") == date(2100, 2, 28)
    assert calendar.days_in_month("2026-09") == 30


@given(MONTHS, st.integers(-300, 300))
def test_adding_and_counting_months_are_inverse(month, n):
    assert calendar.months_between(month, calendar.add_months(month, n)) == n


@given(MONTHS, st.integers(0, 40))
def test_a_range_of_months_rises_one_by_one(month, n):
    months = calendar.month_range(month, calendar.add_months(month, n))
    assert len(months) == n + 1 and months == sorted(set(months))


def test_a_backward_range_is_empty():
    assert calendar.month_range("2026-09", "2026-08") == []


def test_sentinel_dates_are_no_dates():
    assert calendar.is_unknown_date(None) and calendar.is_unknown_date(date(1900, 1, 1))
    assert not calendar.is_unknown_date(date(1900, 1, 2))
    assert calendar.is_forever_date(date(9999, 12, 31)) and not calendar.is_forever_date(None)
