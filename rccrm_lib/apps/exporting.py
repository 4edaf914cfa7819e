"""A page whose list may leave as a workbook: who may, how much, for what; on record before it goes.

The bytes go to the browser through the page's own connection, which the server ties to one signed-in person: there is no
address that somebody else could ask for, and nothing lies on a disk (decision 0030).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from rccrm_lib.apps.export_book import Listing, write_book
from rccrm_lib.apps.publication import Publication, Refusal
from rccrm_lib.apps.shell.page import Page, Tree
from rccrm_lib.apps.shell.table_data import TableData
from rccrm_lib.apps.shell.table_state import Column, TableState
from rccrm_lib.apps.shell.table_view import cell_text
from rccrm_lib.apps.sight import Sight
from rccrm_lib.apps.visitor import Visitor
from rccrm_lib.core.store import Assignments
from rccrm_lib.core.store.exports import Exported, Exports, TooMuch
from rccrm_lib.core.words import Words

#: Why a list is taken out; the words stand in the catalogue under export.reason.<code>.
REASONS = ("visits", "meeting", "check", "campaign")
DAY_SECONDS = 86_400


class ExportingPage(Page):
    """Adds the button to a page, and checks role, account, reach and amount when it is pressed. A subclass says what it lists."""

    _source: Publication | Refusal = Refusal("nothing")

    def __init__(self, *, visitor: Visitor, sight: Sight, clock: Callable[[], float] = time.time) -> None:
        self.sight, self._clock = sight, clock
        self._said: tuple[str, dict[str, Any]] = ("", {})
        self._reach_seen = self._reach()
        super().__init__(visitor=visitor)

    def listed(self, most: int) -> Listing | None:
        """The first rows of what is listed now, in its order, at most so many; nothing where there is no list."""
        raise NotImplementedError

    def view(self) -> Tree:
        """The page's view with the button and what came of the last click."""
        return super().view() | {"export": self._export_view()}

    def _take(self, event: Any) -> None:
        self._said = ("", {})
        if isinstance(event, Mapping) and event.get("kind") == "export" and self.is_open:
            self._export(event)
        else:
            super()._take(event)

    def _export_view(self) -> Tree | None:
        if not self.is_open or not self.sight.role.export_rows or self.listed(1) is None:
            return None
        key, values = self._said
        words = self.words
        return {"open": words("export.open"), "why": words("export.why", most=f"{self.sight.role.export_rows:,}"),
                "reasons": [[code, words(f"export.reason.{code}")] for code in REASONS],
                "said": words(f"export.said.{key}", **values) if key else "", "tone": "done" if key == "done" else "late"}

    def _export(self, event: Mapping[str, Any]) -> None:
        """Build the file, put it on record, hand it over; in this order, so that nothing leaves unrecorded."""
        reason, most = event.get("reason"), self.sight.role.export_rows
        if reason not in REASONS or not most or not isinstance(event.get("key"), str):
            return
        refusal = self._refusal()
        listing = None if refusal else self.listed(most)
        if refusal or listing is None or not listing.rows:
            self._said = (refusal or "nothing", {})
            return
        listing = replace(listing, rows=listing.rows[:most])
        content = write_book(listing, mark=self._mark(listing), author=self.visitor.person_id, words=self.words)
        try:
            self._record(listing, str(reason), content)
        except TooMuch:
            self._said = ("too_much", {"most": f"{self._day_limit():,}"})
            return
        name = f"{self._page()}-{self._month()}.xlsx"
        self.widget.send({"kind": "file", "name": name}, buffers=[content])
        self._said = ("done", {"n": f"{len(listing.rows):,}", "total": f"{listing.total:,}"})

    def _refusal(self) -> str:
        """Why nothing may leave now: the account was closed or changed, or customers changed hands since the page opened."""
        people, person = self.sight.people, self.sight.person
        if people is None or people.find_person(person.person_id) != person:
            return "may_not"
        return "changed_hands" if self._reach() != self._reach_seen else ""

    def _reach(self) -> Any:
        """What today's reach depends on besides the month: assignments and covers."""
        people, person = self.sight.people, self.sight.person
        if people is None or self.sight.role.reach == "member":
            return None
        return people.open_part(Assignments, person.member_id).head(), len(people.covers(person.member_id).history())

    def _record(self, listing: Listing, reason: str, content: bytes) -> None:
        people, person, now = self.sight.people, self.sight.person, self._clock()
        assert people is not None, "refused before"
        page = f"{self._page()} {self._month()}"
        columns = tuple(column.name for column in listing.columns)
        exported = Exported(now, person.person_id, person.role, page, len(listing.rows), columns, reason)
        people.open_part(Exports, person.member_id).write(
            exported, sha256=hashlib.sha256(content).hexdigest(), since=now - DAY_SECONDS, most=self._day_limit())

    def _month(self) -> str:
        return self._source.month

    def _page(self) -> str:
        return type(self).__name__.removesuffix("Page").lower()

    def _day_limit(self) -> int:
        return self.sight.role.export_rows * self.sight.role.exports_a_day

    def _mark(self, listing: Listing) -> str:
        """Who, when, from where: whoever finds the file knows whose it is."""
        at = datetime.fromtimestamp(self._clock(), UTC).strftime("%Y-%m-%d %H:%M UTC")
        assert isinstance(self._source, Publication), "there is a list"
        member = self.words.pick(self._source.member_name_zh, self._source.member_name_en)
        return self.words("export.mark", person=self.visitor.person_id, at=at, member=member, page=listing.title,
                          month=self._month())


def table_listing(
    data: TableData, state: TableState, columns: tuple[Column, ...], *, title: str, words: Words, most: int
) -> Listing:
    """The first rows of a table as it is sorted and filtered, and in words how."""
    page = data.read_first(state, most)
    named = {column.name: column for column in columns}
    filters = [f"{words(named[name].title)} {_filter_text(text, named[name], words)}" for name, text in state.filters]
    filtered = words("export.filter", list=", ".join(filters)) if filters else ""
    return Listing(title, columns, tuple(dict(row) for row in page.rows), page.total, filtered)


def _filter_text(text: str, column: Column, words: Words) -> str:
    if column.kind == "choice":
        return cell_text(text, column, words)
    return text if column.kind == "text" else f"≥ {text}"
