"""The state of the household card, apart from how it looks: the household as read, what was recorded, which card opens.

Events come from a browser and are treated as hostile: kind, row and values are checked here and in `worklist_acts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rccrm_lib.apps.household_data import Home, HouseholdData
from rccrm_lib.apps.worklist_acts import Acts, Refused, Target
from rccrm_lib.core.errors import StaleWrite


@dataclass(frozen=True)
class HomeState:
    """One moment of the card. `said`: the word key of what was just done or refused; `opens`: the customer whose card opens."""

    home: Home | None = None
    said: str = ""
    said_values: tuple[tuple[str, str], ...] = ()
    tone: str = "done"
    opens: str = ""


def open_home(data: HouseholdData, household_id: str) -> HomeState:
    """The card of the household that the address names; none for one out of reach, as for one that does not exist."""
    try:
        return HomeState(data.read(household_id))
    except KeyError:
        return HomeState()


def apply_event(state: HomeState, event: Any, *, data: HouseholdData, acts: Acts) -> HomeState:
    """The state after one event: open (a member's row), record (one contact with the household)."""
    if not isinstance(event, Mapping) or state.home is None:
        return state
    if event.get("kind") == "open":
        row = event.get("row")
        valid = isinstance(row, int) and not isinstance(row, bool) and 0 <= row < len(state.home.members)
        return replace(state, opens=state.home.members[row]["customer_id"]) if valid else state  # type: ignore[index]
    if event.get("kind") == "record" and event.get("item") == state.home.household_id and acts.allowed:
        return _record(state.home, event, data, acts)
    return state


def _record(home: Home, event: Mapping[str, Any], data: HouseholdData, acts: Acts) -> HomeState:
    """One contact for all of them: the lists then leave the household alone, whoever of it stood on them."""
    whom = {"customer_id": home.head["customer_id"], "household_id": home.household_id, "item_id": ""}
    try:
        acts.record(Target(whom, home.contacts_seen), event)
    except Refused as refused:
        return HomeState(home, str(refused), tuple(refused.values.items()), tone="late")
    except StaleWrite:
        return replace(open_home(data, home.household_id), said="household.said.stale", tone="late")
    after = open_home(data, home.household_id)
    return replace(after, said="household.said.saved", said_values=(("n", str(len(home.members) + home.beyond)),))
