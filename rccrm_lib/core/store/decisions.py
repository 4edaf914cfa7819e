"""Decisions of people: append-only versions of one subject, with who, when and why; sealed by the audit log."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, text

from rccrm_lib.core.errors import StaleWrite, StoreError
from rccrm_lib.core.store.audit import hash_content, write_audit
from rccrm_lib.core.store.database import Database

COLUMNS = ("seq", "key", "member_id", "kind", "subject", "version", "content", "person_id", "at", "reason")
SELECT = f"SELECT {', '.join(COLUMNS)} FROM decision"
OF_SUBJECT = " WHERE member_id = :member_id AND kind = :kind AND subject = :subject ORDER BY version"
ABOUT = text(f"{SELECT} WHERE member_id = :member_id AND kind IN :kinds AND (subject = :thing"
             " OR substr(subject, 1, length(:start)) = :start) ORDER BY seq").bindparams(bindparam("kinds", expanding=True))
INSERT = text(f"INSERT INTO decision ({', '.join(COLUMNS)}) VALUES (:{', :'.join(COLUMNS)})")


@dataclass(frozen=True)
class Decision:
    """One version of what was decided about one subject; `at` in seconds since 1970, UTC."""

    seq: int
    key: str
    member_id: str
    kind: str
    subject: str
    version: int
    content: str
    person_id: str
    at: float
    reason: str

    @property
    def values(self) -> dict[str, Any]:
        """What was decided."""
        return json.loads(self.content)


class Decisions:
    """The decisions of one member: other members' rows are not reached from here."""

    def __init__(self, database: Database, member_id: str) -> None:
        self._database, self._member_id = database, member_id

    def history(self, kind: str, subject: str) -> list[Decision]:
        """Every version of a subject, oldest first."""
        with self._database.read() as con:
            return self._versions(con, kind, subject)

    def of_kind(self, kind: str) -> list[Decision]:
        """Every version of every subject, in the order in which they were decided."""
        query = f"{SELECT} WHERE member_id = :member_id AND kind = :kind ORDER BY seq"
        with self._database.read() as con:
            rows = con.execute(text(query), {"member_id": self._member_id, "kind": kind})
            return [Decision(*row) for row in rows]

    def by_subject(self, kind: str) -> dict[str, list[Decision]]:
        """Subject -> every version, oldest first, of all subjects of a kind."""
        found: dict[str, list[Decision]] = {}
        for decision in self.of_kind(kind):
            found.setdefault(decision.subject, []).append(decision)
        return found

    def about(self, kinds: Sequence[str], thing: str) -> list[Decision]:
        """Every version of the subjects `thing` and `thing:...` of these kinds, in the order in which they were decided."""
        with self._database.read() as con:
            return self.about_in(con, kinds, thing)

    def about_in(self, con: Connection, kinds: Sequence[str], thing: str) -> list[Decision]:
        """The same in a transaction that somebody else has begun."""
        values = {"member_id": self._member_id, "kinds": list(kinds), "thing": thing, "start": f"{thing}:"}
        return [Decision(*row) for row in con.execute(ABOUT, values)]

    def decide(self, kind: str, subject: str, values: Mapping[str, Any], *, key: str, person_id: str, role: str,
               reason: str, now: float, seen_version: int, together: Callable[[Connection], object] | None = None) -> Decision:
        """Append a version after the one that the person saw (0: none yet).

        `together` writes, in the same transaction, what the decision brings about: both are kept or neither. The same `key`
        twice is one decision, however often a page sends it. Raises StaleWrite when somebody else decided in between, StoreError
        when the key belongs to another decision or the reason is empty.
        """
        if not reason.strip():
            raise StoreError("a decision without a reason", "why it was decided", "write the reason in a few words")
        content = json.dumps(dict(values), sort_keys=True, ensure_ascii=False)
        asked = (self._member_id, kind, subject, content, person_id)
        with self._database.write() as con:
            known = con.execute(text(f"{SELECT} WHERE key = :key"), {"key": key}).first()
            if known:
                return _same_again(Decision(*known), asked)
            before = self._versions(con, kind, subject)
            if len(before) != seen_version:
                raise _stale(before)
            seq = int(con.execute(text("SELECT coalesce(max(seq), 0) + 1 FROM decision")).scalar_one())
            decision = Decision(seq, key, self._member_id, kind, subject, seen_version + 1, content, person_id, now, reason)
            con.execute(INSERT, decision.__dict__)
            write_audit(con, at=now, person_id=person_id, role=role, action="decided", subject=subject, field=kind,
                        before_hash=hash_content(before[-1].content if before else ""), after_hash=hash_content(content),
                        reason=reason)
            if together:
                together(con)
        return decision

    def _versions(self, con: Connection, kind: str, subject: str) -> list[Decision]:
        values = {"member_id": self._member_id, "kind": kind, "subject": subject}
        return [Decision(*row) for row in con.execute(text(SELECT + OF_SUBJECT), values)]


def _same_again(known: Decision, asked: tuple[str, ...]) -> Decision:
    if (known.member_id, known.kind, known.subject, known.content, known.person_id) != asked:
        raise StoreError("this key belongs to another decision", "a new key for a new decision", "open the page again")
    return known


def _stale(before: list[Decision]) -> StaleWrite:
    if not before:
        return StaleWrite("the decision that this one follows is not there", "the newest version", "open the page again")
    last = before[-1]
    changed = ", ".join(sorted(last.values))
    return StaleWrite(f"{last.person_id} has decided in between (version {last.version}: {changed})",
                      "a decision on the newest version", "look at it again, then decide")
