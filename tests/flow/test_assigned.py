"""People's word about who looks after whom, brought to the customers of a month: kept through merges, gone with nobody."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from rccrm_lib.core.engine import open_engine
from rccrm_lib.flow.assigned import create_assigned

LINK = ["src_sys", "cust_no", "customer_id"]
Rows = Sequence[tuple[str, str]]
ASSIGNED = ["customer_id", "manager_id", "from_on", "source", "request_id"]


def _named(assigned: list[tuple[str, str, str]], *, links: Rows, previous: Rows = (), held: Rows = ()
           ) -> dict[str, str | None]:
    """customer -> manager; links as (cust_no, customer_id)."""
    def frame(rows: Rows) -> pd.DataFrame:
        return pd.DataFrame([("core", *row) for row in rows], columns=LINK, dtype="object")

    rows = pd.DataFrame([(*row, "transfer", "T1") for row in assigned], columns=ASSIGNED, dtype="object")
    with open_engine() as con:
        con.register("link_rows", frame(links))
        con.execute("CREATE TABLE links AS FROM link_rows")
        con.execute("CREATE TABLE customers AS SELECT DISTINCT customer_id FROM links")
        create_assigned(con, rows, previous=frame(previous), held=frame(held))
        return dict(con.execute("SELECT customer_id, manager_id FROM assigned_managers").fetchall())


def test_an_assignment_reaches_its_customer_and_the_pool_is_nobody() -> None:
    assert _named([("A", "M1", "2026-09-03"), ("B", "", "2026-09-04"), ("Z", "M1", "2026-09-04")],
                  links=[("1", "A"), ("2", "B"), ("3", "C")]) == {"A": "M1", "B": None}


def test_a_merged_customer_hands_the_assignment_to_who_has_most_of_its_records() -> None:
    links = [("1", "A"), ("2", "A"), ("3", "C")]
    assert _named([("B", "M2", "2026-09-03")], links=links, previous=[("1", "A"), ("2", "B"), ("3", "C")]) == {"A": "M2"}
    torn = [("1", "C"), ("2", "A"), ("3", "A")]
    assert _named([("B", "M2", "2026-09-03")], links=torn, previous=[("1", "B"), ("2", "B"), ("3", "B")]) == {"A": "M2"}
    assert _named([("B", "M2", "2026-01-03")], links=links, previous=[("2", "A")], held=[("2", "B"), ("2", "A")]) == {"A": "M2"}


@pytest.mark.parametrize("order", [1, -1])
def test_the_own_assignment_goes_before_an_inherited_one_and_of_those_the_latest(order: int) -> None:
    links, previous = [("1", "A"), ("2", "A"), ("3", "A")], [("1", "A"), ("2", "B"), ("3", "C")]
    inherited = [("B", "M2", "2026-09-03"), ("C", "M3", "2026-09-08")][::order]
    assert _named(inherited, links=links, previous=previous) == {"A": "M3"}
    assert _named([*inherited, ("A", "M1", "2026-01-01")], links=links, previous=previous) == {"A": "M1"}
