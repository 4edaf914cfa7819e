"""The page "call-backs" as a notebook shows it: drawn visits, one call after the other, each with a verdict."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from rccrm_lib.apps.callbacks_data import CallbackData
from rccrm_lib.apps.callbacks_state import apply_event, open_queue
from rccrm_lib.apps.callbacks_view import page_view
from rccrm_lib.apps.card_view import refusal_notice
from rccrm_lib.apps.publication import Publication, Refusal, find_publication
from rccrm_lib.apps.shell.page import Page, PageWidget, Tree, show_page
from rccrm_lib.apps.sight import CONFIG_ENV, Sight, open_sight
from rccrm_lib.apps.visitor import Visitor
from rccrm_lib.core.settings import Settings, load_settings
from rccrm_lib.ocrm.service import local_day


class CallbacksPage(Page):
    """One open queue. Visits are read for the visitor's reach only; writes are checked again."""

    scripts, styles = ("unmask.js", "callbacks.js"), ("page.css", "worklist.css", "unmask.css", "callbacks.css")

    def __init__(self, *, visitor: Visitor, sight: Sight, settings: Settings, now: Callable[[], float] = time.time) -> None:
        self._sight, self._settings, self._now = sight, settings, now
        self._source: Publication | Refusal = Refusal("nothing")
        self._data: CallbackData | None = None
        super().__init__(visitor=visitor)

    def open(self) -> None:
        """Open the newest month of the visitor's member and the queue."""
        self._source = find_publication(self._sight.outputs, member_id=self.visitor.member_id)
        if isinstance(self._source, Publication):
            simulated = self._sight.simulated_today if self._source.simulated else None
            self._data = CallbackData(self._source, self._sight, settings=self._settings, today=simulated or self._day())
            self.state = open_queue(self._data, now=self._now())

    def handle(self, event: Any) -> None:
        """One event of the queue."""
        if self._data is not None:
            self.state = apply_event(self.state, event, data=self._data, now=self._now())

    def draw(self) -> Tree:
        """The queue's part of the view."""
        if self._data is None or self.state is None:
            notice = refusal_notice(self._source, self.words) if isinstance(self._source, Refusal) else None
            return {"notice": notice, "rows": None}
        return page_view(self.state, self._data, self.words, day=self._day())

    def _day(self) -> date:
        return local_day(self._now(), settings=self._settings.cases)


def show_callbacks() -> PageWidget:
    """The page of the notebook: the queue for whoever opened it, and for nobody else."""
    return show_page(lambda v: CallbacksPage(visitor=v, sight=open_sight(v), settings=load_settings(os.environ[CONFIG_ENV])))
