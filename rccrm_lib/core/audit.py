"""The audit log: one row per thing somebody did that must be accounted for; append-only, each row sealed to the last.

No row holds a password, or the name that somebody unknown typed: `person_id` is empty for people we do not know.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS audit_event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at REAL NOT NULL,
  person_id TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  field TEXT NOT NULL,
  reason TEXT NOT NULL,
  address TEXT NOT NULL,
  seal TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS audit_event_no_update BEFORE UPDATE ON audit_event
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS audit_event_no_delete BEFORE DELETE ON audit_event
  BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
"""
COLUMNS = ("at", "person_id", "action", "subject", "field", "reason", "address")


def write_audit(con: sqlite3.Connection, **values: Any) -> None:
    """One row, sealed to the row before it; within the caller's transaction, which must hold the write lock."""
    row = {name: values.get(name, "") for name in COLUMNS} | {"at": float(values["at"])}
    last = con.execute("SELECT seal FROM audit_event ORDER BY seq DESC LIMIT 1").fetchone()
    seal = _seal(row, last[0] if last else "")
    con.execute(
        f"INSERT INTO audit_event ({', '.join(COLUMNS)}, seal) VALUES ({', '.join('?' * len(COLUMNS))}, ?)",
        [*row.values(), seal],
    )


def broken_seal(con: sqlite3.Connection) -> int | None:
    """The number of the first row that does not follow from the one before it, or nothing."""
    before = ""
    for seq, seal, *values in con.execute(f"SELECT seq, seal, {', '.join(COLUMNS)} FROM audit_event ORDER BY seq"):
        if seal != _seal(dict(zip(COLUMNS, values, strict=True)), before):
            return int(seq)
        before = seal
    return None


def _seal(row: dict[str, Any], before: str) -> str:
    return hashlib.sha256((before + json.dumps(row, sort_keys=True, ensure_ascii=True)).encode()).hexdigest()
