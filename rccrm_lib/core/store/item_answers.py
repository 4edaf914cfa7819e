"""What managers say of the items on their lists: useful, wrong, done, not now, and why; append-only, each taken back by a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd
from sqlalchemy import Connection, text

from rccrm_lib.core.errors import StaleWrite, StoreError
from rccrm_lib.core.store.appending import append_rows, rows_of_key, same_again
from rccrm_lib.core.store.audit import write_audit
from rccrm_lib.core.store.database import Database

Answer = Literal["useful", "wrong", "done", "later", "taken_back"]
READ = ["item_id", "customer_id", "manager_id", "answer", "reason", "until_on", "person_id", "at"]
NEWEST = f"""SELECT {', '.join(READ)} FROM (
  SELECT {', '.join(READ)}, row_number() OVER (PARTITION BY item_id ORDER BY seq DESC) AS age
  FROM item_answer WHERE member_id = :member_id{{managers}}
) AS aged WHERE age = 1 AND answer <> 'taken_back' ORDER BY item_id"""
CONCERNS = """ AND (manager_id IN ({managers}) OR customer_id IN (
  SELECT customer_id FROM assignment WHERE member_id = :member_id AND manager_id IN ({managers})))"""
NEEDS_REASON = ("wrong", "later")


@dataclass(frozen=True)
class ItemAnswer:
    """What a manager says of one item. `until_on`: for "later", the day from which it may be shown again."""

    item_id: str
    customer_id: str
    manager_id: str
    answer: Answer
    reason: str = ""
    until_on: date | None = None


class ItemAnswers:
    """The answers of one member: other members' rows are not reached from here."""

    def __init__(self, database: Database, member_id: str) -> None:
        self._database, self._member_id = database, member_id

    def newest(self, managers: Sequence[str] = ()) -> pd.DataFrame:
        """One row per item with an answer that stands: READ; of these managers' lists, or of everybody's.

        Of a customer who was handed to one of them, also what others answered before: it stands whoever looks after them.
        """
        named = {f"m{n}": manager_id for n, manager_id in enumerate(managers)}
        condition = CONCERNS.format(managers=f":{', :'.join(named)}") if named else ""
        with self._database.read() as con:
            rows = con.execute(text(NEWEST.format(managers=condition)), {"member_id": self._member_id, **named})
            return pd.DataFrame([tuple(row) for row in rows], columns=READ)

    def count(self, item_id: str) -> int:
        """How many answers an item has: what somebody saw who looks now."""
        with self._database.read() as con:
            return self._count(con, item_id)

    def write(self, answer: ItemAnswer, *, key: str, person_id: str, role: str, now: float, seen: int) -> None:
        """Append an answer with its row of the audit log; a key written before writes nothing.

        Raises StaleWrite when somebody answered the same item since it was `seen`, StoreError for "wrong" or "later" without why.
        """
        if answer.answer in NEEDS_REASON and not answer.reason.strip():
            raise StoreError(f"the answer {answer.answer} without a reason", "why", "choose a reason")
        asked = self._row(answer, key=key, person_id=person_id, now=now)
        with self._database.write() as con:
            known = rows_of_key(con, "item_answer", key)
            if known:
                return same_again(known, [asked])
            if self._count(con, answer.item_id) > seen:
                raise StaleWrite("somebody has answered this item in between", "an answer on the newest state", "read it first")
            append_rows(con, "item_answer", [asked])
            write_audit(con, at=now, person_id=person_id, role=role, action="item answered", subject=answer.customer_id,
                        field=answer.answer, reason=answer.reason)
        return None

    def _count(self, con: Connection, item_id: str) -> int:
        query = text("SELECT count(*) FROM item_answer WHERE member_id = :member_id AND item_id = :item_id")
        return int(con.execute(query, {"member_id": self._member_id, "item_id": item_id}).scalar_one())

    def _row(self, answer: ItemAnswer, *, key: str, person_id: str, now: float) -> dict[str, Any]:
        until = answer.until_on.isoformat() if answer.until_on else None
        return {"key": key, "member_id": self._member_id, **answer.__dict__, "until_on": until, "person_id": person_id, "at": now}
