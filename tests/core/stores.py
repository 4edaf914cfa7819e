"""Reaching a store past our code, as somebody with the database's password could."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text

from rccrm_lib.core.store import Database, write_audit


@contextmanager
def raw(address: str) -> Iterator[Connection]:
    """One transaction on the bare database."""
    engine = create_engine(address if "://" in address else f"sqlite:///{address}")
    try:
        with engine.begin() as con:
            yield con
    finally:
        engine.dispose()


def drop_triggers(address: str) -> None:
    """What a tamperer does first."""
    with raw(address) as con:
        for table in ("audit_event", "decision", "identity_event", "household_event", "cover", "assignment", "contact",
                      "contact_check", "item_answer"):
            for verb in ("update", "delete"):
                on = "" if con.dialect.name == "sqlite" else f" ON {table}"
                con.execute(text(f"DROP TRIGGER {table}_no_{verb}{on}"))


def note(address: str, n: int = 1, *, person_id: str = "wang") -> None:
    """Write `n` rows of the audit log, a transaction each."""
    database = Database(address)
    for number in range(n):
        with database.write() as con:
            write_audit(con, at=1.5 + number, person_id=person_id, action="unmasked", subject=f"C{number}", reason="电话核实")
