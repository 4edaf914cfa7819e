"""The customer card as a notebook shows it: for one visitor, over what this visitor may see."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from rccrm_lib.apps.arrival import query_value
from rccrm_lib.apps.card_data import CardData
from rccrm_lib.apps.card_keeping_state import Click, apply_word
from rccrm_lib.apps.card_state import CardState, apply_event, open_customer
from rccrm_lib.apps.card_view import Opened, page_view
from rccrm_lib.apps.publication import Publication, Refusal, find_publication
from rccrm_lib.apps.shell.page import Page, PageWidget, Tree, show_page
from rccrm_lib.apps.shell.page_log import page_log
from rccrm_lib.apps.sight import Sight, open_sight
from rccrm_lib.apps.visitor import Visitor


class CardPage(Page):
    """One open card page. What it reads is cut to the visitor's reach before anything is searched."""

    scripts, styles = ("unmask.js", "card_keeping.js", "card.js"), ("page.css", "unmask.css", "card.css")

    def __init__(self, *, visitor: Visitor, sight: Sight, customer_id: str = "",
                 now: Callable[[], float] = time.time) -> None:
        self._sight, self._wanted, self._now = sight, customer_id, now
        self._data: CardData | None = None
        self._opened = Opened(Refusal("nothing"), 0, sight)
        super().__init__(visitor=visitor)

    def open(self) -> None:
        """Open the newest month of the visitor's member, and the customer that the address names."""
        self.state = CardState()
        source = find_publication(self._sight.outputs, member_id=self.visitor.member_id)
        if isinstance(source, Publication):
            self._data = CardData(source, self._sight)
            self._opened = Opened(source, self._data.count_customers(), self._sight)
            if self._wanted:
                self.state = open_customer(self.state, self._wanted, reader=self._data)
        else:
            self._opened = Opened(source, 0, self._sight)

    def handle(self, event: Any) -> None:
        """One event of the card."""
        if self._data and isinstance(event, dict) and event.get("kind") in ("say", "release"):
            self.state = self._word(event, self._data)
        else:
            self.state = apply_event(self.state, event, reader=self._data)

    def _word(self, event: dict[str, Any], data: CardData) -> CardState:
        """A word about who looks after the customer; what is written needs the key of its click."""
        key = event.get("key")
        if not isinstance(key, str) or not key:
            raise ValueError("an event that writes has a key")
        click = Click(f"card:{self.visitor.person_id}:{key}", self._now())
        return apply_word(self.state, event, click, desk=data.desk)

    def draw(self) -> Tree:
        """The card's part of the view."""
        return page_view(self.state or CardState(), self._opened, self.words)


def show_card() -> PageWidget:
    """The page of the notebook: the card for whoever opened it, and for nobody else."""
    threading.Thread(target=_warm_up, daemon=True).start()
    return show_page(lambda v: CardPage(visitor=v, sight=open_sight(v), customer_id=query_value("customer")))


def _warm_up() -> None:
    """Load the drawing library while nobody waits for it."""
    try:
        import rccrm_lib.apps.card_drawing  # noqa: F401
    except Exception:
        page_log().exception("warm-up failed; the first card will try again")
