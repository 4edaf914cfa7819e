"""What cases and leads share: small registers in the store, append-only, one version after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from rccrm_lib.core.case_settings import CaseSettings
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.people import Person
from rccrm_lib.core.store import Decision, Decisions
from rccrm_lib.ocrm.service.clock import local_day


@dataclass(frozen=True)
class Act:
    """Who does something, when (seconds since 1970) and under which key, so that a click delivered twice is one."""

    person: Person
    now: float
    key: str


class Register:
    """One kind of subject of one member; the newest version says how it stands."""

    def __init__(self, decisions: Decisions, kind: str) -> None:
        self._decisions, self._kind = decisions, kind

    def newest(self, *, as_of: date | None, settings: CaseSettings) -> list[Decision]:
        """The newest version of every subject, in the order in which they were opened; of what was known at the end of a day."""
        known = [[one for one in versions if as_of is None or local_day(one.at, settings=settings) <= as_of]
                 for versions in self._decisions.by_subject(self._kind).values()]
        return [versions[-1] for versions in known if versions]

    def history(self, subject: str) -> list[Decision]:
        """Every version of a subject, oldest first. Raises RccrmError when there is none."""
        found = self._decisions.history(self._kind, subject)
        if not found:
            raise RccrmError(f"there is no {self._kind} {subject}", "a number of the list", f"see rccrm {self._kind} list")
        return found

    def met_by(self, subject: str, act: Act) -> Decision:
        """The version that an act comes upon, or came upon when the same act was sent before: a click delivered twice is one."""
        history = self.history(subject)
        return next((before for before, after in pairwise(history) if after.key == act.key), history[-1])

    def open(self, subject: str, values: Mapping[str, Any], act: Act, *, reason: str) -> Decision:
        """A new subject."""
        return self._write(subject, values, act, reason=reason, seen=0)

    def change(self, subject: str, values: Mapping[str, Any], act: Act, *, reason: str, seen: int) -> Decision:
        """The next version: what changed, over what stood before. Raises StaleWrite when somebody else was quicker."""
        return self._write(subject, {**self.met_by(subject, act).values, **values}, act, reason=reason, seen=seen)

    def _write(self, subject: str, values: Mapping[str, Any], act: Act, *, reason: str, seen: int) -> Decision:
        return self._decisions.decide(self._kind, subject, values, key=act.key, person_id=act.person.person_id,
                                      role=act.person.role, reason=reason, now=act.now, seen_version=seen)
