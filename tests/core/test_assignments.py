"""Who looks after whom: by day, the latest row of a day, whole batches, once per key, on the newest state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from rccrm_lib.core.errors import StaleWrite, StoreError
from rccrm_lib.core.store import Assignment, Assignments, Database, broken_row
from tests.core.stores import raw

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
A, B = (Assignment(customer, "M1", OCTOBER, "proposal", "R1") for customer in ("CA", "CB"))


@pytest.fixture
def assignments(address: str) -> Assignments:
    return Assignments(Database(address), "360199")


def _write(assignments: Assignments, *rows: Assignment, key: str = "k1", seen: int | None = None) -> int:
    return assignments.write(rows, key=key, person_id="li", role="department", reason="年度调整", now=5.0,
                             seen=assignments.head() if seen is None else seen)


def _holding(assignments: Assignments, day: date, **after: date) -> dict[str, str]:
    frame = assignments.holding(day, **after)
    return dict(zip(frame["customer_id"], frame["manager_id"], strict=True))


def test_a_customer_is_looked_after_from_the_day_on_until_another_row(assignments: Assignments) -> None:
    assert _write(assignments, A, B) == 2
    _write(assignments, replace(A, manager_id="M2", from_on=NOVEMBER), key="k2")
    assert _holding(assignments, date(2026, 9, 30)) == {}
    assert _holding(assignments, date(2026, 10, 31)) == {"CA": "M1", "CB": "M1"}
    assert _holding(assignments, NOVEMBER) == {"CA": "M2", "CB": "M1"}
    assert _holding(assignments, NOVEMBER, after=date(2026, 10, 31)) == {"CA": "M2"}
    assert [(row.manager_id, row.from_on) for row in assignments.history("CA")] == [("M1", OCTOBER), ("M2", NOVEMBER)]


def test_of_two_rows_for_one_day_the_one_written_last_holds(assignments: Assignments) -> None:
    _write(assignments, A)
    _write(assignments, replace(A, manager_id=""), key="k2")
    assert _holding(assignments, OCTOBER) == {"CA": ""}


def test_the_same_key_writes_once_and_only_the_same(assignments: Assignments) -> None:
    assert (_write(assignments, A, B), _write(assignments, A, B)) == (2, 0)
    with pytest.raises(StoreError):
        _write(assignments, A)
    assert len(assignments.history("CA")) == 1


def test_what_somebody_assigned_in_between_is_not_overwritten(assignments: Assignments) -> None:
    seen = assignments.head()
    _write(assignments, B)
    _write(assignments, A, key="k2", seen=seen)  # another customer: no conflict
    with pytest.raises(StaleWrite):
        _write(assignments, A, replace(B, manager_id="M3"), key="k3", seen=seen)
    assert _holding(assignments, OCTOBER) == {"CA": "M1", "CB": "M1"}


def test_a_member_sees_its_own_rows_and_each_batch_is_on_record(assignments: Assignments, address: str) -> None:
    other = Assignments(Database(address), "360198")
    _write(other, replace(A, manager_id="M9"), key="other")
    _write(assignments, A, B)
    assert _holding(other, OCTOBER) == {"CA": "M9"} and len(other.history("CA")) == 1
    with Database(address).read() as con:
        rows = con.execute(text("SELECT action, subject, field FROM audit_event ORDER BY seq")).all()
        assert broken_row(con) is None
    assert [tuple(row) for row in rows] == [("assigned", "R1", "1 customers"), ("assigned", "R1", "2 customers")]


@pytest.mark.parametrize("rows", [(), (A, A)])
def test_what_cannot_be_meant_is_refused(assignments: Assignments, rows: tuple[Assignment, ...]) -> None:
    with pytest.raises(StoreError):
        _write(assignments, *rows)
    assert assignments.head() == 0


@pytest.mark.parametrize("change", ["UPDATE assignment SET manager_id = 'M7'", "DELETE FROM assignment"])
def test_no_row_is_changed_afterwards(assignments: Assignments, address: str, change: str) -> None:
    _write(assignments, A)
    with pytest.raises(DBAPIError, match="append-only"), raw(address) as con:
        con.execute(text(change))
