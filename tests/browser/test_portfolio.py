"""The proposal of who looks after whom, and a manager's own customers, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.apps.portfolio_month import N_MOVES, SECOND
from tests.apps.published_month import MANAGER, STAR, write_registers
from tests.apps.worklist_month import DAY
from tests.browser.conftest import PageServer, Visit, new_visit, quiet, run_server, write_site

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageServer]:
    """A server of its own: what is written here must not be found by other tests."""
    folder = tmp_path_factory.mktemp("own-server")
    yield from run_server(folder, write_site(folder, warm_pages=0))


@pytest.fixture
def head(chromium: Browser, page_server: PageServer) -> Iterator[Visit]:
    """The branch head 陈主任, signed in, over a month with a proposal; nobody has answered anything yet."""
    page_server.publish()
    for visit in new_visit(chromium):
        visit.sign_in(page_server, "chen")
        yield visit


def _open(visit: Visit, server: PageServer) -> Page:
    return visit.open(f"{server.url}/voila/render/assignment.ipynb", ".rc-table")


def _assigned(server: PageServer) -> list[tuple[object, ...]]:
    return server.rows("SELECT customer_id, manager_id, person_id FROM assignment ORDER BY seq")


@pytest.mark.req("E5.02", "D2.5")
def test_a_head_accepts_a_part_a_second_person_is_told_and_a_manager_sees_it(
    head: Visit, page_server: PageServer, chromium: Browser
) -> None:
    """One customer at first, clicked twice; meanwhile the department has the same list open and answers it late."""
    page = _open(head, page_server)
    expect(page.locator(".rc-finding")).to_contain_text(f"{N_MOVES} 户")
    expect(page.locator(".rc-loads li")).to_have_count(2)
    for late in new_visit(chromium):
        late.sign_in(page_server, "bu")
        other = _open(late, page_server)
        page.locator("[data-cell='0:0']").click()
        expect(page.locator("[data-act='accept']")).to_contain_text("采纳选中的 (1)")
        expect(page.locator(".rc-preview")).to_contain_text("采纳这 1 户")
        page.locator("[data-act='accept']").dblclick()
        expect(page.locator(".rc-answer")).to_contain_text("已采纳 1 户")
        expect(page.locator(".rc-count")).to_contain_text(f"共 {N_MOVES - 1} 位")
        place = page.locator("[data-act='accept']")
        expect(place).to_be_disabled()  # a third click, after the answer, on the same place is not one on "all"
        place.click(force=True)
        rows = _assigned(page_server)
        assert [row[1:] for row in rows] == [(SECOND, "chen")]
        other.locator("[data-act='accept_all']").click()
        expect(other.locator(".rc-answer")).to_contain_text("陈主任 刚刚处理过")
        assert _assigned(page_server) == rows, "the late one wrote nothing"
        quiet(late, page_server)
    page.reload()
    page.wait_for_selector(".rc-table")
    expect(page.locator(".rc-count")).to_contain_text(f"共 {N_MOVES - 1} 位")
    quiet(head, page_server)
    for manager in new_visit(chromium):
        manager.sign_in(page_server, "wang")
        own = manager.open(f"{page_server.url}/voila/render/portfolio.ipynb", ".rc-table")
        expect(own.locator(".rc-count")).to_contain_text("共 149 位")
        expect(own.locator(".rc-gone")).to_contain_text(f"{SECOND}")
        quiet(manager, page_server)


@pytest.mark.req("E5.02")
def test_a_rejection_by_the_keyboard_a_later_day_and_a_customer_by_hand(head: Visit, page_server: PageServer) -> None:
    write_registers(page_server.publish() / "tables")
    page = _open(head, page_server)
    before = page.locator(".rc-count").inner_text()
    page.locator("[data-cell='0:0']").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-act='reject']")).to_be_enabled()
    page.locator("[data-act='reject']").click()
    expect(page.locator(".rc-answer")).to_contain_text("请先写理由")
    page.fill("#rc-reason", "老客户，刚走访过")
    page.locator("[data-act='reject']").click()
    expect(page.locator(".rc-answer")).to_contain_text("1 户不采纳")
    assert page.locator(".rc-count").inner_text() != before
    assert page_server.rows("SELECT reason FROM decision WHERE kind = 'proposal'")[-1] == ("老客户，刚走访过",)
    later = (DAY + timedelta(days=7)).isoformat()
    page.locator("[data-cell='0:0']").click()
    page.fill("#rc-on", later)
    page.click("[data-act='accept']")
    expect(page.locator(".rc-answer")).to_contain_text(f"已采纳 1 户，自 {later} 起")
    assert page_server.rows("SELECT from_on FROM assignment ORDER BY seq DESC LIMIT 1") == [(later,)]
    page.fill("#rc-reason", "很久没人联系")
    page.locator(".rc-tick").first.check()
    page.click("[data-act=pool]")
    expect(page.locator(".rc-answer")).to_contain_text("1 户已收回公共池")
    expect(page.locator("[data-act=give]")).to_have_count(3)  # at once among those without a place
    page.locator("[data-list=nobody] li", has_text="已收回公共池").locator("[data-act=give]").click()
    page.wait_for_url("**/transfers.ipynb?customer=*")
    expect(page.locator(".tr-form")).to_contain_text("已选 1 位，现在没有人管")
    page.select_option("[name=to]", MANAGER)
    page.select_option("[name=reason]", "nobody")
    page.locator(".tr-form .rc-go").dblclick()
    expect(page.locator(".tr-said")).to_contain_text("已办好：1 位客户")
    assert page_server.rows("SELECT manager_id, source FROM assignment ORDER BY seq DESC LIMIT 2") == [
        (MANAGER, "transfer"), ("", "reclaim")]
    quiet(head, page_server)


@pytest.mark.req("E5.02")
def test_a_head_recuses_the_present_manager_on_the_card(head: Visit, page_server: PageServer) -> None:
    """A form that is sent too early keeps what was chosen; clicked twice, it is written once; what follows is said."""
    page = head.open(f"{page_server.card}?customer={STAR['customer_id']}", ".rc-keeping")
    page.click(".rc-keeping [data-act=say]")
    page.select_option("[name=manager]", MANAGER)
    page.click(".rc-say .rc-go")
    expect(page.locator(".rc-say .rc-exported")).to_have_text("请选择原因。")
    page.select_option("[name=why_recuse]", "family")
    page.locator(".rc-say .rc-go").dblclick()
    expect(page.locator(".rc-word")).to_contain_text(f"{MANAGER} 不能管这位客户")
    expect(page.locator(".rc-follows a")).to_have_attribute("href", "/voila/render/transfers.ipynb")
    assert page_server.rows("SELECT person_id, reason FROM decision WHERE kind = 'recusal'") == [("chen", "family")]
    quiet(head, page_server)


@pytest.mark.req("B10")
def test_a_manager_sees_the_own_portfolio_beside_the_branch(signed_in: Visit, page_server: PageServer) -> None:
    page = signed_in.open(f"{page_server.url}/voila/render/portfolio.ipynb", ".rc-table")
    expect(page.locator("h1")).to_contain_text("我的管户")
    expect(page.locator(".rc-mine")).to_contain_text("本机构平均")
    assert MANAGER not in page.locator(".rc-table").inner_text()
    page.locator("[data-cell='0:0']").press("Enter")
    page.wait_for_url("**/customer_card.ipynb?customer=*")
    quiet(signed_in, page_server)
