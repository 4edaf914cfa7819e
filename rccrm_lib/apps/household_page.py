"""The household card as a notebook shows it: one family, what it has and owes, what comes, and one visit for all of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from rccrm_lib.apps.arrival import query_value
from rccrm_lib.apps.card_view import refusal_notice
from rccrm_lib.apps.household_data import HouseholdData
from rccrm_lib.apps.household_state import HomeState, apply_event, open_home
from rccrm_lib.apps.household_view import home_view
from rccrm_lib.apps.publication import Publication, Refusal, find_publication
from rccrm_lib.apps.shell.page import Page, PageWidget, Tree, show_page
from rccrm_lib.apps.sight import CONFIG_ENV, Sight, open_sight
from rccrm_lib.apps.visitor import Visitor
from rccrm_lib.apps.worklist_acts import Acts
from rccrm_lib.core.settings import Settings, load_settings


class HouseholdPage(Page):
    """One open household card. Members, items and contacts are read for the visitor's reach only; writes are checked again."""

    scripts, styles = ("worklist_form.js", "household.js"), ("page.css", "card.css", "worklist.css", "household.css")

    def __init__(self, *, visitor: Visitor, sight: Sight, settings: Settings, household_id: str = "", today: date | None = None,
                 now: Callable[[], float] = time.time) -> None:
        self._sight, self._settings, self._wanted, self._today, self._now = sight, settings, household_id, today, now
        self._source: Publication | Refusal = Refusal("nothing")
        self._data: HouseholdData | None = None
        super().__init__(visitor=visitor)

    def open(self) -> None:
        """Open the newest month of the visitor's member, and the household that the address names."""
        self.state = HomeState()
        self._source = find_publication(self._sight.outputs, member_id=self.visitor.member_id)
        if isinstance(self._source, Publication):
            day = self._today or self._sight.today(simulated=self._source.simulated)
            self._data = HouseholdData(self._source, self._sight, day=day, settings=self._settings)
            self._acts = Acts(self._data, self._now)
            self.state = open_home(self._data, self._wanted)

    def handle(self, event: Any) -> None:
        """One event of the card."""
        if self._data is not None:
            self.state = apply_event(self.state, event, data=self._data, acts=self._acts)

    def draw(self) -> Tree:
        """The card's part of the view."""
        if self._data is None:
            notice = refusal_notice(self._source, self.words) if isinstance(self._source, Refusal) else None
            return {"home": None, "notice": notice}
        return home_view(self.state, self._data, self.words, may_record=self._acts.allowed)


def show_household() -> PageWidget:
    """The page of the notebook: the household for whoever opened it, and for nobody else."""
    return show_page(lambda v: HouseholdPage(visitor=v, sight=open_sight(v), settings=load_settings(os.environ[CONFIG_ENV]),
                                             household_id=query_value("household")))
