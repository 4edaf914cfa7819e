"""The state of the page "today", apart from how it looks: whose list, which row, what was just done.

A state is frozen; every event gives a new one, read from the store again. A row is named by its item: a click on a list that has
changed meanwhile, or on a page that was opened again, is not taken for another customer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rccrm_lib.apps.worklist_acts import Acts, Refused, Target
from rccrm_lib.apps.worklist_data import Person, Row, WorklistData, records
from rccrm_lib.core.errors import StaleWrite
from rccrm_lib.core.store import ItemAnswer, ItemAnswers
from rccrm_lib.ocrm.worklist import DayList

TABS = ("today", "overdue", "alerts")


@dataclass(frozen=True, eq=False)
class Picked:
    """The customer on the right: every reason, the first of which stands on the list, and what is known of the customer."""

    place: int
    items: tuple[Row, ...]
    home: tuple[str, ...]
    contacts: tuple[Row, ...]
    holdings: Row
    answers_seen: Mapping[str, int]
    said: Mapping[str, str]


@dataclass(frozen=True)
class Said:
    """One line about what was just done: a word key, its values, a tone; `answer` can be taken back for some seconds."""

    key: str
    values: tuple[tuple[str, str], ...] = ()
    tone: str = "done"
    answer: ItemAnswer | None = None
    at: float = 0.0


@dataclass(frozen=True, eq=False)
class WorkState:
    """One moment of the page."""

    day_list: DayList
    people: Mapping[str, Person]
    manager_id: str = ""
    tab: str = "today"
    picked: Picked | None = None
    said: Said | None = None
    is_route: bool = False

    @property
    def rows(self) -> list[Row]:
        """The rows of the tab."""
        return records(getattr(self.day_list, self.tab))


def open_list(data: WorklistData, *, manager_id: str = "") -> WorkState:
    """The list of the day with its first row picked."""
    return _pick(WorkState(*_gather(data, manager_id), manager_id), data, 0)


def apply_event(state: WorkState, event: Any, *, data: WorklistData, acts: Acts) -> WorkState:
    """The state after one event: tab, pick, manager, restore (after a visit to a card), route, record, answer, undo."""
    if not isinstance(event, Mapping):
        return state
    kind, to = event.get("kind"), event.get("to")
    if kind == "tab" and to in TABS:
        return _pick(replace(_read(data, state), tab=to, said=None, is_route=False), data, 0)
    if kind == "restore":
        return _restore(state, event, data)
    if kind == "manager" and to in data.managers():
        return open_list(data, manager_id=to)
    if kind == "route":
        return replace(state, is_route=not state.is_route, said=None)
    if kind == "pick":
        return _pick_item(replace(state, said=None), event.get("item"), data) or state
    if kind in ("record", "answer", "undo") and acts.allowed:
        return _act(state, event, data, acts)
    return state


def read_again(state: WorkState, data: WorklistData, *, said: Said) -> WorkState:
    """The list as it stands now, with the same customer on the right, and what was just done beside the list."""
    return replace(_keep_customer(state, data), said=said)


def _restore(state: WorkState, event: Mapping[str, Any], data: WorklistData) -> WorkState:
    """Where the reader was before going to a card, as far as it is still there."""
    manager = event.get("manager")
    kept = open_list(data, manager_id=str(manager)) if manager in data.managers() else state
    kept = replace(kept, tab=event["tab"] if event.get("tab") in TABS else kept.tab)
    return _pick_item(kept, event.get("item"), data) or _pick(kept, data, 0)


def _pick_item(state: WorkState, item_id: Any, data: WorklistData) -> WorkState | None:
    places = [n for n, row in enumerate(state.rows) if row["item_id"] == item_id]
    return _pick(state, data, places[0]) if places else None


def _is_place(value: Any, n: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < n


def _act(state: WorkState, event: Mapping[str, Any], data: WorklistData, acts: Acts) -> WorkState:
    """Write, say what was written, and show the newest state; somebody else's write in between is said in words."""
    try:
        if event["kind"] == "undo":
            return _undo(state, event, data, acts)
        if state.picked is None or event.get("item") != state.picked.items[0]["item_id"]:
            return state
        done = _record(state, event, acts) if event["kind"] == "record" else _answer(state, event, acts)
    except Refused as refused:
        return replace(state, said=Said(str(refused), tuple(refused.values.items()), tone="late"))
    except StaleWrite:
        fresh = _keep_customer(state, data)
        return replace(fresh, said=_who_was_there(fresh, event["kind"]))
    place = state.picked.place
    after = _read(data, state)
    return replace(_pick(after, data, min(place, len(after.rows) - 1)), said=done)


