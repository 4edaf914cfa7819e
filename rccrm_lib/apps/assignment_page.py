"""The page "assignment" as a notebook shows it: the month's proposal, what it changes, and the answer to it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rccrm_lib.apps.assignment_data import KEY, RELATION, AssignmentData, Frame, move_columns
from rccrm_lib.apps.assignment_view import assignment_view, last_list_page
from rccrm_lib.apps.card_view import refusal_notice
from rccrm_lib.apps.export_book import Listing
from rccrm_lib.apps.exporting import ExportingPage, table_listing
from rccrm_lib.apps.publication import Publication, Refusal, find_publication
from rccrm_lib.apps.recusal_words import recusal_values
from rccrm_lib.apps.shell.page import PageWidget, Tree, show_page
from rccrm_lib.apps.shell.table_data import TableData
from rccrm_lib.apps.shell.table_state import TablePage, TableState, apply_table_event, last_page
from rccrm_lib.apps.sight import CONFIG_ENV, Sight, open_sight
from rccrm_lib.apps.visitor import Visitor
from rccrm_lib.core.errors import StaleWrite
from rccrm_lib.core.settings import load_settings
from rccrm_lib.core.transfer_settings import TransferSettings
from rccrm_lib.ocrm.portfolio import Recused, Seen, too_far

NOTHING, NOT_SEEN = TablePage((), (), 0), Seen()
OPEN_ONES = TableState(sort="to_manager", filters=(("state", "open"),))
MOST_REASON = 200
SETTINGS = TransferSettings()


@dataclass(frozen=True)
class AssignmentState:
    """One moment of the page. `said`: word key and values of what came of the last click; `seen`: how new the rows are;
    `turned`: the page of each list below.
    """

    table: TableState = OPEN_ONES
    shown: TablePage = NOTHING
    seen: Seen = NOT_SEEN
    said: tuple[str, tuple[tuple[str, Any], ...]] = ("", ())
    turned: tuple[tuple[str, int], ...] = (("nobody", 0), ("reclaim", 0))


class AssignmentPage(ExportingPage):
    """One open proposal. Accepting and rejecting are checked against role, reach and the newest state before they are written."""

    scripts, styles = ("table.js", "assignment.js"), ("page.css", "table.css", "assignment.css")

    def __init__(self, *, visitor: Visitor, sight: Sight, today: date | None = None, now: Callable[[], float] = time.time,
                 settings: TransferSettings = SETTINGS) -> None:
        self._today, self._now, self._settings = today, now, settings
        self._source: Publication | Refusal = Refusal("nothing")
        self._data: AssignmentData | None = None
        super().__init__(visitor=visitor, sight=sight)

    def open(self) -> None:
        """Open the newest month of the visitor's member."""
        self.state = AssignmentState()
        self._source = find_publication(self.sight.outputs, member_id=self.visitor.member_id)
        if isinstance(self._source, Publication):
            self._columns = move_columns(self._source)
            today = self._today or self.sight.today(simulated=self._source.simulated)
            self._data = AssignmentData(self._source, self.sight, today=today)
            self._refresh()

    def handle(self, event: Any) -> None:
        """Sort, filter, choose; accept or reject what is chosen; accept all open ones that are filtered; send some to the pool.

        All is an event of its own: "accept" with nothing chosen would be the second click on a choice that is answered already.
        """
        if self._data is None or not self._data.has_proposal or not isinstance(event, dict):
            return
        kind = event.get("kind")
        if kind in ("accept", "accept_all", "reject", "pool"):
            self._decide(kind, event)
            return
        if kind == "turn":
            self._turn(event)
            return
        if kind == "open":  # a click on a row chooses it, as the space bar does
            event = event | {"kind": "select"}
        self._show(apply_table_event(self.state.table, event, columns=self._columns, shown=self.state.shown))

    def _show(self, table: TableState) -> None:
        assert self._data is not None
        reader = TableData(self._data.engine, RELATION, self._columns, key=KEY)
        shown = reader.read(table)
        if table.page > last_page(shown.total):
            table = replace(table, page=last_page(shown.total))
            shown = reader.read(table)
        self.state = replace(self.state, table=table, shown=shown, said=("", ()))

    def _turn(self, event: dict[str, Any]) -> None:
        """Another page of one of the lists below."""
        assert self._data is not None
        turned, to = dict(self.state.turned), event.get("to")
        rows = {"nobody": self._data.nobody, "reclaim": self._data.reclaim}.get(str(event.get("list")))
        if rows is not None and type(to) is int and 0 <= to <= last_list_page(len(rows)):
            turned[str(event["list"])] = to
            self.state = replace(self.state, turned=tuple(turned.items()), said=("", ()))

    def filtered(self) -> Frame:
        """The open moves that the filters leave, on all pages."""
        assert self._data is not None
        reader = TableData(self._data.engine, RELATION, self._columns, key=KEY)
        return self._data.open_moves(reader.read_first(self.state.table, len(self._data.moves)).keys)

    def _refresh(self, said: str = "", **values: Any) -> None:
        """Read everything again; nothing is chosen any more."""
        assert self._data is not None
        seen = self._data.read()
        if not self._data.has_proposal:
            return
        self._show(replace(self.state.table, selected=frozenset(), number=self.state.table.number + 1))
        self.state = replace(self.state, seen=seen, said=(said, tuple(values.items())))

    def _decide(self, kind: str, event: dict[str, Any]) -> None:
        data, reason = self._data, event.get("reason")
        if data is None or not data.may_decide():
            self._say("may_not")
            return
        reason = reason.strip()[:MOST_REASON] if isinstance(reason, str) else ""
        if kind in ("reject", "pool") and not reason:
            self._say("no_reason")
            return
        chosen, begins = self.state.table.selected, self._day(event)
        if kind in ("accept", "accept_all") and begins is None:
            self._say("bad_day", days=self._settings.ahead_days)
            return
        moves = self.filtered() if kind == "accept_all" else data.open_moves(chosen)
        customers = self._reclaimed(event)
        if (kind == "pool" and not customers) or (kind != "pool" and moves.empty) or (
                kind in ("accept", "reject") and not chosen):
            self._say("nothing_chosen")
            return
        act = "accept" if kind == "accept_all" else kind
        self._write(act, moves, customers, reason=reason, key=f"{self.visitor.session}:{event.get('key')}",
                    begins=begins or data.today)

    def _day(self, event: dict[str, Any]) -> date | None:
        """The day from which accepting holds: today where none is named; nothing for one that cannot be."""
        assert self._data is not None
        named, today = event.get("on", ""), self._data.today
        try:
            day = date.fromisoformat(named) if named else today
        except (TypeError, ValueError):
            return None
        return day if day >= today and not too_far(day, today=today, settings=self._settings) else None

    def _write(self, kind: str, moves: Frame, customers: list[str], *, reason: str, key: str, begins: date) -> None:
        data, seen = self._data, self.state.seen
        assert data is not None
        common: dict[str, Any] = {"key": key, "now": self._now(), "seen": seen}
        try:
            if kind == "accept":
                n = data.accept(moves, reason=reason or self.words("assignment.accepted_as_proposed"), from_on=begins,
                                **common)
            elif kind == "reject":
                n = data.reject(moves, reason=reason, **common)
            else:
                n = data.pool(customers, reason=reason, **common)
        except StaleWrite:
            who = data.last_word(moves if kind != "pool" else moves.head(0))
            self._refresh("stale" if who else "stale_somebody", **({"who": who} if who else {}))
        except Recused as recused:
            word, values = recusal_values(recused, self.sight, data.name_of(recused.customer_id), data.called(recused.manager_id))
            self._refresh(word, **values)
        else:
            self._refresh(f"{kind}ed", n=n, **({"day": begins.isoformat()} if kind == "accept" else {}))

    def _reclaimed(self, event: dict[str, Any]) -> list[str]:
        """The customers of rows of the list of those without a contact, only if every one of them is due."""
        assert self._data is not None
        reclaim, rows = self._data.reclaim, event.get("rows")
        if not isinstance(rows, list) or event.get("number") != self.state.table.number:
            return []
        if not all(type(row) is int and 0 <= row < len(reclaim) and reclaim["state"].iloc[row] == "due" for row in rows):
            return []
        return [str(reclaim["customer_id"].iloc[row]) for row in sorted(set(rows))]

    def _say(self, said: str, **values: Any) -> None:
        self.state = replace(self.state, said=(said, tuple(values.items())))

    def listed(self, most: int) -> Listing | None:
        """The proposal as it is sorted and filtered now."""
        if self._data is None or not self._data.has_proposal:
            return None
        reader = TableData(self._data.engine, RELATION, self._columns, key=KEY)
        return table_listing(reader, self.state.table, self._columns, title=self.words("shell.page.assignment.title"),
                             words=self.words, most=most)

    def draw(self) -> Tree:
        """The page's part of the view."""
        if self._data is None or not self._data.has_proposal:
            refused = isinstance(self._source, Refusal)
            notice = refusal_notice(self._source, self.words) if refused else _no_proposal(self.words)  # type: ignore[arg-type]
            return {"title": self.words("shell.page.assignment.title"), "table": None, "notice": notice}
        return assignment_view(self.state, self._data, self.filtered(), columns=self._columns, words=self.words,
                               ahead_days=self._settings.ahead_days)


def _no_proposal(words: Any) -> Tree:
    lines = [words("assignment.none.line1"), words("assignment.none.line2")]
    return {"tone": "empty", "title": words("assignment.none.title"), "lines": lines, "command": "", "code": ""}


def show_assignment() -> PageWidget:
    """The page of the notebook: the proposal for whoever opened it, and for nobody else."""
    return show_page(lambda visitor: AssignmentPage(visitor=visitor, sight=open_sight(visitor),
                                                    settings=load_settings(os.environ[CONFIG_ENV]).transfers))

