"""Cover for leave: on its days and not outside them, withdrawn, of one member only, never changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from rccrm_lib.core.errors import StaleWrite, StoreError
from rccrm_lib.core.store import Cover, Covers, Database, Standing, broken_row
from tests.core.stores import raw

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 9)
LEAVE = Cover("M1", "M2", FIRST, LAST, person_id="li", reason="年休假")


@pytest.fixture
def covers(address: str) -> Covers:
    return Covers(Database(address), "360199")


def _covered(covers: Covers, deputy: str = "M2") -> list[tuple[str, ...]]:
    return [covers.covered_by(deputy, day=FIRST + timedelta(days=n)) for n in (-1, 0, 4, 7, 8)]


def test_a_cover_holds_on_its_days_for_its_deputy(covers: Covers) -> None:
    covers.write(LEAVE, role="branch_head", now=1)
    assert _covered(covers) == [(), ("M1",), ("M1",), ("M1",), ()]
    assert _covered(covers, "M1") == [()] * 5 == _covered(covers, "M3")


def test_what_is_withdrawn_ends_then_and_may_be_given_again(covers: Covers) -> None:
    covers.write(LEAVE, role="branch_head", now=1)
    back = replace(LEAVE, from_on=date(2026, 10, 5), kind="withdrawn", reason="提前回来")
    covers.write(back, role="branch_head", now=2)
    assert _covered(covers) == [(), ("M1",), (), (), ()]
    covers.write(replace(LEAVE, from_on=date(2026, 10, 8), reason="又请假"), role="branch_head", now=3)
    assert _covered(covers) == [(), ("M1",), (), ("M1",), ()]
    assert [c.kind for c in covers.history()] == ["given", "withdrawn", "given"]


def test_a_deputy_may_cover_several_and_a_member_sees_its_own_rows_only(covers: Covers, address: str) -> None:
    covers.write(LEAVE, role="department", now=1)
    covers.write(replace(LEAVE, manager_id="M3"), role="department", now=2)
    other = Covers(Database(address), "360198")
    other.write(replace(LEAVE, manager_id="M9"), role="department", now=3)
    assert covers.covered_by("M2", day=FIRST) == ("M1", "M3") and other.covered_by("M2", day=FIRST) == ("M9",)
    assert [c.manager_id for c in other.history()] == ["M9"]


def test_what_stands_is_what_holds_day_by_day(covers: Covers) -> None:
    """Rows that overlap, adjoin and were withdrawn in the middle, against the question of a single day."""
    covers.write(LEAVE, role="department", now=1)
    covers.write(replace(LEAVE, from_on=LAST, to_on=date(2026, 10, 12)), role="department", now=2)
    covers.write(replace(LEAVE, from_on=date(2026, 10, 3), to_on=date(2026, 10, 6), kind="withdrawn"), role="department", now=3)
    covers.write(replace(LEAVE, manager_id="M3", deputy_id="M1", from_on=date(2026, 10, 4)), role="department", now=4)
    spans = [Standing(FIRST, date(2026, 10, 3), "M1", "M2"), Standing(date(2026, 10, 4), LAST, "M3", "M1"),
             Standing(date(2026, 10, 6), date(2026, 10, 12), "M1", "M2")]
    assert [covers.standing(day) for day in (FIRST, date(2026, 10, 3), LAST)] == [spans, spans[1:], spans[2:]]
    for day in (FIRST + timedelta(days=n) for n in range(-1, 13)):
        assert covers.covered_by("M2", day=day) == tuple(s.manager_id for s in spans
                                                         if s.deputy_id == "M2" and s.from_on <= day < s.to_on)


def test_a_cover_ends_once_and_only_as_it_was_seen(covers: Covers) -> None:
    covers.write(LEAVE, role="branch_head", now=1)
    today, (seen,) = date(2026, 10, 5), covers.standing(FIRST)
    end = seen.ended(day=today, person_id="li", reason="back")
    covers.write(replace(LEAVE, from_on=LAST, to_on=date(2026, 10, 12)), role="department", now=2)
    with pytest.raises(StaleWrite):
        covers.end(seen, end, day=today, role="branch_head", now=3)
    longer, = covers.standing(today)
    for fails in (False, True):
        try:
            covers.end(longer, longer.ended(day=today, person_id="li", reason="back"), day=today, role="branch_head", now=4)
        except StaleWrite:
            assert fails
    assert covers.standing(today) == [] and _covered(covers) == [(), ("M1",), (), (), ()]
    assert [c.kind for c in covers.history()] == ["given", "given", "withdrawn"]


def test_a_cover_is_on_record_and_sealed(covers: Covers, address: str) -> None:
    covers.write(LEAVE, role="branch_head", now=1)
    with Database(address).read() as con:
        row = con.execute(text("SELECT person_id, role, action, subject, field, reason FROM audit_event")).one()
        assert broken_row(con) is None
    assert tuple(row) == ("li", "branch_head", "cover given", "M1", "M2", "2026-10-01 to 2026-10-09: 年休假")


@pytest.mark.parametrize("change", [{"reason": " "}, {"deputy_id": "M1"}, {"manager_id": ""}, {"to_on": FIRST},
                                    {"to_on": date(2028, 1, 1)}])
def test_a_cover_that_cannot_be_meant_is_refused(covers: Covers, change: dict[str, object]) -> None:
    with pytest.raises(StoreError):
        covers.write(replace(LEAVE, **change), role="branch_head", now=1)  # type: ignore[arg-type]
    assert covers.history() == []


@pytest.mark.parametrize("change", ["UPDATE cover SET deputy_id = 'M7'", "DELETE FROM cover"])
def test_no_row_is_changed_afterwards(covers: Covers, address: str, change: str) -> None:
    covers.write(LEAVE, role="branch_head", now=1)
    with pytest.raises(DBAPIError, match="append-only"), raw(address) as con:
        con.execute(text(change))
