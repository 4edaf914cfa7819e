"""The audit log's chain: whatever is done to it with bare SQL is seen, and the first bad row is named."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from rccrm_lib.core.store import Database, Head, broken_row, read_head
from tests.core.conftest import new_postgres
from tests.core.stores import drop_triggers, note, raw


@pytest.fixture
def head(address: str) -> Head:
    """Ten rows, whose head was printed somewhere."""
    note(address, 10)
    with Database(address).read() as con:
        return read_head(con)


def _broken(address: str, *heads: Head) -> int | None:
    with Database(address).read() as con:
        return broken_row(con, heads)


def test_an_untouched_log_is_whole_and_meets_its_heads(address: str, head: Head) -> None:
    assert head.seq == 10 and _broken(address, head, Head()) is None
    note(address, 3)
    assert _broken(address, head) is None


@pytest.mark.parametrize(
    "change", ["UPDATE audit_event SET reason = 'x'", "DELETE FROM audit_event", "UPDATE decision SET key = 'x'"])
def test_the_database_itself_refuses_to_change_rows(address: str, head: Head, change: str) -> None:
    if "decision" in change:
        with raw(address) as con:
            con.execute(text("INSERT INTO decision VALUES (1, 'k', 'A1', 'x', 's', 1, '{}', 'wang', 1, 'r')"))
    with pytest.raises(DBAPIError, match="append-only"), raw(address) as con:
        con.execute(text(change))


def test_postgresql_refuses_to_truncate(postgres_socket: str) -> None:
    address = new_postgres(postgres_socket)
    Database(address, upgrade=True)
    with pytest.raises(DBAPIError, match="append-only"), raw(address) as con:
        con.execute(text("TRUNCATE audit_event"))


@pytest.mark.parametrize(
    ("change", "row"),
    [
        ("UPDATE audit_event SET person_id = 'li' WHERE seq = 4", 4),
        ("UPDATE audit_event SET at = at + 1 WHERE seq = 1", 1),
        ("UPDATE audit_event SET seal = 'x' WHERE seq = 10", 10),
        ("DELETE FROM audit_event WHERE seq = 5", 5),
        ("DELETE FROM audit_event WHERE seq <= 3", 1),
        ("DELETE FROM audit_event WHERE seq > 7", 8),
        ("DELETE FROM audit_event", 1),
        ("UPDATE audit_event SET seq = CASE seq WHEN 6 THEN 106 WHEN 7 THEN 6 ELSE seq END WHERE seq IN (6, 7)", 6),
    ],
)
def test_tampering_is_seen_and_the_first_bad_row_named(address: str, head: Head, change: str, row: int) -> None:
    drop_triggers(address)
    with raw(address) as con:
        con.execute(text(change if "CASE" not in change else "UPDATE audit_event SET seq = 106 WHERE seq = 6"))
        if "CASE" in change:
            con.execute(text("UPDATE audit_event SET seq = 6 WHERE seq = 7"))
            con.execute(text("UPDATE audit_event SET seq = 7 WHERE seq = 106"))
    assert _broken(address, head) == row


def test_a_log_written_anew_with_right_seals_does_not_meet_what_was_printed(address: str, head: Head) -> None:
    drop_triggers(address)
    with raw(address) as con:
        con.execute(text("DELETE FROM audit_event"))
    note(address, 12, person_id="li")
    assert _broken(address) is None and _broken(address, head) == 10
