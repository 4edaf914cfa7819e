"""The page "today" as a notebook shows it: what to do now, for one manager, and the place where it is recorded."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from rccrm_lib.apps.card_view import refusal_notice
from rccrm_lib.apps.export_book import Listing
from rccrm_lib.apps.exporting import ExportingPage
from rccrm_lib.apps.publication import Publication, Refusal, find_publication
from rccrm_lib.apps.shell.page import PageWidget, Tree, show_page
from rccrm_lib.apps.sight import CONFIG_ENV, Sight, open_sight
from rccrm_lib.apps.visitor import Visitor
from rccrm_lib.apps.worklist_acts import Acts
from rccrm_lib.apps.worklist_data import WorklistData
from rccrm_lib.apps.worklist_export import list_route
from rccrm_lib.apps.worklist_leads import LeadDesk, leads_view
from rccrm_lib.apps.worklist_state import apply_event, open_list, read_again
from rccrm_lib.apps.worklist_view import page_view
from rccrm_lib.core.settings import Settings, load_settings

Clock = Callable[[], float]


class WorklistPage(ExportingPage):
    """One open list. Items, customers and contacts are read for the visitor's reach only; writes are checked again."""

    scripts, styles = ("worklist_detail.js", "worklist_form.js", "worklist_leads.js", "worklist.js"), ("page.css", "worklist.css")

    def __init__(self, *, visitor: Visitor, sight: Sight, settings: Settings, today: date | None = None,
                 now: Clock = time.time) -> None:
        self._settings, self._today, self._now = settings, today, now
        self._source: Publication | Refusal = Refusal("nothing")
        self._data: WorklistData | None = None
        super().__init__(visitor=visitor, sight=sight, clock=now)

    def open(self) -> None:
        """Open the newest month of the visitor's member and the list of the day."""
        self._source = find_publication(self.sight.outputs, member_id=self.visitor.member_id)
        if not isinstance(self._source, Publication):
            return
        day = self._today or self.sight.today(simulated=self._source.simulated)
        self._data = WorklistData(self._source, self.sight, day=day, settings=self._settings.worklist,
                                  codes=self._settings.contacts)
        self._acts = Acts(self._data, self._now)
        self._leads = LeadDesk(self._data, self._settings.cases, self._now, lambda: self._acts.allowed)
        if self._data.has_items:
            managers = self._data.managers()
            self.state = open_list(self._data, manager_id=managers[0] if managers else "")

    def handle(self, event: Any) -> None:
        """One event of the list."""
        if self._data is None or self.state is None:
            return
        if isinstance(event, Mapping) and event.get("kind") in ("lead_close", "lead_read"):
            said = self._leads.close(event) if event["kind"] == "lead_close" else self._leads.read(event)
            self.state = read_again(self.state, self._data, said=said) if said else self.state
        else:
            self.state = apply_event(self.state, event, data=self._data, acts=self._acts)

    def listed(self, most: int) -> Listing | None:
        """The visits of the day in their order, while that sheet is shown."""
        if self._data is None or self.state is None or not self.state.is_route:
            return None
        return list_route(self.state, self._data, self.words, most=most)

    def draw(self) -> Tree:
        """The list's part of the view."""
        if self._data is None:
            notice = refusal_notice(self._source, self.words) if isinstance(self._source, Refusal) else None
            return {"head": None, "notice": notice}
        if self.state is None:
            lines = [self.words("worklist.page.old")]
            return {"head": None, "notice": {"tone": "empty", "title": self.words("shell.page.worklist.title"), "lines": lines,
                                             "command": f"rccrm run --month {self._data.publication.month}", "code": ""}}
        view = page_view(self.state, self._data, self.words, may_record=self._acts.allowed)
        return view | leads_view(self._leads, self.words) | {"keep": f"worklist-{self.visitor.session[:12]}"}


def show_worklist() -> PageWidget:
    """The page of the notebook: the list for whoever opened it, and for nobody else."""
    return show_page(lambda v: WorklistPage(visitor=v, sight=open_sight(v), settings=load_settings(os.environ[CONFIG_ENV])))
