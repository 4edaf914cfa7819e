"""A page in its kernel: one widget, events in, a tree of texts out, and errors that never reach the reader raw."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from rccrm_lib.apps.arrival import await_visitor
from rccrm_lib.apps.shell.page_log import page_log
from rccrm_lib.apps.visitor import NotSignedIn, Visitor
from rccrm_lib.core.words import LANGUAGES, Words

Tree = dict[str, Any]
STATIC = Path(__file__).parents[1] / "static"
KEYS_KEPT = 200


class PageWidget(anywidget.AnyWidget):
    """A handle on the browser's side: shows `view`, sends events. It holds worded, masked texts only.

    Whoever has the page open can read all of it and send any event, also of a button that is hidden or
    disabled; so it holds nothing that the visitor may not see, and every event is checked where it is handled.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)


def script(*names: str) -> str:
    """The code of a page's browser side: what all pages share, then the page's own parts."""
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in ("shared.js", *names))


def style(*names: str) -> str:
    """The style of a page's own parts."""
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)


class Page:
    """Keeps the state of one open page. A subclass opens its data, handles an event and draws the view.

    Every event is answered; a failed one leaves the state as it was and shows an incident card. An event that
    carries a key is handled once, however often it arrives: what was clicked while offline arrives late and twice.
    """

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()

    def __init__(self, *, visitor: Visitor) -> None:
        self.visitor, self.language = visitor, visitor.language
        self.state: Any = None  # frozen, so that a failed event can leave it as it was
        self.incident = ""
        self._seen: list[str] = []
        self._log = page_log()
        self.is_open = self.guarded(self.open)
        self.widget = PageWidget(_esm=script(*self.scripts), _css=style(*self.styles), view=self.view())
        self.widget.on_msg(self._on_message)

    @property
    def words(self) -> Words:
        """The catalogue in the reader's language."""
        return Words(self.language)

    def open(self) -> None:
        """Open what the page reads."""

    def handle(self, event: Any) -> None:
        """Set the state after one event; it comes from a browser and is to be treated as hostile."""
        raise NotImplementedError

    def draw(self) -> Tree:
        """The page's own part of the view."""
        raise NotImplementedError

    def view(self) -> Tree:
        """The whole view: the page's part, and what every page has."""
        words = self.words
        shared = {"lang": self.language, "wait": {"working": words("page.working")}, "notice": None}
        incident = {"notice": incident_notice(self.incident, words)} if self.incident else {}
        return shared | self.draw() | incident

    def guarded(self, action: Callable[[], None]) -> bool:
        """Whether an action succeeded; whatever it raises becomes a number on the page and a line in the log."""
        try:
            action()
        except Exception:
            self.incident = secrets.token_hex(3).upper()
            self._log.error("incident %s", self.incident, exc_info=True)
            return False
        return True

    def _on_message(self, _widget: Any, event: Any, _buffers: Any) -> None:
        before = self.state, self.language

        def answer() -> None:
            if self._is_new(event):
                self._take(event)
            self.widget.view = self.view()

        if not self.guarded(answer):
            self.state, self.language = before
            self.widget.view = self.view()
        self.widget.answered += 1

    def _is_new(self, event: Any) -> bool:
        key = event.get("key") if isinstance(event, dict) else None
        if not isinstance(key, str) or not key:
            return True
        if key in self._seen:
            return False
        self._seen = [*self._seen[-KEYS_KEPT:], key]
        return True

    def _take(self, event: Any) -> None:
        if isinstance(event, dict) and event.get("kind") == "language":
            self.language = event["to"] if event.get("to") in LANGUAGES else self.language
        elif self.is_open:  # otherwise the incident of opening stays, and there is nothing to handle
            self.incident = ""
            self.handle(event)


def incident_notice(code: str, words: Words) -> Tree:
    """Something failed: what to do, and the number under which the log holds the reason."""
    return {
        "tone": "incident",
        "title": words("page.incident.title"),
        "lines": [words("page.incident.line1")],
        "command": "",
        "code": words("page.incident.code", code=code),
    }


class ClosedPage(Page):
    """What a notebook shows when no server vouches for a visitor: that, and nothing else."""

    scripts = ("closed.js",)
    styles = ("page.css",)

    def handle(self, event: Any) -> None:
        """Nothing can be done here."""

    def draw(self) -> Tree:
        """Why there is nothing to see."""
        words = self.words
        lines = [words("page.closed.line1"), words("page.closed.line2")]
        return {"notice": {"tone": "stop", "title": words("page.closed.title"), "lines": lines, "command": "make apps",
                           "code": ""}}


NOBODY = Visitor(person_id="", name="", role="", member_id="", session="")


def show_page(make: Callable[[Visitor], Page]) -> PageWidget:
    """The widget of a page for the visitor that the server vouches for; without one, a page that is closed.

    Nothing of `make` runs before the visitor is known; it raises NotSignedIn when the store does not know them.
    """
    try:
        return make(await_visitor()).widget
    except NotSignedIn as reason:
        page_log().warning("a page was closed: %s", reason)
        return ClosedPage(visitor=NOBODY).widget
