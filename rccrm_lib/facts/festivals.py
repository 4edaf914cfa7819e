"""Spring Festival: the first day of the lunar year, on which the countryside's calendar of money hangs."""

from __future__ import annotations

from datetime import date, timedelta

from rccrm_lib.facts.calendar import days_in_month, month_of, parse_month
from rccrm_lib.facts.lunar import YEARS, new_year_on

DAYS_BEFORE = 30  # migrants come home, and with them their year's savings, in the month before the festival

#: First day of the lunar year, by year.
SPRING_FESTIVALS = {year: new_year_on(year) for year in YEARS}


def festival_months(month: str) -> list[str]:
    """The calendar months that hold the 30 days up to the last Spring Festival which was over by the end of `month`.

    One or two months, oldest first; empty outside the years of the table (1900 to 2100).
    """
    parse_month(month)
    past = [day for day in SPRING_FESTIVALS.values() if month_of(day) <= month]
    if not past or int(month[:4]) - past[-1].year > 1:
        return []
    return sorted({month_of(past[-1] - timedelta(days=DAYS_BEFORE)), month_of(past[-1])})


def days_a_lunar_year_ago(month: str) -> tuple[date, date] | None:
    """First and last of the days that stood as far from the festival a year before as this month's days stand from theirs.

    Counted from the festival nearest to the month's middle: autumn belongs to the one that comes, spring to the one that was. As
    many days as the month has. None outside the years of the table.
    """
    first = date.fromisoformat(f"{parse_month(month)}-01")
    length = timedelta(days=days_in_month(month) - 1)
    nearest = min(SPRING_FESTIVALS.values(), key=lambda day: abs(day - (first + length / 2)))
    before = SPRING_FESTIVALS.get(nearest.year - 1)
    if before is None or abs((nearest - first).days) > 200:
        return None
    moved = nearest - before
    return first - moved, first + length - moved
