"""What was done with customers: visits, calls, messages, talks at the counter; append-only, corrected by a newer row."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import pandas as pd
from sqlalchemy import Connection, bindparam, text

from rccrm_lib.core.errors import StaleWrite, StoreError
from rccrm_lib.core.store.appending import append_rows, rows_of_key, same_again
from rccrm_lib.core.store.audit import hash_content, write_audit
from rccrm_lib.core.store.database import Database

Kind = Literal["visit", "call", "message", "counter"]
Verdict = Literal["confirmed", "doubtful", "not_reached"]
READ = ["seq", "customer_id", "household_id", "manager_id", "on_day", "kind", "result", "need", "promise", "next_on", "item_id",
        "evidence_hash", "form", "person_id", "at"]
VALID = f"""SELECT {', '.join(READ)} FROM contact WHERE member_id = :member_id AND on_day >= :day
  AND seq NOT IN (SELECT corrects FROM contact WHERE member_id = :member_id AND corrects IS NOT NULL)"""
OF_CUSTOMER = " AND (customer_id = :customer_id OR (household_id <> '' AND household_id = :household_id))"
VERDICTS = "SELECT person_id FROM contact_check WHERE member_id = :member_id AND contact_seq = :seq ORDER BY seq"
CHECKED = ["contact_seq", "verdict", "note", "person_id", "at"]
MOST_TEXT = 500  # of a promise; more is no promise


@dataclass(frozen=True)
class Contact:
    """One contact with a customer. `result`, `need`: codes; `form`: what a household form or a note on the market holds."""

    customer_id: str
    manager_id: str
    on_day: date
    kind: Kind
    result: str
    need: str = ""
    promise: str = ""
    next_on: date | None = None
    household_id: str = ""
    item_id: str = ""
    evidence_hash: str = ""
    form: Mapping[str, Any] = field(default_factory=dict)
    corrects: int | None = None


class Contacts:
    """The contacts of one member: other members' rows are not reached from here."""

    def __init__(self, database: Database, member_id: str) -> None:
        self._database, self._member_id = database, member_id

    def since(self, day: date) -> pd.DataFrame:
        """One row per contact on or after a day, the corrected ones left out, in the order of writing: READ; days as text."""
        with self._database.read() as con:
            return self._read(con, VALID + " ORDER BY seq", day=day.isoformat())

    def numbered(self, numbers: Collection[int]) -> pd.DataFrame:
        """One row per contact of these numbers, the corrected ones left out, in the order of writing: READ."""
        query = text(VALID + " AND seq IN :numbers ORDER BY seq").bindparams(bindparam("numbers", expanding=True))
        with self._database.read() as con:
            rows = con.execute(query, {"member_id": self._member_id, "day": "", "numbers": sorted(map(int, numbers))})
            return pd.DataFrame([tuple(row) for row in rows], columns=READ)

    def of_customer(self, customer_id: str, household_id: str = "") -> pd.DataFrame:
        """Every valid contact with a customer or the household, oldest first: READ."""
        with self._database.read() as con:
            return self._of_customer(con, customer_id, household_id)

    def write(self, contact: Contact, *, key: str, person_id: str, role: str, now: float, seen: int) -> int:
        """Append a contact with its row of the audit log; returns its number, the first one's for a key written before.

        `seen`: how many contacts of the customer and the household the person saw. Raises StaleWrite when somebody recorded
        another one since then: two people must not visit one household without knowing.
        """
        _check(contact)
        asked = self._row(contact, key=key, person_id=person_id, now=now)
        with self._database.write() as con:
            known = rows_of_key(con, "contact", key)
            if known:
                same_again(known, [asked])
                return int(known[0]["seq"])
            before = self._of_customer(con, contact.customer_id, contact.household_id)
            if len(before) > seen:
                last = before.iloc[-1]
                raise StaleWrite(f"{last['person_id']} has recorded a contact of {last['on_day']} in between",
                                 "a contact on the newest state", "read it, then record yours")
            seq = append_rows(con, "contact", [asked])
            write_audit(con, at=now, person_id=person_id, role=role, action="contact recorded", subject=contact.customer_id,
                        field=contact.kind, after_hash=hash_content(json.dumps(asked, sort_keys=True)))
        return seq

    def check(self, contact_seq: int, verdict: Verdict, *, note: str, key: str, person_id: str, role: str, now: float,
              seen: int) -> None:
        """What somebody else found who asked the customer whether the contact was as recorded; of several the last one counts.

        `seen`: how many verdicts on it the person saw. Raises StaleWrite when another one came since, StoreError for the own.
        """
        asked = {"key": key, "member_id": self._member_id, "contact_seq": contact_seq, "verdict": verdict, "note": note,
                 "person_id": person_id, "at": now}
        with self._database.write() as con:
            known = rows_of_key(con, "contact_check", key)
            if known:
                return same_again(known, [asked])
            query = text("SELECT person_id FROM contact WHERE member_id = :member_id AND seq = :seq")
            contact = {"member_id": self._member_id, "seq": contact_seq}
            by = con.execute(query, contact).scalar()
            if by is None or by == person_id:
                raise StoreError("this contact cannot be verified by this person", "a contact that somebody else recorded",
                                 "let another person ask the customer")
            before = con.execute(text(VERDICTS), contact).scalars().all()
            if len(before) > seen:
                raise StaleWrite(f"{before[-1]} has verified this contact in between", "a verdict on the newest state",
                                 "read it, then say yours if it differs")
            append_rows(con, "contact_check", [asked])
            write_audit(con, at=now, person_id=person_id, role=role, action="contact verified", subject=str(contact_seq),
                        field=verdict)
        return None

    def checks(self) -> pd.DataFrame:
        """One row per verification, in the order of writing: CHECKED."""
        query = text(f"SELECT {', '.join(CHECKED)} FROM contact_check WHERE member_id = :member_id ORDER BY seq")
        with self._database.read() as con:
            rows = con.execute(query, {"member_id": self._member_id})
            return pd.DataFrame([tuple(row) for row in rows], columns=CHECKED)

    def _of_customer(self, con: Connection, customer_id: str, household_id: str) -> pd.DataFrame:
        return self._read(con, VALID + OF_CUSTOMER + " ORDER BY seq", day="", customer_id=customer_id, household_id=household_id)

    def _read(self, con: Connection, query: str, **values: str) -> pd.DataFrame:
        rows = con.execute(text(query), {"member_id": self._member_id, **values})
        return pd.DataFrame([tuple(row) for row in rows], columns=READ)

    def _row(self, contact: Contact, *, key: str, person_id: str, now: float) -> dict[str, Any]:
        form = json.dumps(dict(contact.form), sort_keys=True, ensure_ascii=False)
        return {"key": key, "member_id": self._member_id, **contact.__dict__, "on_day": contact.on_day.isoformat(),
                "next_on": contact.next_on.isoformat() if contact.next_on else None, "form": form, "person_id": person_id,
                "at": now}


def _check(contact: Contact) -> None:
    if not contact.customer_id or not contact.result:
        raise StoreError("a contact without a customer or a result", "whom it was with and what came of it", "choose a result")
    if len(contact.promise) > MOST_TEXT:
        raise StoreError(f"a promise of {len(contact.promise)} characters", f"at most {MOST_TEXT}",
                         "write what was promised, in short")
    if contact.next_on is not None and contact.next_on < contact.on_day:
        raise StoreError(f"the next contact on {contact.next_on} before the contact itself", "a day after it", "correct the day")
