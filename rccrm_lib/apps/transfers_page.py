"""The page of transfers: what waits for one's word, what one asked for, and asking."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from rccrm_lib.apps.arrival import query_value
from rccrm_lib.apps.card_view import refusal_notice
from rccrm_lib.apps.export_book import Listing
from rccrm_lib.apps.exporting import ExportingPage
from rccrm_lib.apps.publication import Publication, Refusal, find_publication
from rccrm_lib.apps.recusal_words import recusal_values
from rccrm_lib.apps.shell.page import PageWidget, Tree, show_page
from rccrm_lib.apps.shell.table_state import apply_table_event, last_page
from rccrm_lib.apps.sight import CONFIG_ENV, Sight, open_sight
from rccrm_lib.apps.transfers_data import MOST, Preview, TransfersData, actor_of
from rccrm_lib.apps.transfers_export import list_requests
from rccrm_lib.apps.transfers_state import TABS, Draft, TransfersState, listed, version_of
from rccrm_lib.apps.transfers_view import RequestReader, transfers_view
from rccrm_lib.apps.visitor import Visitor
from rccrm_lib.core.errors import RccrmError, StaleWrite
from rccrm_lib.core.settings import load_settings
from rccrm_lib.core.transfer_settings import TransferSettings
from rccrm_lib.ocrm.portfolio import POOL, REASONS, Recused, Request, Transfers, concerns, request_id_of, too_far

ANSWERS = ("accept", "reject", "withdraw")
MOST_TEXT = 200


class TransfersPage(ExportingPage):
    """One open page; every answer names the version that was seen, every click its key."""

    scripts, styles = ("table.js", "transfers.js"), ("page.css", "table.css", "transfers.css")

    def __init__(self, *, visitor: Visitor, sight: Sight, settings: TransferSettings,
                 now: Callable[[], float] = time.time, customer_id: str = "") -> None:
        self._settings, self._now, self._asked_for = settings, now, customer_id
        self._source: Publication | Refusal = Refusal("nothing")
        self._data: TransfersData | None = None
        super().__init__(visitor=visitor, sight=sight, clock=now)

    def open(self) -> None:
        """The newest month, the visitor's customers and requests; what waits for an answer first."""
        self.state = TransfersState()
        self._source = find_publication(self.sight.outputs, member_id=self.visitor.member_id)
        if not isinstance(self._source, Publication) or self.sight.people is None:
            return
        self._day = self.sight.today(simulated=self._source.simulated)
        self._data = TransfersData(self._source, self.sight)
        self._actor = actor_of(self.sight, self._data.scope)
        self._transfers = self.sight.people.open_part(Transfers, self.visitor.member_id)
        state = self._read(TransfersState())
        self.state = state if listed(state, self._actor, "waiting") else replace(state, tab="asked")
        if self._asked_for and self._data.keeper_of([self._asked_for]):  # a link to hand over this customer, in reach
            one = replace(state.table, selected=frozenset({self._asked_for}), sort="manager_id", descending=False)
            self.state = self._read(replace(state, tab="new", table=one))

    def _preview(self, state: TransfersState) -> Preview | None:
        """What the customers that are chosen now would move."""
        chosen = sorted(state.table.selected)
        keeper = self._data.keeper_of(chosen) if self._data and chosen else None
        return self._data.preview(chosen, keeper[0]) if self._data and keeper else None

    def name_of(self, person_id: str) -> str:
        """What somebody is called who asked or answered."""
        person = self.sight.people.find_person(person_id) if self.sight.people else None
        return person.name if person else person_id

    def handle(self, event: Any) -> None:
        """Change the tab, pick, choose customers, write the draft; ask or answer."""
        if self._data is None or not isinstance(event, dict):
            return
        state, kind = replace(self.state, said=None), event.get("kind")
        if kind == "tab" and event.get("to") in TABS:
            self.state = self._read(replace(state, tab=event["to"], picked=""))
        elif kind == "pick" and isinstance(event.get("request"), str):
            self.state = replace(state, picked=event["request"])
        elif kind == "draft":
            self.state = replace(state, draft=self._draft(event))
        elif kind in ("ask", "answer"):
            self.state = self._write(state, event)
        elif state.tab == "new":
            self.state = self._choose(state, event)

    def _choose(self, state: TransfersState, event: Mapping[str, Any]) -> TransfersState:
        """An event of the table; opening a row is choosing it."""
        assert self._data is not None
        told = {**event, "kind": "select"} if event.get("kind") == "open" else event
        table = apply_table_event(state.table, told, columns=self._data.columns, shown=state.shown)
        shown = self._data.table.read(table)
        return replace(state, table=replace(table, page=min(table.page, last_page(shown.total))), shown=shown)

    def _draft(self, event: Mapping[str, Any]) -> Draft:
        to, reason, note = (event.get(name) for name in ("to", "reason", "note"))
        known = to == POOL or (isinstance(to, str) and self._data is not None and to in self._data.managers)
        return Draft(to if known and to != "-" else None, reason if reason in REASONS else "",
                     note[:MOST_TEXT] if isinstance(note, str) else "", _day(event.get("on")))

    def _write(self, state: TransfersState, event: Mapping[str, Any]) -> TransfersState:
        """Ask or answer; whatever cannot be is said, and nothing is written."""
        key = event.get("key")
        if not isinstance(key, str) or not key:
            raise ValueError("an event that writes has a key")
        key = f"{self.visitor.person_id}:{key}"
        try:
            return self._ask(state, event, key) if event["kind"] == "ask" else self._answer(state, event, key)
        except StaleWrite:
            return self._read(replace(state, said=self._who_was_first(event)))
        except Recused as recused:
            return self._read(replace(state, said=("late", *self._why_not(recused))))
        except RccrmError:
            return self._read(replace(state, said=("late", "refused", {})))

    def _why_not(self, recused: Recused) -> tuple[str, dict[str, str]]:
        assert self._data is not None
        manager = self._data.managers.get(recused.manager_id)
        return recusal_values(recused, self.sight, self._data.known([recused.customer_id]),
                              manager.name if manager else recused.manager_id)

    def _who_was_first(self, event: Mapping[str, Any]) -> tuple[str, str, dict[str, str]]:
        """Somebody answered the same request, or some of its customers have changed hands since it was made."""
        request_id = str(event.get("request", ""))
        versions = self._transfers.history(request_id)
        if len(versions) <= version_of(self.state, request_id):
            return "late", "changed_hands", {}
        return "late", "stale", {"who": self.name_of(versions[-1][0].person_id)}

    def _ask(self, state: TransfersState, event: Mapping[str, Any], key: str) -> TransfersState:
        assert self._data is not None
        draft, customers = self._draft(event), tuple(sorted(state.table.selected))
        state = replace(state, draft=draft)
        keeper = self._data.keeper_of(customers) if customers else None
        missing = ("customers" if not customers else "many" if len(customers) > MOST else "keepers" if keeper is None
                   else "to" if draft.to is None or draft.to == keeper[0] else "reason" if not draft.reason
                   else "note" if draft.reason == "other" and not draft.note.strip() else "on" if draft.on is None
                   else "far" if too_far(draft.on, today=self._day, settings=self._settings) else "")
        if missing or keeper is None or draft.to is None or draft.on is None:
            return replace(state, said=("late", f"missing_{missing}", {"days": str(self._settings.ahead_days)}))
        to_branch = self._data.managers[draft.to].branch_id if draft.to != POOL else keeper[1]
        from_branch = keeper[1] if keeper[0] != POOL else to_branch
        request = Request(request_id_of(key), customers, keeper[0], draft.to, from_branch, to_branch, draft.on, draft.reason,
                          draft.note, self.visitor.person_id, self._day, self._transfers.head())
        done = self._transfers.propose(request, self._actor, key=key, now=self._now(), today=self._day,
                                       settings=self._settings)
        table = replace(state.table, selected=frozenset(), number=state.table.number + 1)
        word = "moved" if done.state == "accepted" else "asked"
        return self._read(TransfersState(tab="closed" if word == "moved" else "asked", picked=done.request_id, table=table,
                                         said=("done", word, {"n": str(len(customers))})))

    def _answer(self, state: TransfersState, event: Mapping[str, Any], key: str) -> TransfersState:
        request_id, answer, why = str(event.get("request", "")), event.get("answer"), event.get("why")
        seen = version_of(state, request_id)
        if not seen or answer not in ANSWERS:
            return state
        text = why.strip()[:MOST_TEXT] if isinstance(why, str) else ""
        if answer != "accept" and not text:
            return replace(state, picked=request_id, said=("late", "missing_why", {}))
        done = self._transfers.answer(request_id, answer, self._actor, why=text, key=key, seen=seen, now=self._now(),
                                      today=self._day, settings=self._settings)
        word = "moved" if done.state == "accepted" else "signed" if answer == "accept" else done.state
        return self._read(replace(state, picked="", said=("done", word, {"n": str(len(done.customers))})))

    def _read(self, state: TransfersState) -> TransfersState:
        """The state over what the store and the table hold now."""
        assert self._data is not None
        concerned = tuple((one, version) for one, version in self._transfers.all() if concerns(one, self._actor))
        return replace(state, requests=concerned, shown=self._data.table.read(state.table))

    def draw(self) -> Tree:
        """The page's part of the view."""
        words = self.words
        if self._data is None:
            notice = refusal_notice(self._source, words) if isinstance(self._source, Refusal) else None
            return {"head": None, "notice": notice}
        return transfers_view(self.state, self._reader(self._data), preview=self._preview(self.state))

    def listed(self, most: int) -> Listing | None:
        """The requests of the tab that is open; the customers to choose from are the customer list's to export."""
        if self._data is None or not listed(self.state, self._actor, self.state.tab):
            return None
        return list_requests(self.state, self._reader(self._data), most=most)

    def _reader(self, data: TransfersData) -> RequestReader:
        return RequestReader(data, self._actor, self.words, name_of=self.name_of, today=self._day, settings=self._settings)


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def show_transfers() -> PageWidget:
    """The page of the notebook: for whoever opened it, and for nobody else."""
    return show_page(_make)


def _make(visitor: Visitor) -> TransfersPage:
    settings = load_settings(os.environ[CONFIG_ENV]).transfers
    return TransfersPage(visitor=visitor, sight=open_sight(visitor), settings=settings, customer_id=query_value("customer"))
