"""The state of the page of transfers, and which requests stand on which of its tabs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from rccrm_lib.apps.shell.table_state import TablePage, TableState
from rccrm_lib.ocrm.portfolio import Request, Speaker, may_sign, waits_for

Tab = Literal["waiting", "asked", "closed", "new"]
TABS: tuple[Tab, ...] = ("waiting", "asked", "closed", "new")
RICHEST = TableState(sort="aum_avg_fen", descending=True)
Versioned = tuple[Request, int]


@dataclass(frozen=True)
class Draft:
    """A request that is being written; `to` is nothing until somebody, or the pool, is chosen."""

    to: str | None = None
    reason: str = ""
    note: str = ""
    on: date | None = None


@dataclass(frozen=True)
class TransfersState:
    """One moment of the page. `requests`: those that concern the visitor, each with its version; `said`: what just happened."""

    tab: Tab = "waiting"
    picked: str = ""
    requests: tuple[Versioned, ...] = ()
    table: TableState = RICHEST
    shown: TablePage = field(default_factory=lambda: TablePage((), (), 0))
    draft: Draft = Draft()
    said: tuple[str, str, Mapping[str, str]] | None = None


def listed(state: TransfersState, actor: Speaker, tab: Tab) -> list[Versioned]:
    """The requests of a tab: those that wait for the visitor's word, the other open ones, the closed ones."""
    return [one for one in state.requests if _tab_of(one[0], actor) == tab]


def picked(state: TransfersState, actor: Speaker) -> Versioned | None:
    """The request on the right: the one that was picked, else the first of the tab."""
    there = listed(state, actor, state.tab)
    return next((one for one in there if one[0].request_id == state.picked), there[0] if there else None)


def version_of(state: TransfersState, request_id: str) -> int:
    """The version of a request that the visitor sees; 0 for one that is not there."""
    return next((version for one, version in state.requests if one.request_id == request_id), 0)


def _tab_of(request: Request, actor: Speaker) -> Tab:
    if request.state != "open":
        return "closed"
    return "waiting" if set(waits_for(request)) & set(may_sign(request, actor)) else "asked"
