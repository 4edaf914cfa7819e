"""Months and days of the banking calendar.

A month is the string 'YYYY-MM' everywhere: it sorts, it groups, and it cannot be mistaken for a day.
Core systems write "no date" as a real date (1900-01-01, 9999-12-31 ...); those are listed here once.
"""

from __future__ import annotations

import calendar as _calendar
import re
from datetime import date

_MONTH = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])")

#: Dates that core systems write for "no date known".
UNKNOWN_DATES: frozenset[date] = frozenset(
    {date(1, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1900, 12, 31)}
)

#: Dates that core systems write for "without end" (a permanent identity card, an open account).
FOREVER_DATES: frozenset[date] = frozenset(
    {date(2099, 12, 31), date(2999, 12, 31), date(9999, 12, 31), date(9999, 1, 1)}
)


def parse_month(text: str) -> str:
    """One month 'YYYY-MM', unchanged; anything else raises ValueError saying what was expected."""
    if not isinstance(text, str) or not _MONTH.fullmatch(text):
        raise ValueError(f"{text!r} is not a month: expected YYYY-MM such as 2026-09, years 1000 to 2999")
    return text


def _index(month: str) -> int:
    parse_month(month)
    return int(month[:4]) * 12 + int(month[5:]) - 1


def add_months(month: str, n: int) -> str:
    """One month: `n` months after `month` (before it when negative)."""
    year, zero_based = divmod(_index(month) + n, 12)
    return parse_month(f"{year:04d}-{zero_based + 1:02d}")


def months_between(first: str, last: str) -> int:
    """Number of whole months from `first` to `last`; negative when `last` is the earlier one."""
    return _index(last) - _index(first)


def month_range(first: str, last: str) -> list[str]:
    """One entry per month from `first` to `last`, both included; empty when `last` is earlier."""
    return [add_months(first, step) for step in range(months_between(first, last) + 1)]


def days_in_month(month: str) -> int:
    """Number of days of the month, 28 to 31."""
    parse_month(month)
    return _calendar.monthrange(int(month[:4]), int(month[5:]))[1]


def month_start(month: str) -> date:
    """First day of the month."""
    parse_month(month)
    return date(int(month[:4]), int(month[5:]), 1)


def month_end(month: str) -> date:
    """Last day of the month: the `as_of` of everything that is said about it."""
    return month_start(month).replace(day=days_in_month(month))


def month_of(day: date) -> str:
    """The month in which a day lies."""
    return f"{day.year:04d}-{day.month:02d}"


def is_unknown_date(day: date | None) -> bool:
    """True for a missing date and for the dates that stand for "not known"."""
    return day is None or day in UNKNOWN_DATES


def is_forever_date(day: date | None) -> bool:
    """True for the dates that stand for "without end"."""
    return day is not None and day in FOREVER_DATES
