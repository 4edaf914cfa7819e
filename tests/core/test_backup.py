"""Backup and restore: the same content again, from either database into either; nothing newer is lost by mistake."""

from __future__ import annotations

import itertools
import sqlite3
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import text

from rccrm_lib.core.errors import StoreError
from rccrm_lib.core.people import People, Person, session_of
from rccrm_lib.core.settings import AppsSettings
from rccrm_lib.core.store import EVENT_COLUMNS, Database, Decisions, Store, broken_row
from rccrm_lib.core.store.backup import KEPT, back_up, restore
from tests.core.conftest import new_postgres
from tests.core.stores import drop_triggers, note, raw


@pytest.fixture
def session(address: str) -> str:
    """A store with something in every table; the name of an open session."""
    people = People(address, settings=AppsSettings())
    people.add(Person("wang", "王芳", "manager", "A1"), "Correct-Horse-9", now=0.1)
    links = pd.DataFrame([["CORE", str(n), f"C{n}"] for n in range(3)], columns=["src_sys", "cust_no", "customer_id"])
    Store(address).append_identity_events("A1", "2026-08", pd.DataFrame(columns=EVENT_COLUMNS), links=links)
    Decisions(Database(address), "A1").decide("assign", "C1", {"to": "M1"}, key="k", person_id="wang", role="manager",
                                              reason="客户要求", now=1 / 3, seen_version=0)
    return session_of(people.sign_in("wang", "Correct-Horse-9", address="", now=1) or "")


def _content(address: str | Path) -> list[list[tuple[object, ...]]]:
    with Database(address).read() as con:
        assert broken_row(con) is None
        return [[tuple(row) for row in con.execute(text(f"SELECT * FROM {table} ORDER BY 1"))] for table in KEPT]


def test_a_restored_store_has_the_same_content_and_opens_no_session(
    address: str, session: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    file = tmp_path / "b.sqlite"
    head = back_up(Database(address), file)
    targets = [str(tmp_path / "new" / "s.sqlite")]
    if "://" in address:
        targets.append(new_postgres(request.getfixturevalue("postgres_socket")))
    for target in targets:
        database = Database(target, upgrade=True)
        assert restore(database, file) == head and _content(target) == _content(address)
        assert People(target, settings=AppsSettings()).session_person(session, now=2) is None
        note(target)  # and life goes on there
        with raw(target) as con, pytest.raises(Exception, match="append-only"):
            con.execute(text("DELETE FROM audit_event"))
    assert People(address, settings=AppsSettings()).session_person(session, now=2) is not None


def test_a_store_that_went_on_is_not_overwritten_by_mistake(address: str, session: str, tmp_path: Path) -> None:
    file = tmp_path / "b.sqlite"
    back_up(Database(address), file)
    before = _content(address)
    note(address, 2)
    with pytest.raises(StoreError, match="audit_event"):
        restore(Database(address), file)
    assert _content(address) != before
    restore(Database(address), file, replace=True)
    assert _content(address) == before
    restore(Database(address), file)  # nothing is lost: no word needed


def test_a_store_with_another_history_of_the_same_length_is_not_overwritten(address: str, tmp_path: Path) -> None:
    note(address, 3)
    back_up(Database(address), tmp_path / "b.sqlite")
    other = tmp_path / "other.sqlite"
    note(str(other), 3, person_id="li")
    with pytest.raises(StoreError, match="another audit log"):
        restore(Database(other), tmp_path / "b.sqlite")


def test_a_damaged_or_tampered_backup_is_refused(address: str, session: str, tmp_path: Path) -> None:
    file = tmp_path / "b.sqlite"
    back_up(Database(address), file)
    with pytest.raises(StoreError, match="exists"):
        back_up(Database(address), file)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    before = _content(address)
    with pytest.raises(StoreError, match="not there whole"):
        restore(Database(address), file, replace=True)
    drop_triggers(address)
    with raw(address) as con:
        con.execute(text("UPDATE audit_event SET reason = 'x' WHERE seq = 1"))
    with pytest.raises(StoreError, match="broken at row 1"):
        back_up(Database(address), tmp_path / "c.sqlite")
    assert before and sorted(path.name for path in tmp_path.glob("*.sqlite*")) == ["b.sqlite", "b.sqlite.sha256"]


def test_a_backup_is_one_moment_while_others_write(address: str, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as pool:
        writing = pool.submit(note, address, 60)
        for number in itertools.count():
            back_up(Database(address), tmp_path / f"b{number}.sqlite")
            if writing.done():
                break
        writing.result()
    for path in tmp_path.glob("b*.sqlite"):
        with sqlite3.connect(path) as con:
            n, last = con.execute("SELECT count(*), coalesce(max(seq), 0) FROM audit_event").fetchone()
        assert n == last