def _name(state: WorkState, customer_id: str) -> str:
    person = state.people.get(customer_id)
    return person.name if person else ""


def _record(state: WorkState, event: Mapping[str, Any], acts: Acts) -> Said:
    picked = state.picked
    assert picked is not None
    contact = acts.record(Target(picked.items[0], len(picked.contacts)), event)
    return Said("saved", (("name", _name(state, contact.customer_id)), ("kind", contact.kind), ("result", contact.result)))


def _answer(state: WorkState, event: Mapping[str, Any], acts: Acts) -> Said | None:
    picked = state.picked
    assert picked is not None
    number = event.get("reason_no", 0)
    if not _is_place(number, len(picked.items)):
        return None
    answer = acts.answer(Target(picked.items[number], answers_seen=picked.answers_seen), event)
    return Said("answered", (("name", _name(state, answer.customer_id)), ("answer", answer.answer)), answer=answer, at=acts.now())


def _undo(state: WorkState, event: Mapping[str, Any], data: WorklistData, acts: Acts) -> WorkState:
    said = state.said
    if said is None or said.answer is None:
        return state
    name = (("name", _name(state, said.answer.customer_id)),)
    if not acts.take_back(said.answer, event, answered_at=said.at):
        return replace(state, said=Said("too_late", (("n", str(data.settings.undo_seconds)),), tone="late"))
    after = _read(data, state)
    places = [n for n, row in enumerate(after.rows) if row["customer_id"] == said.answer.customer_id]
    return replace(_pick(after, data, places[0] if places else 0), said=Said("undone", name))


def _keep_customer(state: WorkState, data: WorklistData) -> WorkState:
    """The newest state of the same customer, whether or not it still stands on the list."""
    picked = state.picked
    after = _read(data, state)
    if picked is None:
        return after
    return replace(after, picked=_look(data, picked.items, picked.home, picked.place))


def _who_was_there(state: WorkState, kind: str) -> Said:
    if kind != "record" or state.picked is None or not state.picked.contacts:
        return Said("stale_answer", tone="late")
    last = state.picked.contacts[0]
    values = (("who", last["person_id"]), ("day", last["on_day"]), ("kind", last["kind"]), ("result", last["result"]))
    return Said("stale", values, tone="late")


def _read(data: WorklistData, state: WorkState) -> WorkState:
    """The list from the store and the month again, with the names of everybody on it."""
    day_list, people = _gather(data, state.manager_id)
    return replace(state, day_list=day_list, people=people, picked=None)


def _gather(data: WorklistData, manager_id: str) -> tuple[DayList, dict[str, Person]]:
    day_list = data.read_list(manager_id)
    frames = (day_list.today, day_list.overdue, day_list.alerts)
    named = {one for frame in frames for one in (*frame["customer_id"], *(other for row in frame["home"] for other in row))}
    return day_list, data.people_of(sorted(named))


def _pick(state: WorkState, data: WorklistData, place: int) -> WorkState:
    rows = state.rows
    if not _is_place(place, len(rows)):
        return replace(state, picked=None)
    row, live = rows[place], state.day_list.live
    folded = records(live[live["item_id"].isin(row["folded"])])
    return replace(state, picked=_look(data, (row, *folded), row["home"], place))


def _look(data: WorklistData, items: tuple[Row, ...], home: tuple[str, ...], place: int) -> Picked:
    customer_id, household_id = items[0]["customer_id"], items[0]["household_id"] or ""
    answers = data.part(ItemAnswers)
    newest = answers.newest([items[0]["manager_id"]])
    said = dict(zip(newest["item_id"], newest["answer"], strict=True))
    return Picked(
        place, items, tuple(home), tuple(data.contacts_of(customer_id, household_id)), data.holdings(customer_id),
        {item["item_id"]: answers.count(item["item_id"]) for item in items},
        {item["item_id"]: said[item["item_id"]] for item in items if item["item_id"] in said},
    )
