"""The branch board as a notebook shows it: what a head or the department looks at first in the morning."""

from __future__ import annotations

import os
import time
from datetime import date
from typing import Any

from rccrm_lib.apps.board_data import BoardData
from rccrm_lib.apps.board_export import list_managers
from rccrm_lib.apps.board_state import apply_event, open_board
from rccrm_lib.apps.board_view import board_view
from rccrm_lib.apps.card_view import refusal_notice
from rccrm_lib.apps.export_book import Listing
from rccrm_lib.apps.exporting import ExportingPage
from rccrm_lib.apps.publication import Publication, Refusal, find_publication
from rccrm_lib.apps.shell.page import PageWidget, Tree, show_page
from rccrm_lib.apps.sight import CONFIG_ENV, Sight, open_sight
from rccrm_lib.apps.visitor import Visitor
from rccrm_lib.core.settings import Settings, load_settings
from rccrm_lib.ocrm.service import local_day


class BoardPage(ExportingPage):
    """One open board."""

    scripts, styles = ("board.js",), ("page.css", "board.css")

    def __init__(self, *, visitor: Visitor, sight: Sight, settings: Settings, today: date) -> None:
        self._settings, self._today = settings, today
        self._source: Publication | Refusal = Refusal("nothing")
        self._data: BoardData | None = None
        super().__init__(visitor=visitor, sight=sight)

    def open(self) -> None:
        """Open the newest month of the visitor's member and read the board."""
        self._source = find_publication(self.sight.outputs, member_id=self.visitor.member_id)
        if isinstance(self._source, Publication):
            simulated = self.sight.simulated_today if self._source.simulated else None
            self._data = BoardData(self._source, self.sight, settings=self._settings, today=simulated or self._today)
            self.state = open_board(self._data)

    def handle(self, event: Any) -> None:
        """One event of the board."""
        if self._data is not None:
            self.state = apply_event(self.state, event, data=self._data)

    def listed(self, most: int) -> Listing | None:
        """The managers and the work ahead of them."""
        return list_managers(self.state.board, self.words, most=most) if self._data is not None and self.state else None

    def draw(self) -> Tree:
        """The board's part of the view."""
        if self._data is None or self.state is None:
            notice = refusal_notice(self._source, self.words) if isinstance(self._source, Refusal) else None
            return {"notice": notice, "title": ""}
        return board_view(self.state, self._data, self.words, settings=self._settings)


def show_board() -> PageWidget:
    """The page of the notebook: the board for whoever opened it, and for nobody else."""
    return show_page(_make)


def _make(visitor: Visitor) -> BoardPage:
    settings = load_settings(os.environ[CONFIG_ENV])
    today = local_day(time.time(), settings=settings.cases)
    return BoardPage(visitor=visitor, sight=open_sight(visitor), settings=settings, today=today)
