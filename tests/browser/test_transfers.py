"""A customer changes hands across two branches, in a real browser: asked for, agreed twice, and then somebody else's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.apps.published_month import OTHER_MANAGER, write_registers
from tests.browser.conftest import PageServer, Visit, new_visit, quiet, run_server, write_site

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageServer]:
    """A server of its own: what is written here must not be found by other tests."""
    folder = tmp_path_factory.mktemp("own-server")
    yield from run_server(folder, write_site(folder, warm_pages=0))


@pytest.mark.req("E5.03")
def test_a_customer_changes_hands_across_branches(page_server: PageServer, signed_in: Visit, chromium: Browser) -> None:
    write_registers(page_server.publish() / "tables")
    page = signed_in.open(page_server.transfers)
    page.click("[data-tab=new]")
    page.fill("[data-filter=name]", "欧阳**")
    page.press("[data-filter=name]", "Enter")
    expect(page.locator("[data-row]")).to_have_count(2)
    page.click("[data-cell='0:0']")
    expect(page.locator(".tr-form")).to_contain_text("已选 1 位")
    page.select_option("[name=to]", OTHER_MANAGER)
    page.select_option("[name=reason]", "moved")
    page.locator(".tr-form .rc-go").dblclick()
    expect(page.locator(".tr-said")).to_contain_text("已提交：1 位客户")
    expect(page.locator(".tr-steps li")).to_have_count(3)
    quiet(signed_in, page_server)
    for user, said in (("dong", "还要等"), ("xi", "已办好")):
        for head in new_visit(chromium):
            head.sign_in(page_server, user)
            theirs = head.open(page_server.transfers)
            expect(theirs.locator(".tr-row")).to_have_count(1)
            theirs.click("[data-answer=accept]")
            expect(theirs.locator(".tr-said")).to_contain_text(said)
            quiet(head, page_server)
    page.goto(page_server.transfers)
    page.click("[data-tab=closed]")
    expect(page.locator(".tr-detail")).to_contain_text("席主任 已同意")
    page.click("[data-act=language]")
    expect(page.locator(".tr-detail")).to_contain_text("Head of the receiving branch")
    rows = page_server.rows("SELECT manager_id, source FROM assignment")
    assert rows == [(OTHER_MANAGER, "transfer")]
