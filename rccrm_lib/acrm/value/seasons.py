"""A year ago by two calendars: the same month, and the days that stood as far from the Spring Festival.

The festival moves by up to a month, and the countryside's money with it: of two equal months one may hold the savings that come
home, and the other not.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from rccrm_lib.acrm.value.schema import YEAR_ON_YEAR
from rccrm_lib.core.schema import check_frame
from rccrm_lib.facts.calendar import add_months, month_of
from rccrm_lib.facts.festivals import days_a_lunar_year_ago
from rccrm_lib.facts.money import divide_half_even

MEASURES = ("aum", "deposit", "loan")
A_YEAR = 12


def compare_year(balances: pd.DataFrame, *, month: str) -> pd.DataFrame:
    """One row per measure (assets, deposits, loans): the month's daily average and those of a year ago, in fen.

    `balances`: one row per month with <measure>_avg_fen. year_ago_fen: the same month; aligned_fen: the days from_on to to_on,
    as far from their Spring Festival. Only monthly averages are kept, so that each day counts as the average of its month.
    Missing where the history does not hold the days, or the calendar's table the year.
    """
    by_month = balances.set_index("month")
    window = days_a_lunar_year_ago(month)
    rows = []
    for measure in MEASURES:
        known = by_month[f"{measure}_avg_fen"].dropna().astype("int64").to_dict()
        if month in known:
            aligned = _average(known, *window) if window else None
            rows.append((measure, known[month], known.get(add_months(month, -A_YEAR)), aligned, *(window or (None, None))))
    frame = pd.DataFrame(rows, columns=YEAR_ON_YEAR.names)
    return check_frame(frame.astype({"year_ago_fen": "Int64", "aligned_fen": "Int64", "now_fen": "int64"}), YEAR_ON_YEAR)


def _average(by_month: dict[str, int], first: date, last: date) -> int | None:
    """The average of the days, each of which counts as its month's; None where a month is not known."""
    days = [month_of(first + timedelta(days=n)) for n in range((last - first).days + 1)]
    if not set(days) <= set(by_month):
        return None
    return divide_half_even(sum(by_month[one] for one in days), len(days))
