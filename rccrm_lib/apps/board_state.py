"""The state of the branch board, apart from how it looks: what was read, what was just done or refused.

Events come from a browser and are treated as hostile: role, row and values are checked here.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from rccrm_lib.apps.board_cover import REASONS
from rccrm_lib.apps.board_data import Board, BoardData, Row
from rccrm_lib.apps.verify_data import VERDICTS
from rccrm_lib.core.errors import RccrmError, StaleWrite, StoreError
from rccrm_lib.core.org.cover import TASK, check_cover
from rccrm_lib.core.store import Cover, Standing

NUMBER = re.compile(r"[0-9A-Za-z]{1,20}\Z")
MOST_REASON = 60


@dataclass(frozen=True)
class BoardState:
    """One moment of the board. `said`: the word key of what was done or refused; `number` counts the readings."""

    board: Board = field(default_factory=Board)
    number: int = 0
    said: str = ""
    said_values: tuple[tuple[str, str], ...] = ()
    tone: str = "done"


def open_board(data: BoardData) -> BoardState:
    """The board when the page opens."""
    return BoardState(data.read(now=time.time()), 1)


def apply_event(state: BoardState, event: Any, *, data: BoardData) -> BoardState:
    """The state after one event: verify (a row, a verdict), cover (two managers, two days, a reason), end_cover (a row, why)."""
    if not isinstance(event, Mapping):
        return state
    if event.get("kind") == "verify" and event.get("number") == state.number:
        return _verify(state, event, data)
    if event.get("kind") == "end_cover" and event.get("number") == state.number:
        return _end_cover(state, event, data)
    return _cover(state, event, data) if event.get("kind") == "cover" else state


def _verify(state: BoardState, event: Mapping[str, Any], data: BoardData) -> BoardState:
    verdict, visit = event.get("verdict"), _picked(event, state.board.visits)
    allowed = isinstance(event.get("key"), str) and data.verify.may_give()
    if verdict not in VERDICTS or not allowed or visit is None:
        return state
    try:
        data.verify.give(visit, verdict, event, now=time.time())
    except StaleWrite:
        return _read(state, data, "stale", tone="soon", who=data.verify.last_by(visit))
    return _read(state, data, f"verified_{verdict}", name=visit["name"] or "")


def _cover(state: BoardState, event: Mapping[str, Any], data: BoardData) -> BoardState:
    """Give cover: who may, and for whom, is decided in `core.org.cover`."""
    texts = [str(event.get(name, "")).strip() for name in ("manager", "deputy", "reason")]
    days = [_day(event.get(name)) for name in ("from", "to")]
    person, people = data.sight.person, data.sight.people
    if people is None or None in days or not all(NUMBER.match(text) for text in texts[:2]) or TASK not in data.sight.role.tasks:
        return replace(state, said="cover_incomplete", said_values=(), tone="soon")
    cover = Cover(texts[0], texts[1], days[0], days[1], "given", person.person_id, texts[2][:MOST_REASON])  # type: ignore[arg-type]
    covers = people.covers(person.member_id)
    pair = [one for one in covers.history() if (one.manager_id, one.deputy_id) == (cover.manager_id, cover.deputy_id)]
    if pair and vars(pair[-1]) == vars(cover):  # a click delivered twice; one withdrawn since then may be given again
        return _read(state, data, "covered", **_names(data, cover))
    try:
        check_cover(data.publication, cover, person, data.sight.role)
        covers.write(cover, role=person.role, now=time.time())
    except StoreError:  # the same person twice, days in the wrong order, no reason
        return replace(state, said="cover_incomplete", said_values=(), tone="soon")
    except RccrmError:  # not this person's to give
        return replace(state, said="cover_refused", said_values=(), tone="soon")
    return _read(state, data, "covered", **_names(data, cover))


def _end_cover(state: BoardState, event: Mapping[str, Any], data: BoardData) -> BoardState:
    """End a cover as this person saw it: one that changed since is shown as it is now."""
    reason, row = event.get("reason"), _picked(event, state.board.covers)
    allowed = isinstance(event.get("key"), str) and data.covers.may_end()
    if reason not in REASONS or not allowed or row is None or not row["is_ours"]:
        return state
    seen: Standing = row["cover"]
    try:
        data.covers.end(seen, str(reason), now=time.time())
    except StaleWrite:
        return _read(state, data, "cover_changed", tone="soon", who=data.covers.last_by(seen))
    return _read(state, data, "cover_ended" if seen.from_on < data.covers.today else "cover_dropped", **_names(data, seen))


def _picked(event: Mapping[str, Any], rows: Sequence[Row]) -> Row | None:
    row = event.get("row")
    return rows[row] if isinstance(row, int) and not isinstance(row, bool) and 0 <= row < len(rows) else None


def _names(data: BoardData, cover: Cover | Standing) -> dict[str, str]:
    names = data.manager_names()
    return {"manager": names.get(cover.manager_id, cover.manager_id), "deputy": names.get(cover.deputy_id, cover.deputy_id),
            "from_on": f"{cover.from_on}", "to_on": f"{cover.to_on}"}


def _read(state: BoardState, data: BoardData, said: str, *, tone: str = "done", **values: str) -> BoardState:
    return BoardState(data.read(now=time.time()), state.number + 1, said, tuple(values.items()), tone)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
