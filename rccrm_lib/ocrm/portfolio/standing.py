"""What stands about who looks after whom, whatever balances better: who must not (a relative), who asked to stay.

Whoever reads them obeys the newest version of each word on the days on which it holds. Which account may speak of which customer
is asked where the word comes in: at the command line, or on a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from rccrm_lib.core.errors import RccrmError, StaleWrite
from rccrm_lib.core.store import Decision, Decisions
from rccrm_lib.ocrm.portfolio.actor import Actor

RECUSAL, STAYS = "recusal", "keep_manager"  # kinds of decisions
#: Why, by kind; "other" asks for a text. The words stand in the catalogue under keeping.why.<code>.
WHYS = {RECUSAL: ("family", "interest", "complaint", "other"), STAYS: ("asked", "matter", "other")}
FOREVER = "9999-12-31"


@dataclass(frozen=True)
class Word:
    """Why something shall hold (a text, a code of WHYS, or both), from which day on, and until which (on that one no more)."""

    reason: str = ""
    until: date | None = None
    since: date | None = None
    why: str = ""


@dataclass(frozen=True)
class Standing:
    """One word that stands: its kind, of which manager (none: whoever it is), the days, who said it and why."""

    kind: str
    manager_id: str
    since: date
    until: date | None
    person_id: str
    why: str
    reason: str


def stands_on(values: Mapping[str, Any], day: date) -> bool:
    """Whether a word has been taken back or has ended by a day; one that begins later stands."""
    return bool(values.get("holds")) and (values.get("until") or FOREVER) > day.isoformat()


def holds_on(values: Mapping[str, Any], day: date) -> bool:
    """Whether a word is to be obeyed on a day."""
    return stands_on(values, day) and (values.get("from") or "") <= day.isoformat()


def fault_in(word: Word, kind: str, *, after: date) -> str:
    """What is wrong with a word: `why`, `note` or `until` (it would end before it counts); empty: nothing."""
    if word.why and word.why not in WHYS[kind]:
        return "why"
    if not word.reason.strip() and (not word.why or word.why == "other"):
        return "note" if word.why else "why"
    return "until" if word.until and word.until <= max(after, word.since or after) else ""


class StandingWords:
    """A handle on the words of one member. `after`: the last day that a word said now can no longer change."""

    def __init__(self, decisions: Decisions, *, after: date) -> None:
        self._decisions, self._after = decisions, after

    def look(self, customer_id: str, *, day: date) -> tuple[tuple[Standing, ...], int]:
        """The words that stand about a customer on a day, the oldest first, and how many versions had been said by then."""
        said = self._decisions.about((RECUSAL, STAYS), customer_id)
        newest = {(one.kind, one.subject): one for one in said}
        return tuple(_standing(one) for one in newest.values() if stands_on(one.values, day)), len(said)

    def last_word(self, customer_id: str) -> str:
        """Who said the newest thing about a customer; empty: nobody has."""
        said = self._decisions.about((RECUSAL, STAYS), customer_id)
        return said[-1].person_id if said else ""

    def recuse(self, customer_id: str, manager_id: str, word: Word, *, actor: Actor, seen: int | None = None) -> Decision:
        """This manager must not look after this customer, the household and who is related.

        `seen`: how many versions `look` found. Raises StaleWrite when somebody has said something about the customer since then,
        RccrmError for a word with a fault.
        """
        values = {"customer_id": customer_id, "manager_id": manager_id, **_content(word, RECUSAL, after=self._after)}
        return self._write(RECUSAL, customer_id, f"{customer_id}:{manager_id}", values, _reason(word), actor, seen)

    def keep(self, customer_id: str, word: Word, *, actor: Actor, seen: int | None = None) -> Decision:
        """This customer asked to stay with the present manager: no proposal moves them. Raises as `recuse` does."""
        return self._write(STAYS, customer_id, customer_id, _content(word, STAYS, after=self._after), _reason(word), actor, seen)

    def release(self, customer_id: str, manager_id: str, reason: str, *, actor: Actor, seen: int | None = None) -> Decision:
        """Take back what was said of a manager, or without one that the customer stays. Raises RccrmError if nothing stands."""
        kind, subject = (RECUSAL, f"{customer_id}:{manager_id}") if manager_id else (STAYS, customer_id)
        before = self._decisions.history(kind, subject)
        again = any(one.key == actor.key for one in before)
        if not before or not (again or before[-1].values.get("holds")):
            raise RccrmError(f"nothing stands about {subject}", "a recusal, or that the customer stays", "correct the customer")
        return self._write(kind, customer_id, subject, before[-1].values | {"holds": False}, reason, actor, seen)

    def _write(self, kind: str, customer_id: str, subject: str, values: Mapping[str, Any], reason: str, actor: Actor,
               seen: int | None) -> Decision:
        before = self._decisions.about((RECUSAL, STAYS), customer_id)

        def refuse_stale(con: Connection) -> None:
            """Whatever was said of the customer counts, not this word alone: who decide at once read each other first."""
            others = [one for one in self._decisions.about_in(con, (RECUSAL, STAYS), customer_id) if one.key != actor.key]
            if len(others) != (len(before) if seen is None else seen):
                raise StaleWrite(f"{others[-1].person_id} has said something about {customer_id} in between" if others else
                                 "what was seen is not there", "a word on the newest state", "look at it again, then decide")

        return self._decisions.decide(
            kind, subject, values, key=actor.key, person_id=actor.person_id, role=actor.role, reason=reason, now=actor.now,
            seen_version=sum((one.kind, one.subject) == (kind, subject) for one in before), together=refuse_stale)


def _content(word: Word, kind: str, *, after: date) -> dict[str, Any]:
    """A word as the store keeps it."""
    fault = fault_in(word, kind, after=after)
    if fault == "until":
        first = max(after, word.since or after)
        raise RccrmError(f"it would end on {word.until}", f"a day after {first}: before that it does not count",
                         "give a later day, or none")
    if fault:
        raise RccrmError("a word without its reason", f"one of {', '.join(WHYS[kind])}, or a text", "write why in a few words")
    days = {"from": word.since, "until": word.until}
    return {"holds": True, "why": word.why, **{name: day.isoformat() if day else "" for name, day in days.items()}}


def _reason(word: Word) -> str:
    return word.reason.strip() or word.why


def _standing(said: Decision) -> Standing:
    values = said.values
    since = date.fromisoformat(values["from"]) if values.get("from") else date.fromtimestamp(said.at)
    until = date.fromisoformat(values["until"]) if values.get("until") else None
    why = values.get("why", "")
    return Standing(said.kind, values.get("manager_id", ""), since, until, said.person_id, why,
                    "" if said.reason == why else said.reason)
