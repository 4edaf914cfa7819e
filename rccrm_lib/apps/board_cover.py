"""Cover for leave on the branch board: what stands and is to come for the managers in reach, and its end.

Who may give a cover may end it: `core.org.cover`. One of another branch's manager is shown to a head and ended by the department.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.sight import Sight, WithStore
from rccrm_lib.core.org.cover import TASK, check_cover
from rccrm_lib.core.org.scope import Scope
from rccrm_lib.core.store import Standing

Row = Mapping[str, Any]
#: Why a cover ends before its time; the words stand in the catalogue under board.cover.why.<reason>.
REASONS = ("back", "swap", "mistake")


class CoverDesk(WithStore):
    """The covers of one visitor's managers on a day, that of the page."""

    def __init__(self, publication: Publication, sight: Sight, scope: Scope, *, today: date) -> None:
        self._publication, self.sight, self._scope, self.today = publication, sight, scope, today
        self._covers = self.people.covers(sight.person.member_id)

    @property
    def is_task(self) -> bool:
        """Whether this post gives and ends cover."""
        return TASK in self.sight.role.tasks

    def read(self, managers: Mapping[str, int]) -> tuple[Row, ...]:
        """One row per cover that stands or is to come, the earliest first; `managers`: how many customers in reach each has."""
        if not self.is_task:
            return ()
        here = {*managers, *self._scope.managers}
        return tuple({"cover": one, "n": managers.get(one.manager_id, 0), "has_begun": one.from_on <= self.today,
                      "is_ours": self._stands_here(one.manager_id) and self._stands_here(one.deputy_id)}
                     for one in self._covers.standing(self.today)
                     if self._scope.whole_member or one.manager_id in here or one.deputy_id in here)

    def may_end(self) -> bool:
        """Whether this person gives and ends cover, now as when the page was opened."""
        return self.is_task and self.people.find_person(self.sight.person.person_id) == self.sight.person

    def end(self, seen: Standing, reason: str, *, now: float) -> None:
        """End a cover from the page's day on. Raises StaleWrite when it changed since it was seen; by whom, says `last_by`."""
        person = self.sight.person
        cover = seen.ended(day=self.today, person_id=person.person_id, reason=reason)
        check_cover(self._publication, cover, person, self.sight.role)
        self._covers.end(seen, cover, day=self.today, role=person.role, now=now)

    def last_by(self, seen: Standing) -> str:
        """Who wrote last about a manager and a deputy: the name, for whoever comes second."""
        pair = seen.manager_id, seen.deputy_id
        last = next(one.person_id for one in reversed(self._covers.history()) if (one.manager_id, one.deputy_id) == pair)
        person = self.people.find_person(last)
        return person.name if person else last

    def _stands_here(self, manager_id: str) -> bool:
        return self._scope.whole_member or manager_id in self._scope.managers
