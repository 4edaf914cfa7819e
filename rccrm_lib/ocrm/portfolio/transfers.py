"""The transfers of one member in the store: each answer a version, an accepted one with its assignments in one transaction."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Literal

from sqlalchemy import Connection

from rccrm_lib.core.errors import StoreError
from rccrm_lib.core.store import Assignment, Assignments, Database, Decision, Decisions
from rccrm_lib.core.store.assignments import Source
from rccrm_lib.core.transfer_settings import TransferSettings
from rccrm_lib.ocrm.portfolio.recused import refuse_recused
from rccrm_lib.ocrm.portfolio.transfer import (
    Request,
    Speaker,
    accept,
    age_of,
    begins_on,
    close,
    from_values,
    propose,
    to_values,
)

KIND = "transfer"
Answer = Literal["accept", "reject", "withdraw"]


class Transfers:
    """A handle: requests are read with the number of their version, which an answer names again."""

    def __init__(self, database: Database, member_id: str) -> None:
        self._decisions, self._assignments = Decisions(database, member_id), Assignments(database, member_id)

    def head(self) -> int:
        """The newest assignment that there is: a request remembers it as `seen`."""
        return self._assignments.head()

    def all(self) -> list[tuple[Request, int]]:
        """Every request as it stands and the number of its version, the newest first."""
        found = self._decisions.by_subject(KIND)
        requests = [(from_values(subject, versions[-1].values), len(versions)) for subject, versions in found.items()]
        return sorted(requests, key=lambda one: (one[0].proposed_on, one[0].request_id), reverse=True)

    def history(self, request_id: str) -> list[tuple[Decision, Request]]:
        """Every version of a request, oldest first: who, when, and as it stood then."""
        return [(one, from_values(request_id, one.values)) for one in self._decisions.history(KIND, request_id)]

    def propose(self, request: Request, actor: Speaker, *, key: str, now: float, today: date,
                settings: TransferSettings) -> Request:
        """Write a request; what its author alone may decide holds at once. The same key twice is one request."""
        asked = propose(request, actor)
        self._write(asked, actor, key=key, seen=0, reason=asked.note or asked.reason, now=now, today=today,
                    settings=settings)
        return asked

    def answer(self, request_id: str, answer: Answer, actor: Speaker, *, why: str = "", key: str, seen: int, now: float,
               today: date, settings: TransferSettings) -> Request:
        """Write an answer to the version that somebody saw. Raises StaleWrite when another came in between, Recused when
        the manager must not by what stands about a customer, StoreError for a request that has waited too long.
        """
        versions = self._decisions.history(KIND, request_id)
        if any(one.key == key for one in versions):  # the same click again
            return from_values(request_id, next(one for one in versions if one.key == key).values)
        request = from_values(request_id, versions[seen - 1].values) if 0 < seen <= len(versions) else None
        if request is None or age_of(request, today=today, settings=settings) == "void":
            raise StoreError(f"the request {request_id} is not there or void", "an open request", "make a new request")
        if answer == "accept":
            answered = accept(request, actor)
        else:
            answered = close(request, actor, state="rejected" if answer == "reject" else "withdrawn", why=why, today=today)
        self._write(answered, actor, key=key, seen=seen, reason=why or answer, now=now, today=today,
                    settings=settings)
        return answered

    def _write(self, request: Request, actor: Speaker, *, key: str, seen: int, reason: str, now: float,
               today: date, settings: TransferSettings) -> None:
        def assign(con: Connection) -> None:
            rows = _assignments(request, today=today, settings=settings)
            if request.signed and request.state in ("open", "accepted"):  # who only asks learns nothing
                refuse_recused(self._decisions, con, rows)
            if request.state == "accepted":
                self._assignments.write_in(
                    con, rows, key=f"{KIND}:{request.request_id}", person_id=actor.person_id, role=actor.role,
                    reason=request.reason, now=now, seen=request.seen)

        self._decisions.decide(KIND, request.request_id, to_values(request), key=key, person_id=actor.person_id,
                               role=actor.role, reason=reason, now=now, seen_version=seen, together=assign)


def request_id_of(key: str) -> str:
    """The number of a new request, from the key of the click that made it: the same click, the same request."""
    return "T" + hashlib.sha256(key.encode()).hexdigest()[:10].upper()


def _assignments(request: Request, *, today: date, settings: TransferSettings) -> list[Assignment]:
    begins = begins_on(request, today=today, settings=settings)
    source: Source = "transfer" if request.to_manager else "pool"
    return [Assignment(customer_id, request.to_manager, begins, source, request.request_id) for customer_id in request.customers]
