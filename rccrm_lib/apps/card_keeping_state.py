"""A word about who looks after a customer, from the browser's event to the desk; every value is checked, what came of it is said.

Events are hostile: a word, a manager, a row or a code that the page did not offer changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from rccrm_lib.apps.card_record import Keeping
from rccrm_lib.apps.card_state import CardState
from rccrm_lib.core.errors import RccrmError, StaleWrite
from rccrm_lib.ocrm.portfolio import RECUSAL, STAYS, Word, fault_in

KINDS = {"recuse": RECUSAL, "keep": STAYS}
MOST_TEXT = 200


class Desk(Protocol):
    """What the state asks of the store."""

    after: date

    def look(self, customer_id: str) -> Keeping | None:
        """What stands about a customer now."""

    def recuse(self, customer_id: str, manager_id: str, word: Word, *, key: str, now: float, seen: int) -> None:
        """Write that a manager must not."""

    def keep(self, customer_id: str, word: Word, *, key: str, now: float, seen: int) -> None:
        """Write that the customer stays."""

    def release(self, customer_id: str, manager_id: str, reason: str, *, key: str, now: float, seen: int) -> None:
        """Take a word back."""

    def last_word(self, customer_id: str) -> str:
        """Who said the newest thing."""


@dataclass(frozen=True)
class Click:
    """One event that writes: its key, unique for its sender, and when it came."""

    key: str
    now: float


def apply_word(state: CardState, event: Mapping[str, Any], click: Click, *, desk: Desk) -> CardState:
    """The state after a word (`say`: word, manager, from, until, why, note) or its end (`release`: row, number, note)."""
    keeping = state.card.keeping if state.card else None
    if state.card is None or keeping is None or not keeping.may_say:
        return state
    say = _said(state.card.customer_id, keeping, event, click, desk) if event.get("kind") == "say" else (
        _released(state.card.customer_id, keeping, event, click, desk))
    return _tell(state, say, desk) if say else state


Said = tuple[str, Callable[[], None] | None]  # the word key of what is to be told, and what is to be written before


def _said(customer_id: str, keeping: Keeping, event: Mapping[str, Any], click: Click, desk: Desk) -> Said | None:
    kind, manager, why = KINDS.get(str(event.get("word"))), event.get("manager"), event.get("why")
    if kind is None or (kind == STAYS and not keeping.manager_id):
        return None
    if kind == RECUSAL and (not isinstance(manager, str) or manager not in keeping.managers):
        return "missing_manager", None
    begins, ends = _day(event.get("from")), _day(event.get("until"))
    if begins is None or begins < keeping.today:
        return "missing_from", None
    if ends is None and event.get("until") not in ("", None):
        return "missing_until", None
    word = Word(_text(event.get("note")), ends, begins, why if isinstance(why, str) else "")
    fault = fault_in(word, kind, after=desk.after) if word.why else "why"
    if fault:
        return f"missing_{fault}", None
    told: dict[str, Any] = {"key": click.key, "now": click.now, "seen": keeping.seen}
    if kind == STAYS:
        return "kept", lambda: desk.keep(customer_id, word, **told)
    said = "recused_now" if manager == keeping.manager_id and begins == keeping.today else "recused"
    return said, lambda: desk.recuse(customer_id, str(manager), word, **told)


def _released(customer_id: str, keeping: Keeping, event: Mapping[str, Any], click: Click, desk: Desk) -> Said | None:
    row, note = event.get("row"), _text(event.get("note"))
    valid = isinstance(row, int) and not isinstance(row, bool) and 0 <= row < len(keeping.words)
    if not valid or event.get("number") != keeping.seen:
        return None
    if not note:
        return "no_reason", None
    manager_id = keeping.words[int(str(row))].word.manager_id
    return "released", lambda: desk.release(customer_id, manager_id, note, key=click.key, now=click.now, seen=keeping.seen)


def _tell(state: CardState, say: Said, desk: Desk) -> CardState:
    """Write, read again and tell; of a customer who is no longer in reach there is nothing to tell."""
    key, write = say
    card, who = state.card, ""
    assert card is not None
    if write is None:
        return replace(state, said=(key, ""))
    try:
        write()
    except StaleWrite:
        key, who = "stale", desk.last_word(card.customer_id)
    except PermissionError:
        key = "may_not"
    except KeyError:
        return replace(state, card=None, unmasked=(), said=("", ""), problem="out_of_reach")
    except RccrmError:
        key = "refused"
    return replace(state, card=replace(card, keeping=desk.look(card.customer_id)), said=(key, who))


def _text(value: Any) -> str:
    return value.strip()[:MOST_TEXT] if isinstance(value, str) else ""


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
