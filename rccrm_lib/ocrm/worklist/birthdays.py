"""The lunar calendar as tables, so that the feed of birthdays stays one statement."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd

from rccrm_lib.facts.lunar import LEAP, YEARS, kept_on, new_year_on

LUNAR_DAYS = [f"{month:02d}{day:02d}{leap}" for month in range(1, 13) for day in range(1, 31) for leap in ("", LEAP)]


def create_lunar_tables(con: duckdb.DuckDBPyConnection, *, as_of: date) -> None:
    """Make `worklist_lunar_days`: one row per lunar day and lunar year around `as_of`, with the solar day on which it is kept;
    and `worklist_lunar_years`: one row per lunar year with its first day."""
    around = range(as_of.year - 1, as_of.year + 2)
    days = [(day, year, kept_on(day, year)) for year in around for day in LUNAR_DAYS]
    _create(con, "worklist_lunar_days", pd.DataFrame(days, columns=["lunar_day", "lunar_year", "birthday_on"]), "birthday_on")
    years = [(year, new_year_on(year)) for year in YEARS]
    _create(con, "worklist_lunar_years", pd.DataFrame(years, columns=["lunar_year", "new_year_on"]), "new_year_on")


def _create(con: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame, day: str) -> None:
    con.register("lunar_frame", frame)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * REPLACE ({day}::DATE AS {day}) FROM lunar_frame")
    con.unregister("lunar_frame")
