"""The household card in a real browser: from a customer's card to the family, one visit for all, and nobody is sent twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.apps.published_month import MANAGER, STAR
from tests.browser.conftest import PageServer, Visit, quiet, run_server, write_site

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageServer]:
    """A server of its own: what is written here must not be found by other tests."""
    folder = tmp_path_factory.mktemp("own-server")
    yield from run_server(folder, write_site(folder, warm_pages=0))


@pytest.mark.req("E5.10", "E5.14")
def test_one_visit_for_a_family(page_server: PageServer, signed_in: Visit, second: Visit) -> None:
    page = signed_in.open(page_server.worklist)
    family = page.locator(".wl-row", has_text="欧阳")
    expect(family).to_contain_text("贷款到期")
    expect(family).to_contain_text("另有 1 件事")  # a birthday, and another of a second member

    page = signed_in.open(f"{page_server.card}?customer={STAR['customer_id']}")
    page.click("text=看这一家")
    expect(page.locator("#hh-name")).to_have_text("欧阳**一家", timeout=60_000)
    expect(page.locator(".hh-members tbody tr")).to_have_count(4)
    expect(page.locator(".hh-coming li").first).to_be_visible()
    assert page.locator("body").evaluate("node => node.scrollWidth <= 1366")
    page.click(".wl-chip >> text=当场达成意向")  # one
    page.locator("text=保存走访").dblclick()  # two, delivered twice
    expect(page.locator(".wl-said")).to_contain_text("4 口人都算联系过了")
    written = page_server.rows("SELECT customer_id, household_id, manager_id FROM contact")
    assert written == [(STAR["customer_id"], "H001", MANAGER)]
    page.click("[data-act=language]")
    expect(page.locator("#hh-name")).to_have_text("Household of 欧阳**")
    page.click("[data-act=language]")
    page.locator("[data-member='1']").click()
    expect(page.locator("#rc-name")).to_have_text("张**", timeout=60_000)
    quiet(signed_in, page_server)

    page = signed_in.open(page_server.worklist)
    expect(page.locator(".wl-row", has_text="欧阳")).to_contain_text("贷款到期")  # a duty is settled by its own answer
    expect(page.locator(".wl-row", has_text="欧阳")).not_to_contain_text("另有")
    page.click(".wl-left summary")
    expect(page.locator(".wl-left")).to_contain_text("最近联系过同户的人")

    other = second.page
    other.goto(f"{page_server.url}/voila/render/household_card.ipynb?household=H001")
    expect(other.locator(".rc-notice")).to_contain_text("没有找到这户人家", timeout=60_000)
    assert "欧阳" not in "".join(second.frames)
