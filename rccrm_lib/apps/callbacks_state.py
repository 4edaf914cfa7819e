"""The state of the page "call-backs", apart from how it looks: the queue, whose turn it is, what was just said.

A state is frozen. Events come from a browser and are treated as hostile; a visit is named by its number, and a verdict by the
reading on which it was given, so that a click on a queue that has moved on is not taken for another customer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rccrm_lib.apps.callbacks_data import CallbackData
from rccrm_lib.apps.verify_data import VERDICTS, Queue, Row
from rccrm_lib.core.errors import StaleWrite


@dataclass(frozen=True)
class CallState:
    """One moment of the page. `number` counts the readings; `seq`: the picked visit, or 0; `said`: a word key, its values."""

    queue: Queue = field(default_factory=Queue)
    number: int = 1
    seq: int = 0
    unmasked: tuple[tuple[str, str], ...] = ()
    said: str = ""
    said_values: tuple[tuple[str, str], ...] = ()
    said_seq: int = 0  # the visit that can be corrected at once

    @property
    def picked(self) -> Row | None:
        """The visit on the right: of the queue, or of what this person said today."""
        return self.find(self.seq)

    def find(self, seq: Any) -> Row | None:
        """A visit that is on the page, by its number."""
        if not isinstance(seq, int) or isinstance(seq, bool):
            return None
        return next((row for row in (*self.queue.rows, *self.queue.given) if row["seq"] == seq), None)


def open_queue(data: CallbackData, *, now: float) -> CallState:
    """The queue when the page opens, its first visit picked."""
    data.draw_missing(now=now)
    return _read(CallState(number=0), data, now=now)


def apply_event(state: CallState, event: Any, *, data: CallbackData, now: float) -> CallState:
    """The state after one event: pick (a visit), unmask (a field of it, a reason), verdict (of it)."""
    if not isinstance(event, Mapping):
        return state
    visit = state.find(event.get("seq"))
    if visit is None:
        return state
    if event.get("kind") == "pick":
        return replace(state, seq=int(visit["seq"]), unmasked=(), said="", said_seq=0)
    if visit["seq"] != state.seq:
        return state
    if event.get("kind") == "unmask":
        return _unmask(state, visit, event, data)
    return _verdict(state, visit, event, data, now) if event.get("kind") == "verdict" else state


def _unmask(state: CallState, visit: Row, event: Mapping[str, Any], data: CallbackData) -> CallState:
    """One more field whole; what is open already is not asked for, and not recorded, a second time."""
    name, reason = event.get("field"), event.get("reason")
    if not isinstance(name, str) or not isinstance(reason, str) or name in dict(state.unmasked):
        return state
    try:
        value = data.unmask(visit["customer_id"], name, reason)
    except PermissionError:
        return state
    return replace(state, unmasked=(*state.unmasked, (name, value)))


def _verdict(state: CallState, visit: Row, event: Mapping[str, Any], data: CallbackData, now: float) -> CallState:
    """Write a verdict, or correct the own one of today; whoever is second reads who was first, and nothing is written."""
    verdict = event.get("verdict")
    if verdict not in VERDICTS or event.get("number") != state.number or not data.verify.may_give():
        return state
    if visit in state.queue.given and visit["verdict"] == verdict:
        return _read(state, data, now=now)
    try:
        data.verify.give(visit, verdict, event, now=now)
    except StaleWrite:
        return _read(state, data, now=now, said="stale", values={"who": data.verify.last_by(visit)})
    return _read(state, data, now=now, said=verdict, values={"name": visit["name"] or ""}, said_seq=visit["seq"])


def _read(state: CallState, data: CallbackData, *, now: float, said: str = "", values: Mapping[str, str] | None = None,
          said_seq: int = 0) -> CallState:
    """The newest queue, with the visit picked that stands where the last one stood."""
    queue = data.verify.read(now=now)
    place = next((n for n, row in enumerate(state.queue.rows) if row["seq"] == state.seq), 0)
    seqs = [int(row["seq"]) for row in queue.rows]
    return CallState(queue, state.number + 1, seqs[min(place, len(seqs) - 1)] if seqs else 0, (), said,
                     tuple((values or {}).items()), said_seq)
