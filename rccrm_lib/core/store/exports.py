"""What left the pages as a file: a row of the audit log each, with the hash of its bytes; how much one person may take a day."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from rccrm_lib.core.errors import StoreError
from rccrm_lib.core.store.audit import write_audit
from rccrm_lib.core.store.database import Database

ACTION = "list exported"
ROWS = "rows "  # the column `field` says how many, and which columns: "rows 12: name, tier"
OF_PERSON = text("SELECT field FROM audit_event WHERE action = :action AND person_id = :person_id AND at >= :since")
OF_HASH = text("SELECT at, person_id, role, subject, field, reason FROM audit_event "
               "WHERE action = :action AND after_hash = :hash ORDER BY seq")


class TooMuch(StoreError):
    """A person has taken as many rows in a day as the settings allow."""


@dataclass(frozen=True)
class Exported:
    """One file that left: who, in which role, when (seconds), from which page and month, rows, columns, for what."""

    at: float
    person_id: str
    role: str
    subject: str
    n_rows: int
    columns: tuple[str, ...]
    reason: str


class Exports:
    """The exports of one member's people."""

    def __init__(self, database: Database, member_id: str) -> None:
        self._database, self._member_id = database, member_id

    def write(self, exported: Exported, *, sha256: str, since: float, most: int) -> None:
        """Put a file on record before it leaves. Raises TooMuch where the person's rows since a moment would pass `most`.

        Counted and written under one lock: two pages of one person cannot both take the rest.
        """
        with self._database.write() as con:
            taken = _taken(con, exported.person_id, since)
            if taken + exported.n_rows > most:
                raise TooMuch(f"{taken} rows were exported today", f"{most} rows a day",
                              "take fewer rows, or wait until tomorrow")
            write_audit(con, at=exported.at, person_id=exported.person_id, role=exported.role, action=ACTION,
                        subject=f"{self._member_id} {exported.subject}", field=_field(exported), after_hash=sha256,
                        reason=exported.reason)


def find_exported(database: Database, sha256: str) -> list[Exported]:
    """Who took a file with these bytes, oldest first."""
    with database.read() as con:
        rows = con.execute(OF_HASH, {"action": ACTION, "hash": sha256}).fetchall()
    return [Exported(float(at), who, role, subject, _number(field), _columns(field), reason)
            for at, who, role, subject, field, reason in rows]


def _taken(con: Connection, person_id: str, since: float) -> int:
    found = con.execute(OF_PERSON, {"action": ACTION, "person_id": person_id, "since": since})
    return sum(_number(field) for (field,) in found)


def _field(exported: Exported) -> str:
    return f"{ROWS}{exported.n_rows}: {', '.join(exported.columns)}"


def _number(field: str) -> int:
    return int(field.removeprefix(ROWS).partition(":")[0])


def _columns(field: str) -> tuple[str, ...]:
    return tuple(name for name in field.partition(": ")[2].split(", ") if name)
