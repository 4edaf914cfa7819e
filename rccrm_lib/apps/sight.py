"""Who looks at a page and what this person may do now; whose customers and which fields is decided in `core.org`.

Read from the store and the settings when a page opens, and again before anything is unmasked: the word of the
server says who it is, the store says what this person may do now.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rccrm_lib.apps.visitor import NotSignedIn, Visitor
from rccrm_lib.core.people import People, Person
from rccrm_lib.core.roles import Level, Role
from rccrm_lib.core.settings import load_settings
from rccrm_lib.core.store import Assignments

CONFIG_ENV = "RCCRM_CONFIG"
#: Why somebody may need a value whole; the words stand in the catalogue under card.unmask.<reason>.
REASONS = ("contact", "verify", "business", "complaint")


def page_day(*, simulated: bool, simulated_today: date | None) -> date:
    """What counts as today: the clock's day; over a simulated month the day that the settings name for it."""
    return simulated_today if simulated and simulated_today else date.today()


@dataclass(frozen=True)
class Sight:
    """One person's view of one member's customers."""

    person: Person
    role: Role
    outputs: Path
    people: People | None = None
    simulated_today: date | None = None

    def today(self, *, simulated: bool) -> date:
        """What counts as today for this person."""
        return page_day(simulated=simulated, simulated_today=self.simulated_today)

    def covered(self, *, day: date) -> tuple[str, ...]:
        """The managers whose customers this person looks after on a day, besides the own."""
        if self.people is None or not self.person.manager_id:
            return ()
        return self.people.covers(self.person.member_id).covered_by(self.person.manager_id, day=day)

    def assigned(self, *, after: date, day: date) -> Any:
        """The customers who changed hands after a day, as of another: customer_id, manager_id; nothing without a store."""
        if self.people is None:
            return None
        return self.people.open_part(Assignments, self.person.member_id).holding(day, after=after)

    def level(self, field: str) -> Level:
        """How much of a field this person sees."""
        return self.role.level(field)

    def unmask(self, customer_id: str, field: str, reason: str) -> bool:
        """Whether a masked field may be seen whole now; if so, it is on record before it is shown."""
        if field not in self.role.unmask or reason not in REASONS or self.people is None:
            return False
        if self.people.find_person(self.person.person_id) != self.person:
            return False  # closed, or another role, since the page was opened
        self.people.note(now=time.time(), person_id=self.person.person_id, role=self.person.role, action="unmasked",
                         subject=customer_id, field=field, reason=reason)
        return True


class WithStore:
    """What a page reads that also records: the store behind a visitor's view."""

    sight: Sight

    @property
    def people(self) -> People:
        """The store. A page without one writes nothing and remembers nothing."""
        assert self.sight.people is not None, "a page of the server has a store"
        return self.sight.people

    def part(self, kind: Any) -> Any:
        """A part of the store for the visitor's member."""
        return self.people.open_part(kind, self.sight.person.member_id)


def open_sight(visitor: Visitor) -> Sight:
    """What this visitor may see now. Raises NotSignedIn when the store does not know them as the server does."""
    settings = load_settings(os.environ[CONFIG_ENV])
    people = People(settings.paths.store, settings=settings.apps)
    person = people.find_person(visitor.person_id)
    if person is None or (person.role, person.member_id) != (visitor.role, visitor.member_id):
        raise NotSignedIn("the store does not know this visitor in this role")
    return Sight(person, settings.roles.role(person.role), settings.paths.outputs, people, settings.apps.simulated_today)
