"""The items of a month: every feed, what people said before, and what must not be on a list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise

import duckdb
import pandas as pd

from rccrm_lib.core.engine import load_sql, read_frame
from rccrm_lib.core.schema import Table, check_relation
from rccrm_lib.core.worklist_settings import Steps, WorklistSettings
from rccrm_lib.facts.calendar import month_end
from rccrm_lib.facts.money import FEN_PER_YUAN
from rccrm_lib.ocrm.worklist.birthdays import create_lunar_tables
from rccrm_lib.ocrm.worklist.feedback import find_wrong
from rccrm_lib.ocrm.worklist.feeds import SQL, gather_found
from rccrm_lib.ocrm.worklist.schema import ITEMS, MAY_BE_ABSENT, SUPPRESSED

STEPS = ("deposit", "loan", "document")
BEFORE_FEEDS = ("ages", "worth", "open_cases", "keepers", "held_out", "blocks")


def build_items(con: duckdb.DuckDBPyConnection, answers: pd.DataFrame, *, settings: WorklistSettings, member_id: str,
                month: str, told_dead: Collection[str] = (), more: Mapping[str, pd.DataFrame] | None = None) -> None:
    """Make `worklist_items` (ITEMS) and `worklist_suppressed` (SUPPRESSED) of a month.

    Reads the tables that `feeds` names; one of MAY_BE_ABSENT that is not there counts as empty. `answers`: the newest
    answer per item, as the store has them. `told_dead`: customers of whom a contact told that they died.
    `more`: reason -> frame of FOUND, of feeds that are no part of this room.
    """
    for table in MAY_BE_ABSENT:
        stand_in(con, table)
    _create_terms(con, settings, member_id=member_id, month=month)
    create_lunar_tables(con, as_of=month_end(month))
    con.register("wrong_frame", find_wrong(answers, day=month_end(month), months=settings.wrong_months))
    con.execute("CREATE OR REPLACE TEMP TABLE worklist_wrong AS SELECT customer_id::VARCHAR AS customer_id, "
                "reason::VARCHAR AS reason FROM wrong_frame")
    con.unregister("wrong_frame")
    con.execute("CREATE OR REPLACE TEMP TABLE worklist_told_dead AS SELECT unnest(?::VARCHAR[]) AS customer_id",
                [list(told_dead)])
    for name in BEFORE_FEEDS:
        con.execute(load_sql(SQL, name))
    gather_found(con, more=more or {})
    con.execute(load_sql(SQL, "items"))
    con.execute(f"CREATE OR REPLACE TABLE worklist_items AS SELECT {', '.join(ITEMS.names)} FROM worklist_judged "
                "WHERE cause = ''")
    con.execute("CREATE OR REPLACE TABLE worklist_suppressed AS SELECT manager_id, reason, cause, count(*) AS n "
                "FROM worklist_judged WHERE cause <> '' GROUP BY ALL")
    check_relation(con, "worklist_items", ITEMS)
    check_relation(con, "worklist_suppressed", SUPPRESSED)


def stand_in(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    """An empty table of the declared columns where nobody has made it."""
    there = con.execute("SELECT count(*) FROM information_schema.tables WHERE table_name = ?", [table.name]).fetchall()[0][0]
    if not there:
        kinds = {"text": "VARCHAR", "int": "BIGINT", "fen": "BIGINT", "date": "DATE", "bool": "BOOLEAN", "float": "DOUBLE"}
        columns = ", ".join(f"{column.name} {kinds[column.dtype]}" for column in table.columns)
        con.execute(f"CREATE TEMP TABLE {table.name} ({columns})")


def count_items(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row per reason with an item: items, customers, minutes, and the sum of the values that are known."""
    return read_frame(con, """SELECT reason, count(*) AS n, count(DISTINCT customer_id) AS n_customers,
        sum(minutes)::BIGINT AS minutes, sum(value_fen)::BIGINT AS value_fen
        FROM worklist_items GROUP BY reason ORDER BY n DESC, reason""")


def step_rows(reason: str, steps: Steps) -> list[tuple[str, int, int, int, int]]:
    """One row per step: reason, number, and the first, due and last day counted from the day itself.

    A step lasts until the next one begins and is due on its last day; the last one is due on the day itself, or, where it
    begins after it, at once.
    """
    begins = [-days for days in steps.days]
    rows = [(reason, n, begin, later - 1, later - 1) for n, (begin, later) in enumerate(pairwise(begins), 1)]
    return [*rows, (reason, len(begins), begins[-1], max(begins[-1], 0), max(begins[-1], 0) + steps.stays_days)]


def _create_terms(con: duckdb.DuckDBPyConnection, settings: WorklistSettings, *, member_id: str, month: str) -> None:
    """The settings as tables of one row, so that a statement names what it uses."""
    as_of, movement = month_end(month), settings.movement
    terms = {
        "member_id": member_id, "month": month, "as_of": as_of, "quarter": f"{as_of.year}Q{(as_of.month + 2) // 3}",
        "horizon_days": settings.horizon_days, "minor_age": settings.minor_age, "falling_ratio": settings.falling_ratio,
        "least_fall_fen": settings.least_fall_yuan * FEN_PER_YUAN, "past_months": settings.past_months,
        "min_past": settings.min_past, "movement_floor_fen": movement.floor_yuan * FEN_PER_YUAN,
        "movement_share": movement.aum_share, "movement_mads": movement.mads,
        "movement_call_fen": movement.call_yuan * FEN_PER_YUAN,
    }
    named = ", ".join(f"${name} AS {name}" for name in terms)
    con.execute(f"CREATE OR REPLACE TEMP TABLE worklist_terms AS SELECT {named}", terms)
    con.execute("CREATE OR REPLACE TEMP TABLE worklist_steps (reason VARCHAR, step INTEGER, from_days INTEGER, due_days INTEGER, "
                "until_days INTEGER)")
    rows = [row for reason in STEPS for row in step_rows(reason, getattr(settings, reason))]
    con.executemany("INSERT INTO worklist_steps VALUES (?, ?, ?, ?, ?)", rows)
    con.execute("CREATE OR REPLACE TEMP TABLE worklist_reasons (reason VARCHAR, kind VARCHAR, minutes INTEGER, action VARCHAR)")
    con.executemany("INSERT INTO worklist_reasons VALUES (?, ?, ?, ?)",
                    [(name, one.kind, one.minutes, one.action) for name, one in settings.reasons.items()])
    con.execute("CREATE OR REPLACE TEMP TABLE worklist_greeted_bands (band VARCHAR)")
    con.executemany("INSERT INTO worklist_greeted_bands VALUES (?)", [[band] for band in settings.greeted_bands])

