"""A head's morning on the board and an agent's round of call-backs, in a real browser: two people who verify visits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.apps.published_month import MANAGER
from tests.apps.service_month import COLLEAGUE, begin_morning
from tests.apps.worklist_month import DAY
from tests.browser.conftest import PageServer, new_visit, quiet, run_server, write_site

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageServer]:
    """A server of its own: what is written here must not be found by other tests."""
    folder = tmp_path_factory.mktemp("own-server")
    yield from run_server(folder, write_site(folder, warm_pages=0))


@pytest.fixture(scope="module", autouse=True)
def morning(page_server: PageServer) -> None:
    """Visits of last week that are drawn when the first of the two looks."""
    begin_morning(page_server.publish() / "tables", page_server.config, today=DAY)


@pytest.mark.req("D4.4", "D2.8")
def test_a_heads_morning(page_server: PageServer, chromium: Browser) -> None:
    for head in new_visit(chromium):
        head.sign_in(page_server, "dong")
        page = head.open(page_server.board)
        expect(page.locator(".rc-tile")).to_have_count(3)
        expect(page.locator(".rc-board")).to_contain_text("还有 2 天")
        assert page.evaluate("document.documentElement.scrollHeight") <= 768
        page.locator(".rc-lines button").first.click()
        page.locator(".rc-verdicts button").first.dblclick()
        expect(page.locator(".rc-said")).to_contain_text("已记下")
        page.click(".rc-cover summary")
        for name, value in (("manager", MANAGER), ("deputy", COLLEAGUE)):
            page.select_option(f".rc-cover [name={name}]", value)
        for name, value in (("from", f"{DAY}"), ("to", f"{DAY + timedelta(days=4)}"), ("reason", "年休假")):
            page.fill(f".rc-cover [name={name}]", value)
        page.click(".rc-cover [type=submit]")
        expect(page.locator(".rc-cover li")).to_contain_text("丁代管甲的客户")
        page.click("[data-end='0']")
        page.locator("[data-why=back]").dblclick()
        expect(page.locator(".rc-said")).to_contain_text("已收回")
        expect(page.locator(".rc-cover .rc-empty")).to_be_visible()
        page.click("[data-act=language]")
        expect(page.locator(".rc-board h1")).to_have_text("Branch board")
        quiet(head, page_server)
    assert [row[0] for row in page_server.rows("SELECT verdict FROM contact_check WHERE person_id = 'dong'")] == ["confirmed"]
    assert [row[0] for row in page_server.rows("SELECT kind FROM cover ORDER BY seq")] == ["given", "withdrawn"]


@pytest.mark.req("D2.3")
def test_an_agents_round_by_keyboard(page_server: PageServer, chromium: Browser) -> None:
    """What the head did not verify: one is called and confirmed, one is not reached, which was a slip and is corrected."""
    for agent in new_visit(chromium):
        agent.sign_in(page_server, "he")
        page = agent.open(page_server.callbacks, ".wl-open:focus")
        rows, said = page.locator(".wl-row"), page.locator(".wl-said")
        expect(rows).to_have_count(2)
        assert page.evaluate("document.documentElement.scrollHeight") <= 768
        expect(page.locator(".cb-mobile b")).to_contain_text("****")
        page.keyboard.press("p")
        page.keyboard.press("Enter")
        expect(page.locator(".cb-mobile b")).not_to_contain_text("****")
        page.keyboard.press("1")
        expect(said).to_contain_text("属实")
        page.keyboard.press("3")
        expect(said).to_contain_text("明天再打")
        expect(page.locator(".wl-empty")).to_contain_text("今天的都打过了")
        page.keyboard.press("u")
        expect(page.locator(".cb-correct")).to_contain_text("没联系上")
        page.keyboard.press("2")
        expect(said).to_contain_text("有出入")
        page.click("[data-act=language]")
        expect(page.locator(".wl-head h1")).to_have_text("Call-backs")
        quiet(agent, page_server)
    said_by = page_server.rows("SELECT verdict FROM contact_check WHERE person_id = 'he' ORDER BY seq")
    assert [row[0] for row in said_by] == ["confirmed", "not_reached", "doubtful"]
    assert "unmasked" in page_server.audited("he")
