"""`rccrm case`, `rccrm lead`: the small registers from the command line, for one account, its post and its reach."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from rccrm_lib.apps.publication import Publication, find_publication
from rccrm_lib.apps.sight import Sight
from rccrm_lib.apps.tables import open_with_scope, published_masters
from rccrm_lib.core.errors import NotSupplied, RccrmError
from rccrm_lib.core.people import People, Person
from rccrm_lib.core.settings import Settings, load_settings
from rccrm_lib.core.store import Decisions
from rccrm_lib.ocrm.service import Act, Cases, Leads, local_day

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Desk:
    """One account over the registers of its member. Of customers and cases out of reach nothing is told, as on the pages."""

    settings: Settings
    sight: Sight
    publication: Publication
    now: float

    @property
    def person(self) -> Person:
        """Who acts."""
        return self.sight.person

    @property
    def tasks(self) -> tuple[str, ...]:
        """What the post may do."""
        return self.sight.role.tasks

    @property
    def own_ids(self) -> set[str]:
        """Every number under which a case can be about this person."""
        return ids_of(self.person)

    @property
    def today(self) -> date:
        """The day of the acts: the clock's, as the registers keep it."""
        return local_day(self.now, settings=self.settings.cases)

    @cached_property
    def cases(self) -> Cases:
        """The cases of the member."""
        return Cases(self._decisions, settings=self.settings.cases)

    @cached_property
    def leads(self) -> Leads:
        """The leads of the member."""
        return Leads(self._decisions, settings=self.settings.cases)

    @property
    def people(self) -> People:
        """The store."""
        assert self.sight.people is not None, "a desk is opened over a store"
        return self.sight.people

    @property
    def _decisions(self) -> Decisions:
        return self.people.open_part(Decisions, self.person.member_id)

    @cached_property
    def covered(self) -> tuple[str, ...]:
        """The managers whose customers this person looks after today."""
        return self.sight.covered(day=self.today)

    @cached_property
    def names(self) -> dict[str, str]:
        """Customer -> name as the post is given it, of every customer in reach."""
        return dict(self._opened[0].execute("SELECT customer_id, name FROM customers").fetchall())

    @cached_property
    def managers(self) -> set[str]:
        """The numbers of the register of managers; empty where the bank supplies none."""
        if "manager" not in published_masters(self.publication):
            return set()
        return {row[0] for row in self._opened[0].execute("SELECT manager_id FROM manager").fetchall()}

    @cached_property
    def _opened(self) -> Any:
        return open_with_scope(self.publication, self.sight)

    def act(self, verb: str, subject: str = "") -> Act:
        """An act of this person now; a command is one act, so its key holds the moment."""
        return Act(self.person, self.now, f"cli {self.person.person_id} {verb} {subject} {self.now}")

    def is_ours(self, case: Row) -> bool:
        """Whether a case is in reach: by its customer or its branch."""
        scope = self._opened[1]
        return bool(scope.whole_member or case["customer_id"] in self.names or case["branch_id"] in scope.units)

    def need_customer(self, customer_id: str) -> None:
        """Raise RccrmError for a customer who is out of reach or does not exist: which of the two is not told."""
        if customer_id and customer_id not in self.names:
            raise RccrmError("there is no such customer in reach of this account",
                             "a customer number of the last published month",
                             "look on the page of customers, or leave --customer out")

    def need_colleague(self, other: Person) -> None:
        """Raise RccrmError for an account of another member."""
        if other.member_id != self.person.member_id:
            raise RccrmError(f"{other.person_id} is no account of this member", "an account of the same member",
                             "rccrm people list shows them")

    def need_case(self, case_id: str) -> int:
        """How many versions a case has. Raises RccrmError for one that does not exist or is out of reach."""
        history = self.cases.history(case_id)
        if not self.is_ours(history[-1].values):
            raise RccrmError(f"case {case_id} is out of reach of this account", "a case of its branch or customers",
                             "let somebody of that branch, or of the department, act")
        return len(history)


def ids_of(person: Person) -> set[str]:
    """The account and, of a manager, the number."""
    return {person.person_id, person.manager_id} - {""}


def open_desk(config: str | Path, *, by: str) -> Desk:
    """The desk of an open account over the newest published month of its member. Raises RccrmError without either."""
    settings = load_settings(config)
    people = People(settings.paths.store, settings=settings.apps)
    person = find_account(people, by)
    month = find_publication(settings.paths.outputs, member_id=person.member_id)
    if not isinstance(month, Publication):
        raise NotSupplied("no month of this member is published, so nobody's reach is known", "a published month",
                          "rccrm run, then again")
    sight = Sight(person, settings.roles.role(person.role), settings.paths.outputs, people, settings.apps.simulated_today)
    return Desk(settings, sight, month, time.time())


def find_account(people: People, person_id: str) -> Person:
    """An open account. Raises RccrmError for one that is not there or was closed."""
    person = people.find_person(person_id)
    if person is None:
        raise RccrmError(f"there is no open account {person_id}", "who acts, by the name that is signed in with",
                         "rccrm people list shows them")
    return person
