"""Dates as people write them, brought to eight digits; a day that no calendar has stays comparable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import pandas as pd

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PARTS = re.compile(r"\d+|[a-z]+", re.IGNORECASE)
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?.*$")
#: Typed to get past a required field, or written by a system for "never".
PLACEHOLDER_DATES = frozenset({"00000000", "19000101", "99991231", "20991231", "11111111", "99999999"})


def is_day_first(texts: Iterable[str]) -> bool:
    """Whether the dates of a column that end in the year begin with the day: one number over 12 tells; else yes."""
    for text in texts:
        parts = [int(part) for part in re.findall(r"\d+", text)]
        if len(parts) == 3 and parts[2] > 31:
            if parts[0] > 12 >= parts[1]:
                return True
            if parts[1] > 12 >= parts[0]:
                return False
    return True


def standardise_date(text: str | None, *, day_first: bool = True) -> str | None:
    """Year, month, day as eight digits: 1971-06-24, 24/6/1971, 24 Jun 1971, 1971年6月24日; None for no date."""
    if not text:
        return None
    parts = _PARTS.findall(_TIME.sub("", unicodedata.normalize("NFKC", text).strip()))
    digits = parts[0] if len(parts) == 1 and parts[0].isdecimal() else ""
    if len(digits) not in (0, 8):
        return None
    whole = digits or _join([_month(part) for part in parts], day_first=day_first)
    return None if whole is None or whole in PLACEHOLDER_DATES else whole


def _month(part: str) -> str:
    """The number of a month's English name; any other part as it is."""
    name = part[:3].lower()
    return str(_NAMES.index(name) + 1).zfill(2) + "m" if name in _NAMES else part


def _join(parts: list[str], *, day_first: bool) -> str | None:
    numbers = [part for part in parts if part.rstrip("m").isdecimal()]
    if len(numbers) != 3:
        return None
    if len(numbers[0]) == 4:
        year, month, day = numbers
    else:
        first, second, year = numbers
        if len(year) == 2:
            year = ("19" if int(year) > 30 else "20") + year
        named = first.endswith("m") or (not day_first and not second.endswith("m"))
        day, month = (second, first) if named else (first, second)
    year, month, day = (part.rstrip("m") for part in (year, month, day))
    return f"{year:0>4}{month:0>2}{day:0>2}" if len(year) == 4 and len(month) < 3 and len(day) < 3 else None


def standardise_dates(texts: pd.Series) -> pd.Series:
    """Eight digits or None per value, worked out once per distinct value."""
    distinct = [str(text) for text in texts.dropna().unique()]
    day_first = is_day_first(distinct)
    table = {text: standardise_date(text, day_first=day_first) for text in distinct}
    return texts.map(table).astype(object).where(texts.notna(), None)
