"""Opening a store: old ones come along with their data, newer ones are refused, secrets stay unsaid; nothing is lost."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from rccrm_lib.core.errors import StoreError
from rccrm_lib.core.store import Database, Store, broken_row
from rccrm_lib.core.store.database import VERSIONS
from tests.conftest import ROOT
from tests.core.conftest import new_postgres
from tests.core.stores import note, raw

#: The schema as it was written before there were steps.
OLD = """
CREATE TABLE identity_event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, member_id TEXT NOT NULL, month TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('create', 'absorb', 'merge', 'split', 'retire', 'correct')),
  customer_id TEXT, from_customer_id TEXT, src_sys TEXT NOT NULL, cust_no TEXT NOT NULL
);
CREATE INDEX identity_event_by_record ON identity_event (member_id, src_sys, cust_no, month, seq);
CREATE TRIGGER identity_event_no_update BEFORE UPDATE ON identity_event
  BEGIN SELECT RAISE(ABORT, 'identity events are append-only'); END;
CREATE TRIGGER identity_event_no_delete BEFORE DELETE ON identity_event
  BEGIN SELECT RAISE(ABORT, 'identity events are append-only'); END;
INSERT INTO identity_event (member_id, month, kind, customer_id, src_sys, cust_no)
  VALUES ('A1', '2026-08', 'create', 'C1', 'CORE', '1'), ('A1', '2026-08', 'create', 'C2', 'CORE', '2');
"""
WRITER = """
import sys
from rccrm_lib.core.store import Database, write_audit
database = Database(sys.argv[1])
for n in range(int(sys.argv[2])):
    with database.write() as con:
        head = write_audit(con, at=n, person_id=sys.argv[3], action="unmasked", subject=str(n))
    print(n, flush=True)  # only now is it acknowledged
"""


def _write_in_a_process(address: str, n: int, who: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", WRITER, address, str(n), who], stdout=subprocess.PIPE, text=True,
                            env={**os.environ, "PYTHONPATH": str(ROOT)})


def _subjects(address: str, who: str) -> list[str]:
    with Database(address).read() as con:
        assert broken_row(con) is None
        rows = con.execute(text("SELECT subject FROM audit_event WHERE person_id = :who ORDER BY seq"), {"who": who})
        return [row[0] for row in rows]


def test_a_store_from_before_there_were_steps_comes_along_with_its_data(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with sqlite3.connect(path) as con:
        con.executescript(OLD)
    with ThreadPoolExecutor(4) as pool:  # several pages open it first, at once
        assert all(store.database.version() == VERSIONS[-1] for store in pool.map(Store, [path] * 4))
    assert Store(path).ids_before("A1", "2026-09") == {"C1", "C2"}


def test_the_versions_are_those_of_the_steps() -> None:
    names = sorted(path.name for path in (ROOT / "rccrm_lib/core/store/migrations/versions").glob("v*.py"))
    assert [name[1:5] for name in names] == list(VERSIONS)


def test_a_store_of_a_newer_program_is_refused_and_left_alone(address: str) -> None:
    with raw(address) as con:
        con.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer program"):
        Database(address, upgrade=True)
    with raw(address) as con:
        assert con.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"


def test_postgresql_is_upgraded_only_by_command(postgres_socket: str) -> None:
    place = new_postgres(postgres_socket)
    with pytest.raises(StoreError, match="older schema") as told:
        Database(place)
    assert "rccrm store upgrade" in str(told.value)
    assert Database(place, upgrade=True).version() == Database(place).version() == VERSIONS[-1]


@pytest.mark.parametrize("place", ["postgresql+psycopg://u:s3cret@127.0.0.1:9/d", "postgresql+psycopg://u@127.0.0.1:9/s3cret",
                                   "mysql://u:s3cret@h/d", "postgresql+psycopg://u@h/d?password=s3cret", "://s3cret"])
def test_an_address_is_never_said_again(place: str) -> None:
    with pytest.raises(StoreError) as told:
        Database(place)
    assert "s3cret" not in str(told.value) and told.value.__cause__ is None


def test_twenty_processes_that_write_at_once_lose_nothing(address: str) -> None:
    with ProcessPoolExecutor(20) as pool:
        for done in [pool.submit(note, address, 10, person_id=f"p{n}") for n in range(20)]:
            done.result(timeout=120)
    assert all(_subjects(address, f"p{n}") == [f"C{k}" for k in range(10)] for n in range(20))


def test_what_was_acknowledged_outlives_a_kill(address: str) -> None:
    writer = _write_in_a_process(address, 1_000_000, "wang")
    for _ in range(30):
        writer.stdout.readline()
    writer.send_signal(signal.SIGKILL)
    acknowledged = 30 + len([line for line in writer.communicate(timeout=60)[0].split("\n") if line.strip()])
    kept = _subjects(address, "wang")
    assert kept[:acknowledged] == [str(n) for n in range(acknowledged)] and len(kept) <= acknowledged + 1
    with Database(address).write():
        pass  # and the lock is free
