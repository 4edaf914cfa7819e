"""What a manager does on the page "today": records a contact, answers an item, takes an answer back. All of it checked here.

An event comes from a browser: codes are looked up, days are parsed, texts are cut. Each write carries the event's key, so
that what arrives twice is written once.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal, Protocol, cast

from rccrm_lib.apps.sight import Sight
from rccrm_lib.core.contact_settings import ContactSettings
from rccrm_lib.core.errors import InputError
from rccrm_lib.core.people import People
from rccrm_lib.core.store import Contact, Contacts, ItemAnswer, ItemAnswers
from rccrm_lib.core.worklist_settings import WorklistSettings
from rccrm_lib.ocrm.service import tidy_form

TASK = "record_contacts"
KINDS = ("visit", "call", "message")
ANSWERS = ("useful", "done", "wrong", "later")
#: Why a suggestion is wrong, or not for now.
WHYS = {"wrong": ("not_so", "not_wanted", "not_mine", "settled"), "later": ("busy", "away", "season", "asked")}
PER_CENT = 100  # basis points
HASH = re.compile(r"[0-9a-f]{64}\Z")
MOST_TEXT, MOST_WORD = 200, 40
FURTHEST_DAYS = 730
Row = Mapping[str, Any]


class Refused(Exception):
    """What a reader typed cannot be taken; its text is the word key of what to do, `values` what it names."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key)
        self.values = values


@dataclass(frozen=True)
class Target:
    """Whom an act is about, and what the person saw when deciding."""

    item: Row
    contacts_seen: int = 0
    answers_seen: Mapping[str, int] = field(default_factory=dict)


class Desk(Protocol):
    """What a page that records has open: who looks, the day, what may be said, the store."""

    day: date
    sight: Sight
    settings: WorklistSettings
    codes: ContactSettings

    @property
    def people(self) -> People:
        """The accounts of the store."""

    def part(self, kind: Any) -> Any:
        """A part of the store for the visitor's member."""


@dataclass(frozen=True)
class Acts:
    """Writes of one person. `now` is the clock, in seconds."""

    data: Desk
    now: Callable[[], float] = time.time

    @property
    def allowed(self) -> bool:
        """Whether the post records contacts, now as when the page was opened."""
        sight = self.data.sight
        return TASK in sight.role.tasks and self.data.people.find_person(sight.person.person_id) == sight.person

    def record(self, target: Target, event: Row) -> Contact:
        """Write a contact. Raises Refused for what was typed wrong, StaleWrite when somebody was there in between."""
        person, item = self.data.sight.person, target.item
        contact = Contact(
            customer_id=item["customer_id"], manager_id=person.manager_id, on_day=self.data.day, kind=_kind(event),
            result=_result(event, self.data.codes), need=_code(event, "need", tuple(self.data.codes.needs), missing="none"),
            promise=_text(event, "promise", MOST_TEXT), next_on=_next_day(event, self.data.day),
            household_id=item["household_id"] or "", item_id=item["item_id"], evidence_hash=_hash(event),
            form=_form(event, self.data.codes),
        )
        self.data.part(Contacts).write(contact, key=self._key(event), person_id=person.person_id, role=person.role,
                                       now=self.now(), seen=target.contacts_seen)
        return contact

    def answer(self, target: Target, event: Row) -> ItemAnswer:
        """Write what somebody says of an item. Raises Refused, or StaleWrite when somebody answered it in between."""
        said = _code(event, "answer", ANSWERS)
        why = _code(event, "why", WHYS[said]) if said in WHYS else ""
        until = self.data.day + timedelta(days=self.data.settings.later_days) if said == "later" else None
        answer = ItemAnswer(target.item["item_id"], target.item["customer_id"], target.item["manager_id"],
                            cast(Literal["useful", "done", "wrong", "later"], said), why, until)
        self._write(answer, event, seen=target.answers_seen.get(answer.item_id, 0))
        return answer

    def take_back(self, answer: ItemAnswer, event: Row, *, answered_at: float) -> bool:
        """Undo an answer while it is fresh: False when it is too late. Raises StaleWrite when somebody answered after it."""
        if self.now() - answered_at > self.data.settings.undo_seconds:
            return False
        seen = self.data.part(ItemAnswers).count(answer.item_id)
        self._write(ItemAnswer(answer.item_id, answer.customer_id, answer.manager_id, "taken_back"), event, seen=seen)
        return True

    def _write(self, answer: ItemAnswer, event: Row, *, seen: int) -> None:
        person = self.data.sight.person
        self.data.part(ItemAnswers).write(answer, key=self._key(event), person_id=person.person_id, role=person.role,
                                          now=self.now(), seen=seen)

    def _key(self, event: Row) -> str:
        key = event.get("key")
        if not isinstance(key, str) or not key or len(key) > MOST_WORD:
            raise ValueError("an event that writes carries its key")
        return f"{self.data.sight.person.person_id}-{key}"


def _kind(event: Row) -> Literal["visit", "call", "message"]:
    return cast(Literal["visit", "call", "message"], _code(event, "contact", KINDS))


def _result(event: Row, codes: ContactSettings) -> str:
    """What came of it, which must be able to come of a visit or of a call."""
    if not event.get("result"):
        raise Refused("worklist.record.no_result")
    found = _code(event, "result", tuple(codes.results))
    if found not in codes.results_of(_kind(event)):
        raise Refused("worklist.record.other_kind")
    return found


def _code(event: Row, name: str, codes: tuple[str, ...], *, missing: str = "") -> str:
    value = event.get(name) or missing
    if value not in codes:
        raise ValueError(f"unknown {name}")
    return str(value)


def _text(event: Row, name: str, most: int) -> str:
    value = event.get(name)
    return " ".join(value.split())[:most] if isinstance(value, str) else ""


def _next_day(event: Row, day: date) -> date | None:
    text = event.get("next_on")
    if not text:
        return None
    try:
        found = date.fromisoformat(str(text))
    except ValueError:
        raise Refused("worklist.record.bad_day") from None
    if not day <= found <= day + timedelta(days=FURTHEST_DAYS):
        raise Refused("worklist.record.bad_day")
    return found


def _hash(event: Row) -> str:
    value = event.get("evidence")
    return value if isinstance(value, str) and HASH.match(value) else ""


def _form(event: Row, codes: ContactSettings) -> dict[str, Any]:
    """The optional part, as settings/contacts.toml has it: the household's fields, and a note on the market, whole or not at all.

    Raises Refused that names the field which cannot be meant.
    """
    form: dict[str, Any] = {name: _text(event, name, MOST_TEXT) for name in codes.form}
    note = {name: _text(event, name, MOST_WORD) for name in ("competitor", "product")} | {"rate_bp": _rate(event)}
    try:
        return tidy_form({**form, **note}, settings=codes)
    except InputError as error:
        raise Refused("worklist.record.bad_field", field=error.column) from None


def _rate(event: Row) -> str:
    """Per cent as they are said, 1.35, as basis points; what is no number is left for the form to refuse."""
    text = _text(event, "rate", MOST_WORD).replace(",", ".")
    return f"{round(float(text) * PER_CENT)}" if re.fullmatch(r"\d{1,3}(\.\d{1,3})?", text) else text
