"""The page "portfolio" as a notebook shows it: the customers that a manager looks after, and how that changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote

from rccrm_lib.apps.card_view import refusal_notice
from rccrm_lib.apps.export_book import Listing
from rccrm_lib.apps.exporting import ExportingPage, table_listing
from rccrm_lib.apps.portfolio_data import KEY, RELATION, PortfolioData, portfolio_columns
from rccrm_lib.apps.portfolio_view import portfolio_view
from rccrm_lib.apps.publication import Publication, Refusal, find_publication
from rccrm_lib.apps.shell.menu import RENDER
from rccrm_lib.apps.shell.page import PageWidget, Tree, show_page
from rccrm_lib.apps.shell.table_data import TableData
from rccrm_lib.apps.shell.table_state import TablePage, TableState, apply_table_event, last_page, row_key
from rccrm_lib.apps.sight import Sight, open_sight
from rccrm_lib.apps.visitor import Visitor

NOTHING = TablePage((), (), 0)
BY_VALUE = TableState(sort="aum_avg_fen", descending=True)
CARD = f"{RENDER}customer_card.ipynb?customer="


@dataclass(frozen=True)
class PortfolioState:
    """One moment of the list; `opens` is the customer whose card the browser goes to."""

    table: TableState = BY_VALUE
    shown: TablePage = NOTHING
    opens: str = ""


class PortfolioPage(ExportingPage):
    """One open portfolio: reads only."""

    scripts, styles = ("table.js", "portfolio.js"), ("page.css", "table.css", "portfolio.css")

    def __init__(self, *, visitor: Visitor, sight: Sight, today: date | None = None) -> None:
        self._today = today
        self._source: Publication | Refusal = Refusal("nothing")
        self._data: PortfolioData | None = None
        super().__init__(visitor=visitor, sight=sight)

    def open(self) -> None:
        """Open the newest month of the visitor's member."""
        self.state = PortfolioState()
        self._source = find_publication(self.sight.outputs, member_id=self.visitor.member_id)
        if isinstance(self._source, Publication):
            self._columns = portfolio_columns(self._source)
            today = self._today or self.sight.today(simulated=self._source.simulated)
            self._data = PortfolioData(self._source, self.sight, today=today)
            self._changes, self._load, self._tiers = self._data.changes(), self._data.load(), self._data.tiers()
            self._reader = TableData(self._data.engine, RELATION, self._columns, key=KEY)
            self.state = PortfolioState(shown=self._reader.read(BY_VALUE))

    def handle(self, event: Any) -> None:
        """Sort, filter, turn the page; or open the card of a row that is on the page."""
        if self._data is None or not isinstance(event, dict):
            return
        if event.get("kind") == "open":
            self.state = replace(self.state, opens=row_key(self.state.table, event, self.state.shown))
            return
        table = apply_table_event(self.state.table, event, columns=self._columns, shown=self.state.shown)
        shown = self._reader.read(table)
        if table.page > last_page(shown.total):
            table = replace(table, page=last_page(shown.total))
            shown = self._reader.read(table)
        self.state = PortfolioState(table, shown)

    def listed(self, most: int) -> Listing | None:
        """The own customers as they are sorted and filtered now."""
        if self._data is None:
            return None
        return table_listing(self._reader, self.state.table, self._columns, title=self.words("shell.page.portfolio.title"),
                             words=self.words, most=most)

    def draw(self) -> Tree:
        """The page's part of the view."""
        if self._data is None or not isinstance(self._source, Publication):
            notice = refusal_notice(self._source, self.words) if isinstance(self._source, Refusal) else None
            return {"table": None, "title": self.words("shell.page.portfolio.title"), "open": "", "notice": notice}
        tree = portfolio_view(self.state.table, self.state.shown, self._data, columns=self._columns, words=self.words,
                              load=self._load, tiers=self._tiers, changes=self._changes)
        return tree | {"open": CARD + quote(self.state.opens) if self.state.opens else "",
                       "keep": f"portfolio-{self.visitor.session[:12]}"}


def show_portfolio() -> PageWidget:
    """The page of the notebook: the portfolio for whoever opened it, and for nobody else."""
    return show_page(lambda visitor: PortfolioPage(visitor=visitor, sight=open_sight(visitor)))
