"""What every page does with events: once each, undone when they fail, and closed without a visitor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rccrm_lib.apps.shell import page as shell_page
from rccrm_lib.apps.shell.page import Page, show_page
from rccrm_lib.apps.shell.page_log import LOG_ENV
from rccrm_lib.apps.visitor import HEADER_ENV, KEY_ENV, NotSignedIn, Visitor

WANG = Visitor("wang", "王芳", "manager", "360199", "s1", "en")


class Counter(Page):
    """A page that counts clicks and fails at will."""

    scripts = ("closed.js",)

    def open(self) -> None:
        self.state = 0

    def handle(self, event: Any) -> None:
        self.state += 1
        if event.get("kind") == "fail":
            raise RuntimeError("secret inside")

    def draw(self) -> dict[str, Any]:
        return {"count": self.state}


@pytest.fixture
def counter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counter:
    monkeypatch.setenv(LOG_ENV, str(tmp_path / "pages.log"))
    return Counter(visitor=WANG)


def _say(page: Page, **event: Any) -> dict[str, Any]:
    page.widget._handle_custom_msg(event, [])
    return page.widget.view


def test_an_event_that_arrives_twice_counts_once(counter: Counter) -> None:
    _say(counter, kind="click", key="a-1")
    assert _say(counter, kind="click", key="a-1")["count"] == 1
    assert _say(counter, kind="click", key="a-2")["count"] == 2
    assert counter.widget.answered == 3, "every event is answered"


def test_a_failed_event_leaves_no_trace_but_its_number(counter: Counter, tmp_path: Path) -> None:
    _say(counter, kind="click")
    view = _say(counter, kind="fail")
    assert view["count"] == 1 and "secret" not in str(view)
    code = view["notice"]["code"].split()[-1]
    assert f"incident {code}" in (tmp_path / "pages.log").read_text(encoding="utf-8")
    assert _say(counter, kind="click")["notice"] is None


def test_the_language_is_the_visitors_and_changes(counter: Counter) -> None:
    assert counter.widget.view["lang"] == "en"
    assert _say(counter, kind="language", to="zh")["lang"] == "zh"
    assert _say(counter, kind="language", to="fr")["lang"] == "zh"


@pytest.mark.parametrize("event", [None, 7, "click", [], {"key": 7}, {"key": ["a"]}])
def test_any_event_is_answered(counter: Counter, event: Any) -> None:
    counter.widget._handle_custom_msg(event, [])
    assert counter.widget.answered == 1


def test_without_a_visitor_a_page_is_closed_and_nothing_of_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (HEADER_ENV, KEY_ENV, "VOILA_PREHEAT"):
        monkeypatch.delenv(name, raising=False)

    def never(_visitor: Visitor) -> Page:
        raise AssertionError("the page was made")

    assert show_page(never).view["notice"]["tone"] == "stop"


def test_a_visitor_whom_the_store_does_not_know_finds_the_page_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell_page, "await_visitor", lambda: WANG)

    def refuses(_visitor: Visitor) -> Page:
        raise NotSignedIn("the store does not know this visitor")

    assert show_page(refuses).view["notice"]["tone"] == "stop"
