"""The customer list as a notebook shows it: one row per customer in the visitor's reach, masked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from rccrm_lib.apps.card_view import refusal_notice
from rccrm_lib.apps.customers_data import KEY, RELATION, list_columns, open_list
from rccrm_lib.apps.export_book import Listing
from rccrm_lib.apps.exporting import ExportingPage, table_listing
from rccrm_lib.apps.publication import Publication, Refusal, find_publication
from rccrm_lib.apps.shell.menu import RENDER
from rccrm_lib.apps.shell.page import PageWidget, Tree, show_page
from rccrm_lib.apps.shell.table_data import TableData
from rccrm_lib.apps.shell.table_state import TablePage, TableState, apply_table_event, last_page, row_key
from rccrm_lib.apps.shell.table_view import table_view
from rccrm_lib.apps.sight import Sight, open_sight
from rccrm_lib.apps.visitor import Visitor

RICHEST_FIRST = TableState(sort="aum_avg_fen", descending=True)
AS_IT_IS = TableState()  # for a post that is given no amounts
NOTHING = TablePage((), (), 0)
CARD = f"{RENDER}customer_card.ipynb?customer="


@dataclass(frozen=True)
class ListState:
    """One moment of the list; `opens` is the customer whose card the browser goes to."""

    table: TableState = RICHEST_FIRST
    shown: TablePage = NOTHING
    opens: str = ""


class CustomersPage(ExportingPage):
    """One open list. The engine behind it holds the rows of the visitor's reach and no others."""

    scripts, styles = ("table.js", "customers.js"), ("page.css", "table.css")

    def __init__(self, *, visitor: Visitor, sight: Sight) -> None:
        self._source: Publication | Refusal = Refusal("nothing")
        self._data: TableData | None = None
        super().__init__(visitor=visitor, sight=sight)

    def open(self) -> None:
        """Open the newest month of the visitor's member and read the first page."""
        self.state = ListState()
        self._source = find_publication(self.sight.outputs, member_id=self.visitor.member_id)
        if isinstance(self._source, Publication):
            self._columns = list_columns(self._source, self.sight)
            self._data = TableData(open_list(self._source, self.sight), RELATION, self._columns, key=KEY)
            table = RICHEST_FIRST if self.sight.level("assets") != "hidden" else AS_IT_IS
            self.state = ListState(table, self._data.read(table))

    def handle(self, event: Any) -> None:
        """Sort, filter, turn the page, select; or open the card of a row that is on the page."""
        if self._data is None or not isinstance(event, dict):
            return
        if event.get("kind") == "open":
            self.state = replace(self.state, opens=row_key(self.state.table, event, self.state.shown))
            return
        table = apply_table_event(self.state.table, event, columns=self._columns, shown=self.state.shown)
        shown = self._data.read(table)
        if table.page > last_page(shown.total):  # what was kept is from a longer list
            table = replace(table, page=last_page(shown.total))
            shown = self._data.read(table)
        self.state = ListState(table, shown)

    def listed(self, most: int) -> Listing | None:
        """The customers as they are sorted and filtered now."""
        if self._data is None:
            return None
        return table_listing(self._data, self.state.table, self._columns, title=self.words("shell.page.customers.title"),
                             words=self.words, most=most)

    def draw(self) -> Tree:
        """The list's part of the view."""
        words = self.words
        title = words("shell.page.customers.title")
        if self._data is None:
            notice = refusal_notice(self._source, words) if isinstance(self._source, Refusal) else None
            return {"table": None, "title": title, "open": "", "keep": "", "notice": notice}
        table = table_view(self.state.table, self.state.shown, columns=self._columns, title=title, words=words)
        opens = CARD + quote(self.state.opens) if self.state.opens else ""
        return {"table": table, "title": title, "open": opens, "keep": f"customers-{self.visitor.session[:12]}"}


def show_customers() -> PageWidget:
    """The page of the notebook: the list for whoever opened it, and for nobody else."""
    return show_page(lambda visitor: CustomersPage(visitor=visitor, sight=open_sight(visitor)))
