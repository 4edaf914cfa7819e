"""A head's morning on the board, in a real browser: what is late, a visit verified, cover given."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.apps.service_month import begin_morning
from tests.apps.worklist_month import DAY
from tests.browser.conftest import PageServer, new_visit, quiet, run_server, write_site

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageServer]:
    """A server of its own: what is written here must not be found by other tests."""
    folder = tmp_path_factory.mktemp("own-server")
    yield from run_server(folder, write_site(folder, warm_pages=0))


@pytest.mark.req("D4.4", "D2.8")
def test_a_heads_morning(page_server: PageServer, chromium: Browser) -> None:
    tables = page_server.publish() / "tables"
    begin_morning(tables, page_server.config, today=DAY)
    for head in new_visit(chromium):
        head.sign_in(page_server, "dong")
        page = head.open(page_server.board)
        expect(page.locator(".rc-tile")).to_have_count(3)
        expect(page.locator(".rc-board")).to_contain_text("还有 2 天")
        assert page.evaluate("document.documentElement.scrollHeight") <= 768
        page.locator(".rc-lines button").first.click()
        page.locator(".rc-verdicts button").first.dblclick()
        expect(page.locator(".rc-said")).to_contain_text("已记下")
        page.click("[data-act=language]")
        expect(page.locator(".rc-board h1")).to_have_text("Branch board")
        quiet(head, page_server)
    assert [row[0] for row in page_server.rows("SELECT verdict FROM contact_check")] == ["confirmed"]
