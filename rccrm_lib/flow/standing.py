"""`rccrm portfolio recuse`, `keep`, `release`: who must not look after whom, who asked to stay; by whoever answers proposals."""

from __future__ import annotations

import time
from datetime import date

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.people import People
from rccrm_lib.core.store import Database, Decision, Decisions
from rccrm_lib.facts.calendar import month_end
from rccrm_lib.flow.proposal_lines import reached_branches
from rccrm_lib.flow.run import Run
from rccrm_lib.ocrm.portfolio import Actor, StandingWords, Word


def recuse(run: Run, customer_id: str, manager_id: str, word: Word, *, by: str) -> str:
    """This manager must not look after this customer, the household and who is related. Returns what to say."""
    known = set(run.read_frame("manager", "manager_id")["manager_id"]) if run.has_table("manager") else {manager_id}
    if manager_id not in known:
        raise RccrmError(f"there is no manager {manager_id}", "a number of the register of managers", "correct --manager")
    return _told(_words(run).recuse(customer_id, manager_id, word, actor=_actor(run, customer_id, by)))


def keep(run: Run, customer_id: str, word: Word, *, by: str) -> str:
    """This customer asked to stay with the present manager: no proposal moves them. Returns what to say."""
    return _told(_words(run).keep(customer_id, word, actor=_actor(run, customer_id, by)))


def release(run: Run, customer_id: str, manager_id: str, reason: str, *, by: str) -> str:
    """Take back what was said: of a manager, or without one that the customer stays. Raises RccrmError where nothing stands."""
    return _told(_words(run).release(customer_id, manager_id, reason, actor=_actor(run, customer_id, by)))


def _actor(run: Run, customer_id: str, person_id: str) -> Actor:
    """The account as it may speak of this customer. Raises RccrmError for one that may not."""
    person = People(run.settings.paths.store, settings=run.settings.apps).find_person(person_id)
    of_customer = run.read_frame("portfolio", "customer_id, branch_id").set_index("customer_id")["branch_id"]
    if of_customer.get(customer_id) not in reached_branches(run, person, set(of_customer)):  # unknown reads as out of reach
        raise RccrmError(f"{customer_id} is not a customer whom this account reaches", "a customer of the account's branches",
                         "look the number up on the customer's card, or ask the customer department")
    now = time.time()
    return Actor(person_id, person.role if person else "", now, date.fromtimestamp(now), f"cli:{person_id}:{customer_id}:{now}")


def _words(run: Run) -> StandingWords:
    return StandingWords(Decisions(Database(run.settings.paths.store), run.member.id), after=month_end(run.month))


def _told(done: Decision) -> str:
    state = "holds 有效" if done.values["holds"] else "taken back 已撤回"
    return f"{done.kind} {done.subject}: {state} (version {done.version}); counts when a month is run 下次运行时生效"
