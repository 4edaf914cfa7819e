"""What one visitor may see: whose customers, which fields, and what it costs to see a masked one whole.

Read from the store and the settings when a page opens, and again before anything is unmasked: the word of the
server says who it is, the store says what this person may do now.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.visitor import NotSignedIn, Visitor
from rccrm_lib.core.engine import quote_path
from rccrm_lib.core.people import People, Person
from rccrm_lib.core.roles import Level, Role
from rccrm_lib.core.settings import load_settings

CONFIG_ENV = "RCCRM_CONFIG"
#: Why somebody may need a value whole; the words stand in the catalogue under card.unmask.<reason>.
REASONS = ("contact", "verify", "business", "complaint")
SUBTREE = """coalesce(m.branch_id, c.branch_id) IN (
  WITH RECURSIVE below(org_id) AS (
    SELECT ? UNION SELECT o.org_id FROM read_parquet({org}) o JOIN below b ON o.parent_id = b.org_id
  ) SELECT org_id FROM below)"""


@dataclass(frozen=True)
class Sight:
    """One person's view of one member's customers."""

    person: Person
    role: Role
    outputs: Path
    people: People | None = None

    def reach(self, publication: Publication) -> tuple[str, list[Any]]:
        """A condition on customers `c` and their month `m`: those in reach, and its values."""
        if publication.member_id != self.person.member_id:
            return "FALSE", []
        if self.role.reach == "own" and self.person.manager_id:
            return "m.manager_id = ?", [self.person.manager_id]
        if self.role.reach == "branch" and self.person.org_id:
            org = publication.tables / "org.parquet"
            if org.is_file():
                return SUBTREE.format(org=quote_path(org)), [self.person.org_id]
            return "coalesce(m.branch_id, c.branch_id) = ?", [self.person.org_id]
        return ("TRUE", []) if self.role.reach == "member" else ("FALSE", [])

    def level(self, field: str) -> Level:
        """How much of a field this person sees."""
        return self.role.level(field)

    def unmask(self, customer_id: str, field: str, reason: str) -> bool:
        """Whether a masked field may be seen whole now; if so, it is on record before it is shown."""
        if field not in self.role.unmask or reason not in REASONS or self.people is None:
            return False
        if self.people.find_person(self.person.person_id) != self.person:
            return False  # closed, or another role, since the page was opened
        self.people.note(now=time.time(), person_id=self.person.person_id, action="unmasked", subject=customer_id,
                         field=field, reason=reason)
        return True


def open_sight(visitor: Visitor) -> Sight:
    """What this visitor may see now. Raises NotSignedIn when the store does not know them as the server does."""
    settings = load_settings(os.environ[CONFIG_ENV])
    people = People(settings.paths.store, settings=settings.apps)
    person = people.find_person(visitor.person_id)
    if person is None or (person.role, person.member_id) != (visitor.role, visitor.member_id):
        raise NotSignedIn("the store does not know this visitor in this role")
    return Sight(person, settings.roles.role(person.role), settings.paths.outputs, people)
