"""The lunar calendar: days of the Observatory's almanac, and birthdays in years that lack the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rccrm_lib.facts.lunar import kept_on, lunar_day_of, new_year_on, read_lunar_day, word_lunar_day

FESTIVALS = (  # first day of the lunar year (Hong Kong Observatory)
    date(2015, 2, 19), date(2016, 2, 8), date(2017, 1, 28), date(2018, 2, 16), date(2019, 2, 5), date(2020, 1, 25),
    date(2021, 2, 12), date(2022, 2, 1), date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17),
    date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 3), date(2031, 1, 23), date(2032, 2, 11),
    date(2033, 1, 31), date(2034, 2, 19), date(2035, 2, 8),
)
MID_AUTUMNS = (date(2023, 9, 29), date(2024, 9, 17), date(2025, 10, 6), date(2026, 9, 25))


@pytest.mark.parametrize("day", FESTIVALS)
def test_the_year_begins_on_the_day_of_the_almanac(day: date) -> None:
    assert new_year_on(day.year) == day and lunar_day_of(day) == "0101"


@pytest.mark.parametrize("day", MID_AUTUMNS)
def test_the_eighth_full_moon(day: date) -> None:
    assert kept_on("0815", day.year) == day


@pytest.mark.parametrize(("text", "day"), [
    ("0815", "0815"), ("8-15", "0815"), ("08.15", "0815"), ("8月15日", "0815"), ("8月15", "0815"), ("0415L", "0415L"),
    ("八月十五", "0815"), ("农历 八月十五", "0815"), ("阴历八月十五日", "0815"), ("正月初一", "0101"), ("一月初十", "0110"),
    ("腊月廿三", "1223"), ("十二月二十三", "1223"), ("冬月三十", "1130"), ("十一月二十", "1120"),
    ("十月廿", "1020"), ("二月二十", "0220"),
    ("闰四月初三", "0403L"), ("农历闰六月十一", "0611L"), ("19650815", "0815"), ("1965-8-15", "0815"),
    ("农历1965年闰四月初三", "0403L"),
])
def test_every_way_of_writing_it(text: str, day: str) -> None:
    assert read_lunar_day(text) == day


@pytest.mark.parametrize("text", [
    "", "不详", "0000", "1301", "0831", "08", "815", "十三月初一", "八月三十一", "八月", "8/", "初一", "本人不详L"])
def test_what_says_no_day_is_none(text: str) -> None:
    assert read_lunar_day(text) is None


def test_one_of_a_leap_month_is_kept_in_it_where_the_year_has_it() -> None:
    assert kept_on("0601L", 2025) == date(2025, 7, 25)  # 2025 has a second sixth month
    assert kept_on("0601", 2025) == date(2025, 6, 25)
    assert kept_on("0601L", 2026) == kept_on("0601", 2026) == date(2026, 7, 14)
    assert kept_on("0401L", 2025) == kept_on("0401", 2025)  # another month leaps


def test_a_thirtieth_is_kept_on_the_twenty_ninth_of_a_short_month() -> None:
    assert kept_on("1230", 2025) == date(2026, 2, 16) == new_year_on(2026) - timedelta(days=1)  # New Year's eve of a short month
    assert kept_on("1230", 2023) == date(2024, 2, 9) == new_year_on(2024) - timedelta(days=1)  # and of a long one


def test_it_is_said_as_people_say_it() -> None:
    assert [word_lunar_day(day) for day in ("0815", "0101", "1223", "1230", "0403L")] == [
        "八月十五", "正月初一", "腊月廿三", "腊月三十", "闰四月初三"]


@given(st.dates(date(1900, 1, 31), date(2100, 12, 31)))
def test_a_day_is_read_back_from_its_words_and_kept_on_itself(day: date) -> None:
    lunar = lunar_day_of(day)
    year = day.year if day >= new_year_on(day.year) else day.year - 1
    assert kept_on(lunar, year) == day
    assert read_lunar_day(lunar) == read_lunar_day(word_lunar_day(lunar)) == lunar
