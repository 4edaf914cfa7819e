"""Household statements: append-only, the same twice is once, a month that is run again takes back what it said."""

from __future__ import annotations

import pandas as pd
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from rccrm_lib.core.store import Database, Households
from tests.core.stores import raw

NO_EVENTS = pd.DataFrame(columns=["household_id", "from_household_id", "src_sys", "cust_no", "kind"])


def links(*rows: tuple) -> pd.DataFrame:
    columns = ["household_id", "archive_no", "src_sys", "cust_no", "relation", "valid_on"]
    frame = pd.DataFrame(list(rows), columns=columns, dtype=object)
    return frame.assign(valid_on=pd.to_datetime(frame["valid_on"]))


ONE = ("HA", "7", "ARCH", "1", "01", "2010-05-01")
TWO = ("HA", "7", "ARCH", "2", "02", None)


def said(homes: Households, month: str = "2099-01") -> list[tuple]:
    frame = homes.statements_before(month)
    return [tuple(row) for row in frame[["cust_no", "relation", "is_member", "valid_on", "month"]].itertuples(index=False)]


def test_the_same_month_twice_writes_once_and_order_does_not_matter(address: str) -> None:
    homes = Households(Database(address), "A1")
    assert homes.append("2026-08", NO_EVENTS, links=links(ONE, TWO)) == 2
    assert homes.append("2026-08", NO_EVENTS, links=links(TWO, ONE)) == 0
    assert homes.append("2026-09", NO_EVENTS, links=links(ONE, TWO)) == 0
    assert said(homes) == [("1", "01", True, "2010-05-01", "2026-08"), ("2", "02", True, None, "2026-08")]
    assert homes.ids_before("2026-09") == {"HA"} and homes.ids_before("2026-08") == set()


def test_a_change_is_a_new_statement_and_names_its_event(address: str) -> None:
    homes = Households(Database(address), "A1")
    homes.append("2026-08", NO_EVENTS, links=links(ONE, TWO))
    moved = ("HB", "8", "ARCH", "2", "01", "2026-09-01")
    events = pd.DataFrame([("HB", "HA", "ARCH", "2", "split")], columns=NO_EVENTS.columns)
    assert homes.append("2026-09", events, links=links(ONE, moved)) == 2
    with Database(address).read() as con:
        rows = con.execute(text("SELECT kind, household_id, is_member, valid_on FROM household_event WHERE month = '2026-09' "
                                "ORDER BY household_id")).all()
    assert [tuple(row) for row in rows] == [("split", "HA", 0, "2026-09-01"), ("split", "HB", 1, "2026-09-01")]


def test_a_month_that_is_run_again_takes_back_what_it_said(address: str) -> None:
    homes = Households(Database(address), "A1")
    homes.append("2026-08", NO_EVENTS, links=links(ONE, TWO))
    homes.append("2026-09", NO_EVENTS, links=links(ONE))
    homes.append("2026-09", NO_EVENTS, links=links(ONE, TWO))
    assert homes.append("2026-09", NO_EVENTS, links=links(ONE, TWO)) == 0
    assert [row for row in said(homes) if row[0] == "2"][-1] == ("2", "02", True, None, "2026-09")
    assert said(homes, "2026-09") == [("1", "01", True, "2010-05-01", "2026-08"), ("2", "02", True, None, "2026-08")]


def test_a_member_never_reads_another_and_no_statement_is_changed(address: str) -> None:
    Households(Database(address), "A1").append("2026-08", NO_EVENTS, links=links(ONE))
    assert said(Households(Database(address), "B2")) == []
    for verb in ("UPDATE household_event SET relation = '02'", "DELETE FROM household_event"):
        with pytest.raises(DatabaseError, match="append-only"), raw(address) as con:
            con.execute(text(verb))
