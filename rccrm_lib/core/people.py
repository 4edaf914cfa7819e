"""People who may open pages: accounts, passwords, sessions. They stand in the store, beside the decisions they make.

Time is handed in, in seconds; nothing here asks the clock. A session is known by the hash of its cookie, so a
copy of the store opens no door.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, text

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.settings import AppsSettings
from rccrm_lib.core.store import Covers, Database, write_audit

MIN_PASSWORD = 10
TOUCH_EVERY = 20  # seconds; an activity sooner after the last one is not worth a write
BY_COMMAND = "command line"  # who, and in which role, where no account acted
Part = TypeVar("Part")
PERSON = ("person_id", "name", "role", "member_id", "org_id", "manager_id")


@dataclass(frozen=True)
class Person:
    """One account, as pages need it: who, which role, of which member, at which branch, which manager's number."""

    person_id: str
    name: str
    role: str
    member_id: str
    org_id: str = ""
    manager_id: str = ""


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # argon2id with the library's parameters


@cache
def _nobodys_hash() -> str:
    """What an unknown name is checked against, so that it takes as long as a known one."""
    return _hasher().hash(secrets.token_urlsafe(16))


class People:
    """A handle on the accounts, sessions and audit log of one store."""

    def __init__(self, address: str | Path, *, settings: AppsSettings) -> None:
        self._database, self._settings = Database(address), settings

    def open_part(self, part: Callable[[Database, str], Part], member_id: str) -> Part:
        """A part of the same store for one member: `people.open_part(Contacts, member_id)`."""
        return part(self._database, member_id)

    def covers(self, member_id: str) -> Covers:
        """Who looks after whose customers meanwhile, in one member."""
        return Covers(self._database, member_id)

    def count(self) -> int:
        """Number of accounts, closed ones too."""
        with self._database.read() as con:
            return int(con.execute(text("SELECT count(*) FROM person")).scalar_one())

    def everybody(self) -> list[tuple[Person, bool]]:
        """Every account and whether it is open, by id."""
        with self._database.read() as con:
            rows = con.execute(text(f"SELECT {', '.join(PERSON)}, is_active FROM person ORDER BY person_id")).fetchall()
        return [(Person(*row[:-1]), bool(row[-1])) for row in rows]

    def find_person(self, person_id: str) -> Person | None:
        """An open account, or nothing."""
        with self._database.read() as con:
            return _person(con, person_id)

    def add(self, person: Person, password: str, *, now: float, by: str = BY_COMMAND) -> None:
        """A new account. Raises RccrmError when it is there already or the password is too short."""
        self._check_password(password)
        with self._database.write() as con:
            if con.execute(text("SELECT 1 FROM person WHERE person_id = :id"), {"id": person.person_id}).first():
                raise RccrmError(f"the account {person.person_id} exists", "a new id", "rccrm people password changes it")
            con.execute(text(f"INSERT INTO person ({', '.join(PERSON)}, password_hash)"
                             f" VALUES (:{', :'.join(PERSON)}, :password_hash)"),
                        {**person.__dict__, "password_hash": _hasher().hash(password)})
            write_audit(con, at=now, person_id=by, role=_role(con, by), action="account added", subject=person.person_id,
                        reason=person.role)

    def set_password(self, person_id: str, password: str, *, now: float, by: str = BY_COMMAND) -> None:
        """A new password: the lock is lifted and every session of the person ends."""
        self._check_password(password)
        self._change(person_id, "password_hash = :hash, n_failures = 0, locked_until = 0", {"hash": _hasher().hash(password)},
                     now=now, by=by, action="password set")

    def close(self, person_id: str, *, now: float, by: str = BY_COMMAND) -> None:
        """Close an account: nobody signs in with it, and its sessions end. The row stays for the audit log's sake."""
        self._change(person_id, "is_active = 0", {}, now=now, by=by, action="account closed")

    def _change(self, person_id: str, change: str, values: dict[str, Any], *, now: float, by: str, action: str) -> None:
        with self._database.write() as con:
            done = con.execute(text(f"UPDATE person SET {change} WHERE person_id = :id"), {**values, "id": person_id}).rowcount
            if not done:
                raise RccrmError(f"there is no account {person_id}", "an existing id", "rccrm people list shows them")
            con.execute(text("UPDATE session SET ended_at = :now WHERE person_id = :id AND ended_at IS NULL"),
                        {"now": now, "id": person_id})
            write_audit(con, at=now, person_id=by, role=_role(con, by), action=action, subject=person_id)

    @staticmethod
    def _check_password(password: str) -> None:
        if len(password) < MIN_PASSWORD:
            raise RccrmError("the password is too short", f"at least {MIN_PASSWORD} characters", "choose a longer one")

    def sign_in(self, person_id: str, password: str, *, address: str, now: float) -> str | None:
        """The token of a new session, or nothing: unknown, wrong, closed and locked are not told apart."""
        return self.begin_session(person_id, address=address, now=now) if self._knows(person_id, password, address, now) else None

    def change_password(self, person_id: str, old: str, new: str, *, address: str, now: float) -> bool:
        """Whether the old password was right, so that the new one holds and every session of the person ended.

        A wrong one counts as a failed sign-in. Raises RccrmError for a new one that is too short or the old one again.
        """
        self._check_password(new)
        if new == old:
            raise RccrmError("the new password is the old one", "another one", "choose another one")
        if not self._knows(person_id, old, address, now):
            return False
        self.set_password(person_id, new, now=now, by=person_id)
        return True

    def _knows(self, person_id: str, password: str, address: str, now: float) -> bool:
        """Whether somebody knows the password of an open, unlocked account; if not, it is on record."""
        with self._database.read() as con:
            row = con.execute(text("SELECT password_hash, is_active, locked_until FROM person WHERE person_id = :id"),
                              {"id": person_id}).first()
        matches = _matches(row[0] if row else _nobodys_hash(), password)
        if not row:
            self.note(now=now, person_id="", action="sign-in failed", reason="unknown name", address=address)
            return False
        if not row[1] or row[2] > now:
            self.note(now=now, person_id=person_id, action="sign-in failed", address=address,
                      reason="locked" if row[1] else "closed")
            return False
        if not matches:
            self._fail(person_id, address=address, now=now)
        return matches

    def _fail(self, person_id: str, *, address: str, now: float) -> None:
        most, minutes = self._settings.lock_after, self._settings.lock_minutes
        with self._database.write() as con:
            known = con.execute(text("SELECT n_failures FROM person WHERE person_id = :id"), {"id": person_id})
            failures = int(known.scalar_one()) + 1
            locks = failures >= most
            con.execute(text("UPDATE person SET n_failures = :n, locked_until = :until WHERE person_id = :id"),
                        {"n": 0 if locks else failures, "until": now + minutes * 60 if locks else 0, "id": person_id})
            who = {"at": now, "person_id": person_id, "role": _role(con, person_id), "address": address}
            write_audit(con, **who, action="sign-in failed", reason="password")
            if locks:
                write_audit(con, **who, action="locked", reason=f"{minutes} minutes")

    def begin_session(self, person_id: str, *, address: str, now: float) -> str:
        """The token of a new session of somebody whose identity is established."""
        token = secrets.token_urlsafe(32)
        with self._database.write() as con:
            con.execute(text("UPDATE person SET n_failures = 0 WHERE person_id = :id"), {"id": person_id})
            con.execute(text("INSERT INTO session (session, person_id, begun_at, seen_at) VALUES (:session, :id, :now, :now)"),
                        {"session": session_of(token), "id": person_id, "now": now})
            write_audit(con, at=now, person_id=person_id, role=_role(con, person_id), action="signed in", address=address)
        return token

    def session_person(self, session: str, *, now: float, touch: bool = False) -> Person | None:
        """Whose session it is while it lasts; `touch` counts as activity of the person."""
        oldest_seen, oldest_begun = now - self._settings.idle_minutes * 60, now - self._settings.absolute_hours * 3600
        with self._database.read() as con:
            row = con.execute(
                text("SELECT person_id, seen_at FROM session WHERE session = :session AND ended_at IS NULL"
                     " AND seen_at > :seen AND begun_at > :begun"),
                {"session": session, "seen": oldest_seen, "begun": oldest_begun}).first()
            person = _person(con, row[0]) if row else None
        if row and person and touch and now - row[1] > TOUCH_EVERY:
            with self._database.write() as con:
                con.execute(text("UPDATE session SET seen_at = :now WHERE session = :session"),
                            {"now": now, "session": session})
        return person

    def end_session(self, session: str, *, now: float, address: str = "") -> None:
        """End a session by its person's hand; one that has ended stays as it is."""
        with self._database.write() as con:
            row = con.execute(text("UPDATE session SET ended_at = :now WHERE session = :session AND ended_at IS NULL"
                                   " RETURNING person_id"), {"now": now, "session": session}).first()
            if row:
                write_audit(con, at=now, person_id=row[0], role=_role(con, row[0]), action="signed out", address=address)

    def note(self, *, now: float, person_id: str, action: str, **values: str) -> None:
        """One row of the audit log, with the role that the person has now unless `role` says in which they acted."""
        with self._database.write() as con:
            write_audit(con, at=now, person_id=person_id, action=action, **{"role": _role(con, person_id), **values})


def session_of(token: str) -> str:
    """The name of a session: the hash of its token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _person(con: Connection, person_id: str) -> Person | None:
    row = con.execute(text(f"SELECT {', '.join(PERSON)} FROM person WHERE person_id = :id AND is_active = 1"),
                      {"id": person_id}).first()
    return Person(*row) if row else None


def _role(con: Connection, person_id: str) -> str:
    """The role of whoever acts: of an account, closed ones too; the command line is its own; nobody we know has none."""
    if person_id == BY_COMMAND:
        return BY_COMMAND
    found = con.execute(text("SELECT role FROM person WHERE person_id = :id"), {"id": person_id}).scalar()
    return str(found or "")
