"""The customer card as a notebook shows it: one widget, its state, and errors that never reach the reader raw."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from rccrm_lib.apps.card_data import CardData
from rccrm_lib.apps.card_state import CardState, apply_event
from rccrm_lib.apps.card_view import Frame, page_view
from rccrm_lib.apps.page_log import page_log
from rccrm_lib.apps.publication import Publication, Refusal, find_publication

STATIC = Path(__file__).parent / "static"
OUTPUTS_ENV = "RCCRM_OUTPUTS"  # the folder of published months, set by the server for its kernels


class CardWidget(anywidget.AnyWidget):
    """A handle on the browser's side: shows `view`, sends events. It holds worded, masked texts only."""

    _esm = STATIC / "card.js"
    _css = STATIC / "card.css"
    view = traitlets.Dict().tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)


class CardPage:
    """Keeps the state of one open page; every event is answered, a failed one with an incident card."""

    def __init__(self, *, outputs: Path, today: date) -> None:
        self.state = CardState()
        self._data: CardData | None = None
        self._outputs, self._today, self._log = outputs, today, page_log()
        self._frame = Frame(Refusal("nothing"), 0, today)
        self._guarded(self._open)
        self.widget = CardWidget(view=page_view(self.state, self._frame))
        self.widget.on_msg(self._on_message)

    def _open(self) -> None:
        source = find_publication(self._outputs)
        if isinstance(source, Publication):
            self._data = CardData(source)
            self._frame = Frame(source, self._data.count_customers(), self._today)
        else:
            self._frame = replace(self._frame, source=source)

    def _guarded(self, action: Callable[[], None]) -> bool:
        """Whether an action succeeded; whatever it raises becomes a number on the page and a line in the log."""
        try:
            action()
        except Exception:
            code = secrets.token_hex(3).upper()
            self._log.error("incident %s", code, exc_info=True)
            self.state = replace(self.state, incident=code)
            return False
        return True

    def _on_message(self, _widget: Any, event: Any, _buffers: Any) -> None:
        """Answer one event; the new state counts only once its view could be made."""

        def answer() -> None:
            state = apply_event(self.state, event, reader=self._data)
            self.widget.view = page_view(state, self._frame)
            self.state = state

        if not self._guarded(answer):
            self.widget.view = page_view(self.state, self._frame)
        self.widget.answered += 1


def show_card() -> CardWidget:
    """The page of the notebook: the newest published month under the folder that the server names."""
    page = CardPage(outputs=Path(os.environ.get(OUTPUTS_ENV, "outputs")), today=date.today())
    threading.Thread(target=_warm_up, daemon=True).start()
    return page.widget


def _warm_up() -> None:
    """Load the drawing library while the reader is still typing."""
    try:
        import rccrm_lib.apps.card_drawing  # noqa: F401
    except Exception:
        page_log().exception("warm-up failed; the first card will try again")
