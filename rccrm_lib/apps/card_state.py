"""The state of the customer card, apart from how it looks: search, pick, what was unmasked.

A state is frozen; every event of the page gives a new one. Events come from a browser and are treated as
hostile: an unknown kind, a wrong type or a row that is not on the page changes nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from rccrm_lib.apps.card_record import CardRecord, Found
from rccrm_lib.core.org.search import is_tail

MAX_QUERY = 60
MAX_TERMS = 3
MIN_NAME = 2
NOTHING_FOUND = Found((), 0)


class Reader(Protocol):
    """What the state asks of the published data."""

    def search(self, terms: tuple[str, ...]) -> Found:
        """Customers that meet every term."""

    def read_card(self, customer_id: str) -> CardRecord:
        """One customer's card."""

    def unmask(self, customer_id: str, field: str, reason: str) -> str:
        """A masked field whole, on record; or PermissionError."""


@dataclass(frozen=True)
class CardState:
    """One moment of the page. `problem` is the word key of a message under the search box."""

    query: str = ""
    problem: str = ""
    found: Found = field(default=NOTHING_FOUND)
    search_no: int = 0
    card: CardRecord | None = None
    unmasked: tuple[tuple[str, str], ...] = ()  # fields of this card that were asked for whole, and their values
    said: tuple[str, str] = ("", "")  # what came of the last word about who looks after the customer: word key, who


def split_query(text: str) -> tuple[str, ...]:
    """The terms of a search text; full-width letters and digits count as plain ones."""
    plain = unicodedata.normalize("NFKC", text).replace(",", " ")
    return tuple(plain.split())[:MAX_TERMS]


def check_query(text: str) -> str:
    """The word key of what is wrong with a search text, or an empty string."""
    if len(text) > MAX_QUERY:
        return "too_long"
    terms = split_query(text)
    if not terms or any(_too_short(term) for term in terms):
        return "too_short"
    return ""


def _too_short(term: str) -> bool:
    return not is_tail(term) if any(c.isdigit() for c in term) and term.isascii() else len(term) < MIN_NAME


def apply_event(state: CardState, event: Any, *, reader: Reader | None) -> CardState:
    """The state after one event of the page: search, pick or relative (a row), unmask (a field), back."""
    if not isinstance(event, Mapping):
        return state
    kind = event.get("kind")
    if reader is None:
        return state
    if kind == "search" and isinstance(event.get("text"), str):
        return _search(state, event["text"], reader)
    if kind == "pick" and event.get("search_no") == state.search_no:
        hit = _at(state.found.hits, event.get("row"))
        return _open(state, hit.customer_id, reader) if hit else state
    if kind == "relative" and state.card:
        relative = _at(state.card.household, event.get("row"))
        return _open(state, relative.customer_id, reader) if relative else state
    if kind == "unmask" and state.card:
        return _unmask(state, state.card.customer_id, event.get("field"), event.get("reason"), reader)
    return replace(state, card=None, unmasked=(), said=("", "")) if kind == "back" else state


def _unmask(state: CardState, customer_id: str, field: Any, reason: Any, reader: Reader) -> CardState:
    """One more field whole; what is open already is not asked for, and not recorded, a second time."""
    if not isinstance(field, str) or not isinstance(reason, str) or field in dict(state.unmasked):
        return state
    try:
        value = reader.unmask(customer_id, field, reason)
    except PermissionError:
        return state
    return replace(state, unmasked=(*state.unmasked, (field, value)))


def open_customer(state: CardState, customer_id: str, *, reader: Reader) -> CardState:
    """The state when the page's address names a customer; one that is not in reach is as one that does not exist."""
    try:
        return _open(state, customer_id, reader)
    except KeyError:
        return replace(state, problem="out_of_reach")


def _at(rows: tuple[Any, ...], index: Any) -> Any:
    valid = isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(rows)
    return rows[index] if valid else None


def _search(state: CardState, text: str, reader: Reader) -> CardState:
    """A new search; a single hit opens at once, because nobody wants to click a list of one."""
    query, problem = text.strip(), check_query(text.strip())
    number = state.search_no + 1
    empty = replace(state, query=query[:MAX_QUERY], found=NOTHING_FOUND, search_no=number, card=None, unmasked=(), said=("", ""))
    if problem:
        return replace(empty, problem=problem)
    found = reader.search(split_query(query))
    after = replace(empty, found=found, problem="" if found.total else "none")
    return _open(after, found.hits[0].customer_id, reader) if found.total == 1 else after


def _open(state: CardState, customer_id: str, reader: Reader) -> CardState:
    return replace(state, card=reader.read_card(customer_id), unmasked=(), said=("", ""))
