"""The audit log: one row per thing somebody did that must be accounted for; append-only, each row sealed to the last.

No row holds a password, a value of a customer, or the name that somebody unknown typed: `person_id` is empty for people
we do not know, and values stand as hashes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

COLUMNS = ("seq", "at", "person_id", "role", "action", "subject", "field", "before_hash", "after_hash", "reason", "address",
           "previous_seal")
INSERT = text(f"INSERT INTO audit_event ({', '.join(COLUMNS)}, seal) VALUES (:{', :'.join(COLUMNS)}, :seal)")
ROWS = text(f"SELECT {', '.join(COLUMNS)}, seal FROM audit_event ORDER BY seq")


@dataclass(frozen=True)
class Head:
    """How far the log reaches: the number and the seal of its last row; 0 and nothing for an empty one."""

    seq: int = 0
    seal: str = ""

    @property
    def short(self) -> str:
        """As it is printed in a report."""
        return f"{self.seq}:{self.seal[:16]}"


def write_audit(con: Connection, **values: Any) -> Head:
    """One row, sealed to the row before it, in the caller's transaction, which holds the write lock."""
    last = read_head(con)
    row = {name: values.get(name, "") for name in COLUMNS}
    row |= {"seq": last.seq + 1, "at": float(values["at"]), "previous_seal": last.seal}
    seal = _seal(row)
    con.execute(INSERT, {**row, "seal": seal})
    return Head(row["seq"], seal)


def read_head(con: Connection) -> Head:
    """The last row's number and seal."""
    row = con.execute(text("SELECT seq, seal FROM audit_event ORDER BY seq DESC LIMIT 1")).first()
    return Head(int(row[0]), str(row[1])) if row else Head()


def broken_row(con: Connection, heads: Iterable[Head] = ()) -> int | None:
    """The number of the first row that is not as it was written, or nothing.

    A changed row does not match its seal, a removed or moved one leaves a gap, and rows cut off at the end, or a log
    written anew from its beginning, do not match the `heads` that were printed outside of the store.
    """
    printed = sorted({head for head in heads if head.seq}, key=lambda head: head.seq)
    before, seals = Head(), {}
    for *values, seal in con.execute(ROWS):
        row = dict(zip(COLUMNS, values, strict=True))
        if row["seq"] != before.seq + 1 or row["previous_seal"] != before.seal or seal != _seal(row):
            return before.seq + 1
        before = Head(row["seq"], seal)
        seals[before.seq] = seal
    return next((min(head.seq, before.seq + 1) for head in printed if seals.get(head.seq) != head.seal), None)


def hash_content(content: str) -> str:
    """What stands in the log instead of a value."""
    return hashlib.sha256(content.encode()).hexdigest() if content else ""


def _seal(row: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(row, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
