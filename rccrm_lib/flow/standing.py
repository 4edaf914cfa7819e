"""What stands about who looks after whom, whatever balances better: who must not (a relative), who asked to stay.

Decided by an account that answers proposals, for customers in its reach, with a reason and an end; obeyed by the next proposal.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.people import People
from rccrm_lib.core.store import Database, Decisions
from rccrm_lib.facts.calendar import month_end
from rccrm_lib.flow.proposal_lines import reached_branches
from rccrm_lib.flow.run import Run

RECUSAL, STAYS = "recusal", "keep_manager"  # kinds of decisions
FOREVER = "9999-12-31"


@dataclass(frozen=True)
class Word:
    """Who says something, why, and until which day it holds (not on that day any more); without one, until it is taken back."""

    person_id: str
    reason: str
    until: date | None = None


def holds_on(values: Mapping[str, Any], day: date) -> bool:
    """Whether a decision of these kinds holds on a day."""
    return bool(values.get("holds")) and (values.get("until") or FOREVER) > day.isoformat()


def recuse(run: Run, customer_id: str, manager_id: str, word: Word) -> str:
    """This manager must not look after this customer, the household and who is related. Returns what to say."""
    known = set(run.read_frame("manager", "manager_id")["manager_id"]) if run.has_table("manager") else {manager_id}
    if manager_id not in known:
        raise RccrmError(f"there is no manager {manager_id}", "a number of the register of managers", "correct --manager")
    values = {"customer_id": customer_id, "manager_id": manager_id}
    return _say(run, RECUSAL, f"{customer_id}:{manager_id}", customer_id, values, word)


def keep(run: Run, customer_id: str, word: Word) -> str:
    """This customer asked to stay with the present manager: no proposal moves them. Returns what to say."""
    return _say(run, STAYS, customer_id, customer_id, {}, word)


def release(run: Run, customer_id: str, manager_id: str, word: Word) -> str:
    """Take back what was said: of a manager, or without one that the customer stays. Raises RccrmError where nothing stands."""
    kind, subject = (RECUSAL, f"{customer_id}:{manager_id}") if manager_id else (STAYS, customer_id)
    before = _decisions(run).history(kind, subject)
    if not before or not before[-1].values.get("holds"):
        raise RccrmError(f"nothing stands about {subject}", "what was said before with recuse or keep", "correct the customer")
    return _say(run, kind, subject, customer_id, before[-1].values | {"holds": False}, word)


def _check_end(run: Run, word: Word) -> None:
    """A word that has ended before it counts would be said for nothing."""
    last = month_end(run.month)
    if word.until and word.until <= last:
        raise RccrmError(f"it would end on {word.until}", f"a day after {last}, the last day of {run.month}",
                         "give a later --until, or none")


def _say(run: Run, kind: str, subject: str, customer_id: str, values: Mapping[str, Any], word: Word) -> str:
    person = People(run.settings.paths.store, settings=run.settings.apps).find_person(word.person_id)
    of_customer = run.read_frame("portfolio", "customer_id, branch_id").set_index("customer_id")["branch_id"]
    if of_customer.get(customer_id) not in reached_branches(run, person, set(of_customer)):  # unknown reads as out of reach
        raise RccrmError(f"{customer_id} is not a customer whom this account reaches", "a customer of the account's branches",
                         "look the number up on the customer's card, or ask the customer department")
    _check_end(run, word)
    decisions, content = _decisions(run), {"holds": True, "until": word.until.isoformat() if word.until else "", **values}
    before, now = decisions.history(kind, subject), time.time()
    done = decisions.decide(kind, subject, content, key=f"{kind}:{run.member.id}:{subject}:{len(before) + 1}",
                            person_id=word.person_id, role=person.role if person else "", reason=word.reason, now=now,
                            seen_version=len(before))
    state = "holds 有效" if content["holds"] else "taken back 已撤回"
    return f"{kind} {subject}: {state} (version {done.version}); counts when a month is run 下次运行时生效"


def _decisions(run: Run) -> Decisions:
    return Decisions(Database(run.settings.paths.store), run.member.id)
