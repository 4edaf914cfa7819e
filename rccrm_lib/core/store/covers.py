"""Cover for leave: whose customers somebody looks after besides the own, from a day on and until another; append-only.

A cover is never changed. It is withdrawn by a row that says from which day on it no longer holds; of several rows on a day
the newest counts. Managers are known by their number in the bank's files. Days are half-open: not on `to_on` any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from sqlalchemy import Connection, text

from rccrm_lib.core.errors import StaleWrite, StoreError
from rccrm_lib.core.store.audit import write_audit
from rccrm_lib.core.store.database import Database

COLUMNS = ("seq", "member_id", "manager_id", "deputy_id", "from_on", "to_on", "kind", "person_id", "at", "reason")
INSERT = text(f"INSERT INTO cover ({', '.join(COLUMNS)}) VALUES (:{', :'.join(COLUMNS)})")
OF_MEMBER = text(f"SELECT {', '.join(COLUMNS)} FROM cover WHERE member_id = :member_id ORDER BY seq")
COVERED = text("""SELECT manager_id FROM (
  SELECT manager_id, kind, row_number() OVER (PARTITION BY manager_id ORDER BY seq DESC) AS age FROM cover
  WHERE member_id = :member_id AND deputy_id = :deputy_id AND from_on <= :day AND :day < to_on
) AS newest WHERE age = 1 AND kind = 'given' ORDER BY manager_id""")
MOST_DAYS = 366  # longer than any leave: then the customers are to be handed over
Kind = Literal["given", "withdrawn"]


@dataclass(frozen=True)
class Cover:
    """One row: on these days the deputy looks after the manager's customers, or (withdrawn) no longer does."""

    manager_id: str
    deputy_id: str
    from_on: date
    to_on: date
    kind: Kind = "given"
    person_id: str = ""
    reason: str = ""


@dataclass(frozen=True, order=True)
class Standing:
    """What the rows come to: from a day on and until another the deputy looks after the manager's customers."""

    from_on: date
    to_on: date
    manager_id: str
    deputy_id: str

    def ended(self, *, day: date, person_id: str, reason: str) -> Cover:
        """The row that ends it on a day, which is not covered any more; one that has not begun never does."""
        return Cover(self.manager_id, self.deputy_id, max(self.from_on, day), self.to_on, "withdrawn", person_id, reason)


class Covers:
    """The covers of one member: other members' rows are not reached from here."""

    def __init__(self, database: Database, member_id: str) -> None:
        self._database, self._member_id = database, member_id

    def covered_by(self, deputy_id: str, *, day: date) -> tuple[str, ...]:
        """The managers whose customers a deputy looks after on a day."""
        values = {"member_id": self._member_id, "deputy_id": deputy_id, "day": day.isoformat()}
        with self._database.read() as con:
            return tuple(row[0] for row in con.execute(COVERED, values))

    def history(self) -> list[Cover]:
        """Every row, oldest first."""
        with self._database.read() as con:
            return self._history(con)

    def standing(self, day: date) -> list[Standing]:
        """The covers in force on a day and those to come, the earliest first."""
        return _standing(self.history(), day)

    def write(self, cover: Cover, *, role: str, now: float) -> None:
        """Append a row and say so in the audit log. Raises StoreError for one that cannot be meant."""
        _check(cover)
        with self._database.write() as con:
            self._append(con, cover, role=role, now=now)

    def end(self, seen: Standing, cover: Cover, *, day: date, role: str, now: float) -> None:
        """Append the row that ends what a person saw standing on a day. Raises StaleWrite when it no longer stands like that."""
        _check(cover)
        with self._database.write() as con:
            rows = self._history(con)
            if seen not in _standing(rows, day):
                raise StaleWrite("somebody has changed this cover in between", "the cover as it stands now",
                                 "read it, then end what still stands")
            self._append(con, cover, role=role, now=now)

    def _history(self, con: Connection) -> list[Cover]:
        rows = con.execute(OF_MEMBER, {"member_id": self._member_id}).mappings().all()
        return [Cover(row["manager_id"], row["deputy_id"], date.fromisoformat(row["from_on"]), date.fromisoformat(row["to_on"]),
                      row["kind"], row["person_id"], row["reason"]) for row in rows]

    def _append(self, con: Connection, cover: Cover, *, role: str, now: float) -> None:
        seq = int(con.execute(text("SELECT coalesce(max(seq), 0) + 1 FROM cover")).scalar_one())
        days = {"from_on": cover.from_on.isoformat(), "to_on": cover.to_on.isoformat()}
        con.execute(INSERT, {**cover.__dict__, **days, "seq": seq, "member_id": self._member_id, "at": now})
        write_audit(con, at=now, person_id=cover.person_id, role=role, action=f"cover {cover.kind}",
                    subject=cover.manager_id, field=cover.deputy_id,
                    reason=f"{days['from_on']} to {days['to_on']}: {cover.reason}")


def _standing(rows: Sequence[Cover], day: date) -> list[Standing]:
    pairs = dict.fromkeys((row.manager_id, row.deputy_id) for row in rows)
    spans = [span for pair in pairs for span in _spans([row for row in rows if (row.manager_id, row.deputy_id) == pair])]
    return sorted(span for span in spans if span.to_on > day)


def _spans(rows: Sequence[Cover]) -> list[Standing]:
    """The days on which the newest row of one manager and one deputy gives cover; what adjoins is one span."""
    spans: list[Standing] = []
    days = sorted({day for row in rows for day in (row.from_on, row.to_on)})
    for start, end in pairwise(days):
        newest = next((row for row in reversed(rows) if row.from_on <= start < row.to_on), None)
        if newest is None or newest.kind == "withdrawn":
            continue
        begin = spans.pop().from_on if spans and spans[-1].to_on == start else start
        spans.append(Standing(begin, end, newest.manager_id, newest.deputy_id))
    return spans


def _check(cover: Cover) -> None:
    if not cover.reason.strip():
        raise StoreError("a cover without a reason", "why somebody else looks after the customers", "write it in a few words")
    if not cover.manager_id or not cover.deputy_id or cover.manager_id == cover.deputy_id:
        raise StoreError(f"{cover.deputy_id or 'nobody'} cannot cover {cover.manager_id or 'nobody'}",
                         "the numbers of two managers", "correct the numbers")
    days = (cover.to_on - cover.from_on).days
    if days <= 0 or (cover.kind == "given" and days > MOST_DAYS):
        raise StoreError(f"a cover from {cover.from_on} to {cover.to_on}",
                         f"an end after its beginning, at most {MOST_DAYS} days",
                         "correct the days; customers of somebody who does not come back are handed over instead")
