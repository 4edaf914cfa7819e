"""The lunar calendar: when the year begins, and on which day a lunar birthday is kept.

A lunar day is written as four digits, month and day, with an L where the month was a leap month: '0815', '0415L'. It is read
from what somebody wrote and never worked out from a birth date: old certificates hold lunar dates as if they were solar ones.
The tables are borax's, which follow the Hong Kong Observatory from 1900 to 2100.
"""

from __future__ import annotations

import re
from datetime import date

from borax.calendars.lunardate import LCalendars, LunarDate, TextUtils

YEARS = range(1900, 2101)
LEAP = "L"
BEFORE = re.compile(r"^(农历|阴历|旧历)?((18|19|20)\d{2}[-./年]?(?=.{3}))?")  # what the calendar is called, and a year
DIGITS = re.compile(r"(\d{2})(\d{2})|(\d{1,2})[-./月](\d{1,2})[日号]?")
WORDS = re.compile(r"(正|十[一二]|[一二三四五六七八九十冬腊])月(初[一二三四五六七八九十]|十[一二三四五六七八九]?|"
                   r"廿[一二三四五六七八九]?|二十[一二三四五六七八九]?|三十)[日号]?")
NUMBERS = {word: number for number, word in enumerate("一二三四五六七八九十", 1)}
MONTHS = NUMBERS | {"正": 1, "冬": 11, "腊": 12, "十一": 11, "十二": 12}


def read_lunar_day(text: str) -> str | None:
    """The lunar day that a text says: '0815', '8-15', '8月15日', '八月十五', '农历闰四月初三'. None where it says none."""
    rest = BEFORE.sub("", re.sub(r"\s", "", text))
    is_leap = rest.startswith("闰") or rest.endswith(LEAP)
    month, day = _month_and_day(rest.removeprefix("闰").removesuffix(LEAP))
    return f"{month:02d}{day:02d}{LEAP * is_leap}" if 1 <= month <= 12 and 1 <= day <= 30 else None


def lunar_day_of(day: date) -> str:
    """A solar day as a lunar day, without its year. Raises ValueError outside 31 January 1900 to 28 January 2101."""
    lunar = LunarDate.from_solar(day)
    return f"{lunar.month:02d}{lunar.day:02d}{LEAP if lunar.leap else ''}"


def word_lunar_day(lunar_day: str) -> str:
    """A lunar day as it is said: '0815' 八月十五, '0415L' 闰四月十五."""
    month, day, is_leap = split_lunar_day(lunar_day)
    return f"{'闰' * is_leap}{word_month(month)}月{word_day(day)}"


def split_lunar_day(lunar_day: str) -> tuple[int, int, bool]:
    """Month (1 to 12), day (1 to 30), whether it is a leap month."""
    return int(lunar_day[:2]), int(lunar_day[2:4]), lunar_day.endswith(LEAP)


def word_month(month: int) -> str:
    """The name of a lunar month: 1 正, 8 八, 12 腊."""
    return TextUtils.month_cn(month)


def word_day(day: int) -> str:
    """The name of a lunar day: 3 初三, 15 十五, 23 廿三."""
    return TextUtils.day_cn(day)


def new_year_on(year: int) -> date:
    """Spring Festival, the first day of the lunar year `year` (1900 to 2100)."""
    return LunarDate(year, 1, 1).to_solar_date()


def kept_on(lunar_day: str, year: int) -> date:
    """The solar day on which a lunar birthday is kept in the lunar year `year`.

    By custom: one of a leap month is kept in the plain month where the year has no such leap month, one of a 30th on the
    29th where the month is short.
    """
    month, day, is_leap = split_lunar_day(lunar_day)
    leap = int(is_leap and LCalendars.leap_month(year) == month)
    return LunarDate(year, month, min(day, LCalendars.ndays(year, month, leap)), leap).to_solar_date()


def _month_and_day(text: str) -> tuple[int, int]:
    if digits := DIGITS.fullmatch(text):
        return int(digits[1] or digits[3]), int(digits[2] or digits[4])
    if words := WORDS.fullmatch(text):
        return MONTHS[words[1]], _day(words[2])
    return 0, 0


def _day(word: str) -> int:
    """'初三' 3, '十五' 15, '廿' and '二十' 20, '廿三' 23, '三十' 30."""
    if word.startswith("初"):
        return NUMBERS[word[1]]
    tens, _, units = word.replace("廿", "二十").partition("十")
    return NUMBERS.get(tens, 1) * 10 + NUMBERS.get(units, 0)
