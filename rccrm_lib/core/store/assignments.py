"""Who looks after a customer from which day on; append-only. Nobody's name stands here: managers by the bank's numbers.

On a day the row with the latest `from_on` that is not after it holds; of several with the same day the one written last. Before
the first row the bank's own register says who it is. An empty manager means: nobody, the customer is in the pool.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd
from sqlalchemy import Connection, text

from rccrm_lib.core.errors import StaleWrite, StoreError
from rccrm_lib.core.store.appending import append_rows, rows_of_key, same_again
from rccrm_lib.core.store.audit import hash_content, write_audit
from rccrm_lib.core.store.database import Database

Source = Literal["proposal", "transfer", "pool", "reclaim", "manual"]
SAID = ("customer_id", "manager_id", "from_on", "source", "request_id", "person_id", "at", "reason")
HOLDING = ["customer_id", "manager_id", "from_on", "source", "request_id"]
HOLDS = text(f"""SELECT {', '.join(HOLDING)} FROM (
  SELECT {', '.join(HOLDING)}, row_number() OVER (PARTITION BY customer_id ORDER BY from_on DESC, seq DESC) AS age
  FROM assignment WHERE member_id = :member_id AND from_on <= :day
) AS aged WHERE age = 1 AND from_on > :after ORDER BY customer_id""")
OF_CUSTOMER = text(f"SELECT {', '.join(SAID)} FROM assignment WHERE member_id = :member_id AND customer_id = :customer_id"
                   " ORDER BY from_on, seq")
NEWER = "SELECT customer_id, person_id FROM assignment WHERE member_id = :member_id AND seq > :seen"


@dataclass(frozen=True)
class Assignment:
    """From this day on this manager looks after the customer."""

    customer_id: str
    manager_id: str
    from_on: date
    source: Source
    request_id: str = ""
    person_id: str = ""
    at: float = 0.0
    reason: str = ""


#: Raises for rows that must not be written, after a look at the store in the transaction of the write.
Refuse = Callable[[Connection, Sequence[Assignment]], object]


class Assignments:
    """The assignments of one member: other members' rows are not reached from here."""

    def __init__(self, database: Database, member_id: str) -> None:
        self._database, self._member_id = database, member_id

    def holding(self, day: date, *, after: date = date.min) -> pd.DataFrame:
        """One row per customer with a row that holds on `day` and began later than `after`: HOLDING, `from_on` as text.

        With the last day of a published month as `after`: what has changed since that month knew.
        """
        values = {"member_id": self._member_id, "day": day.isoformat(), "after": after.isoformat()}
        with self._database.read() as con:
            return pd.DataFrame([tuple(row) for row in con.execute(HOLDS, values)], columns=HOLDING, dtype="object")

    def history(self, customer_id: str) -> list[Assignment]:
        """Every row of a customer, by the day from which it holds."""
        values = {"member_id": self._member_id, "customer_id": customer_id}
        with self._database.read() as con:
            rows = con.execute(OF_CUSTOMER, values).mappings().all()
        return [Assignment(**{**row, "from_on": date.fromisoformat(row["from_on"])}) for row in rows]

    def head(self) -> int:
        """The number of the newest row: what somebody saw who looks now."""
        with self._database.read() as con:
            query = "SELECT coalesce(max(seq), 0) FROM assignment WHERE member_id = :member_id"
            return int(con.execute(text(query), {"member_id": self._member_id}).scalar_one())

    def write(self, rows: Sequence[Assignment], *, key: str, person_id: str, role: str, reason: str, now: float,
              seen: int, refuse: Refuse | None = None) -> int:
        """Append all rows or none, with one row of the audit log; returns how many were written, 0 for a key written before.

        `seen`: `head()` when the person looked. Raises StaleWrite when somebody assigned one of these customers since then;
        `refuse` may raise what else stands against it, asked in the same transaction.
        """
        with self._database.write() as con:
            return self.write_in(con, rows, key=key, person_id=person_id, role=role, reason=reason, now=now, seen=seen,
                                 refuse=refuse)

    def write_in(self, con: Connection, rows: Sequence[Assignment], *, key: str, person_id: str, role: str, reason: str,
                 now: float, seen: int, refuse: Refuse | None = None) -> int:
        """The same in a transaction that somebody else has begun."""
        _check(rows, reason)
        asked = [self._row(row, key=key, person_id=person_id, reason=reason, now=now) for row in rows]
        known = rows_of_key(con, "assignment", key)
        if known:
            same_again(known, asked)
            return 0
        self._refuse_stale(con, {row.customer_id for row in rows}, seen)
        if refuse:
            refuse(con, rows)
        append_rows(con, "assignment", asked)
        content = "\n".join(f"{row.customer_id} {row.manager_id} {row.from_on}" for row in rows)
        write_audit(con, at=now, person_id=person_id, role=role, action="assigned", subject=rows[0].request_id or key,
                    field=f"{len(rows)} customers", after_hash=hash_content(content), reason=reason)
        return len(rows)

    def _row(self, row: Assignment, *, key: str, person_id: str, reason: str, now: float) -> dict[str, Any]:
        return {"key": key, "member_id": self._member_id, "customer_id": row.customer_id, "manager_id": row.manager_id,
                "from_on": row.from_on.isoformat(), "source": row.source, "request_id": row.request_id, "person_id": person_id,
                "at": now, "reason": row.reason or reason}

    def _refuse_stale(self, con: Connection, customers: set[str], seen: int) -> None:
        newer = {row[0]: row[1] for row in con.execute(text(NEWER), {"member_id": self._member_id, "seen": seen})}
        changed = sorted(customers & set(newer))
        if changed:
            raise StaleWrite(f"{newer[changed[0]]} has assigned {len(changed)} of these customers in between",
                             "an assignment on the newest state", "look at it again, then decide")


def _check(rows: Sequence[Assignment], reason: str) -> None:
    if not rows or not reason.strip():
        raise StoreError("an assignment without customers or without a reason", "customers and why they change hands",
                         "choose customers and write the reason in a few words")
    if len({row.customer_id for row in rows}) != len(rows):
        raise StoreError("a customer twice in one assignment", "one manager per customer", "take one of the rows out")
