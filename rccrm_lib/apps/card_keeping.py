"""Who looks after a customer, and what stands about it: read for the card, and said from it.

Only posts that assign customers are told everything. A manager is told that a word stands about an own customer, but neither why
nor of which colleague: who is related to whom at the bank is nothing that a post's fields give (settings/roles.toml).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from rccrm_lib.apps.card_record import Keeping, Told
from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.sight import Sight
from rccrm_lib.apps.tables import open_with_scope
from rccrm_lib.apps.transfers_data import Manager, managers_there
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.org.scope import Scope
from rccrm_lib.core.people import People
from rccrm_lib.core.store import Assignments, Decisions
from rccrm_lib.ocrm.portfolio import Actor, Standing, StandingWords, Word

TASK = "assign_customers"
NOW = """SELECT coalesce(m.manager_id, '') FROM customers c LEFT JOIN customer_months m USING (customer_id)
WHERE c.customer_id = ? AND c.death_on IS NULL"""
CARRIED = "SELECT DISTINCT manager_id FROM customer_months WHERE manager_id IS NOT NULL ORDER BY 1"


class KeepingDesk:
    """A handle for one visitor on what stands about customers in reach."""

    def __init__(self, publication: Publication, sight: Sight, engine: Any, scope: Scope) -> None:
        self._publication, self.sight, self._engine, self._scope = publication, sight, engine, scope
        self.today = sight.today(simulated=publication.simulated)
        self.after = max(self.today, publication.as_of)

    @property
    def is_told(self) -> bool:
        """Whether the post is told who must not, who said so and why; such a post may say it too."""
        return TASK in self.sight.role.tasks

    def look(self, customer_id: str) -> Keeping | None:
        """What the visitor is told of a customer in reach; nothing for a post that is told nothing."""
        people = self.sight.people
        own = self.sight.role.reach == "own" and self.sight.level("manager") != "hidden"
        if people is None or not (self.is_told or own):
            return None
        words, seen = self._words(people).look(customer_id, day=self.today)
        if not self.is_told:
            return Keeping(tuple(self._cut(one) for one in words), seen)
        manager = self._manager_now(self._engine, customer_id)
        held = [one for one in people.open_part(Assignments, self.sight.person.member_id).history(customer_id)
                if one.from_on <= self.today]
        return Keeping(tuple(Told(one, self.called(one.manager_id), self.name_of(one.person_id)) for one in words), seen,
                       manager_id=manager or "", manager=self.called(manager or ""),
                       since=replace(held[-1], person_id=self.name_of(held[-1].person_id)) if held else None,
                       may_say=manager is not None, managers=self._named_with(manager or ""), today=self.today)

    def recuse(self, customer_id: str, manager_id: str, word: Word, *, key: str, now: float, seen: int) -> None:
        """Write that a manager must not. Raises PermissionError, KeyError out of reach, and as `StandingWords.recuse` does."""
        people, manager = self._may_say(customer_id)
        if manager_id not in self._named_with(manager):
            raise RccrmError("a manager whom this account may not name", "one of the own units, or of today", "choose again")
        self._words(people).recuse(customer_id, manager_id, word, actor=self._actor(key, now), seen=seen)

    def keep(self, customer_id: str, word: Word, *, key: str, now: float, seen: int) -> None:
        """Write that a customer stays with the manager of today. Raises as `recuse` does."""
        people, manager = self._may_say(customer_id)
        if not manager:
            raise RccrmError("nobody with whom the customer could stay", "a customer with a manager", "look at the card again")
        self._words(people).keep(customer_id, word, actor=self._actor(key, now), seen=seen)

    def release(self, customer_id: str, manager_id: str, reason: str, *, key: str, now: float, seen: int) -> None:
        """Take a word back. Raises as `recuse` does."""
        people, _ = self._may_say(customer_id)
        self._words(people).release(customer_id, manager_id, reason, actor=self._actor(key, now), seen=seen)

    def last_word(self, customer_id: str) -> str:
        """The name of whoever said the newest thing about a customer."""
        people = self.sight.people
        said = self._words(people).last_word(customer_id) if people else ""
        return self.name_of(said) if said else ""

    def name_of(self, person_id: str) -> str:
        """What somebody is called who said something."""
        person = self.sight.people.find_person(person_id) if self.sight.people else None
        return person.name if person else person_id

    def called(self, manager_id: str) -> str:
        """A manager by name and number; nothing for nobody."""
        known = self._register.get(manager_id)
        return f"{known.name} {manager_id}" if known and known.name != manager_id else manager_id

    def _cut(self, word: Standing) -> Told:
        """A word for whoever is told only that it stands: of which manager, if it is the reader."""
        mine = word.manager_id == self.sight.person.manager_id
        return Told(replace(word, manager_id=word.manager_id if mine else "", person_id="", why="", reason=""), "", "")

    def _may_say(self, customer_id: str) -> tuple[People, str]:
        """The store and the manager of today, asked anew: accounts are closed and customers change hands while a card is open."""
        people, person = self.sight.people, self.sight.person
        if people is None or not self.is_told or people.find_person(person.person_id) != person:
            raise PermissionError("this account may not say who looks after whom")
        engine, _ = open_with_scope(self._publication, self.sight)
        with engine:
            manager = self._manager_now(engine, customer_id)
        if manager is None:
            raise KeyError("no such customer in reach")
        return people, manager

    @staticmethod
    def _manager_now(engine: Any, customer_id: str) -> str | None:
        """The number of today's manager, empty for nobody; nothing for a customer who has died or is out of reach."""
        row = engine.execute(NOW, [customer_id]).fetchone()
        return None if row is None else str(row[0])

    def _named_with(self, manager_id: str) -> Mapping[str, str]:
        """The managers whom the visitor may name of a customer, as they are called: the one of today, those of the own units."""
        now = {manager_id: self.called(manager_id)} if manager_id else {}
        return now | self._own

    @cached_property
    def _register(self) -> Mapping[str, Manager]:
        return managers_there(self._engine, self._publication)

    @cached_property
    def _own(self) -> dict[str, str]:
        """The managers of the units in reach; without a register, whoever looks after a customer in reach."""
        scope = self._scope
        if not self._register:
            return {row[0]: row[0] for row in self._engine.execute(CARRIED).fetchall()}
        return {code: f"{self.called(code)}　{one.branch}" for code, one in self._register.items()
                if scope.whole_member or code in scope.managers or one.branch_id in scope.units}

    def _words(self, people: People) -> StandingWords:
        return StandingWords(people.open_part(Decisions, self.sight.person.member_id), after=self.after)

    def _actor(self, key: str, now: float) -> Actor:
        person = self.sight.person
        return Actor(person.person_id, person.role, now, self.today, key)
