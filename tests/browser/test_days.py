"""A whole day by role, start to end, in a real browser: of a branch head, and of the customer department."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.apps.portfolio_month import N_MOVES
from tests.apps.published_month import MANAGER, OTHER_MANAGER, STAR
from tests.apps.service_month import begin_morning
from tests.apps.worklist_month import DAY
from tests.browser.conftest import PageServer, Visit, new_visit, quiet, run_server, write_site

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageServer]:
    """A server of its own: what is written here must not be found by other tests."""
    folder = tmp_path_factory.mktemp("own-server")
    yield from run_server(folder, write_site(folder, warm_pages=0))


@pytest.fixture(scope="module")
def month(page_server: PageServer) -> Path:
    """The month with registers and service, visits of last week to verify, and a complaint near its day."""
    tables = page_server.publish() / "tables"
    begin_morning(tables, page_server.config, today=DAY)
    return tables


def take(visit: Visit, folder: Path) -> Path:
    """Export the list of the page that is open, for a meeting."""
    visit.page.click("[data-act=export]")
    with visit.page.expect_download() as waiting:
        visit.page.click("[data-export=meeting]")
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def give_cover(page: Page) -> None:
    """Let the other branch's manager look after 王芳's customers for five days."""
    page.click(".rc-cover summary")
    page.select_option("[name=manager]", MANAGER)
    page.select_option("[name=deputy]", OTHER_MANAGER)
    page.fill("[name=from]", DAY.isoformat())
    page.fill("[name=to]", (DAY + timedelta(days=5)).isoformat())
    page.fill("[name=reason]", "学习")
    page.click(".rc-cover .rc-go")


@pytest.mark.req("E2", "E2.1", "E5.14", "B10")
def test_a_heads_day(page_server: PageServer, month: Path, chromium: Browser, tmp_path: Path) -> None:
    for head in new_visit(chromium):
        head.sign_in(page_server, "dong")
        page = head.open(page_server.board)
        page.locator(".rc-lines button").first.click()
        page.locator(".rc-verdicts button").first.click()
        expect(page.locator(".rc-said")).to_contain_text("已记下")
        page.click(".rc-cover summary")
        expect(page.locator(f"[name=manager] option[value={MANAGER}]")).to_have_count(1)
        expect(page.locator(f"[name=deputy] option[value={OTHER_MANAGER}]")).to_have_count(0)  # the department names those

        page = head.open(page_server.worklist)  # a manager's list: read, not recorded in
        expect(page.locator(".wl-row").first).to_be_visible()
        expect(page.locator(".wl-form")).to_have_count(0)

        page = head.open(f"{page_server.card}?customer={STAR['customer_id']}")
        page.click("text=看这一家")
        expect(page.locator(".hh-members tbody tr")).to_have_count(4, timeout=60_000)
        expect(page.locator(".rc-alert.rc-late")).to_contain_text("未办结的投诉")
        expect(page.locator(".wl-form")).to_have_count(0)

        page = head.open(page_server.customers, ".rc-table")
        assert take(head, tmp_path).stat().st_size > 5_000
        quiet(head, page_server)
    assert page_server.rows("SELECT * FROM cover") == []
    assert {"contact verified", "list exported"} <= page_server.audited("dong")


@pytest.mark.req("E2", "E5.02", "E5.03")
def test_a_departments_day(page_server: PageServer, month: Path, signed_in_manager: Visit, chromium: Browser) -> None:
    """A manager asks to hand a customer over; the department agrees for everybody, and answers the proposal of all branches."""
    page = signed_in_manager.open(page_server.transfers)
    page.click("[data-tab=new]")
    page.click("[data-cell='0:0']")
    page.select_option("[name=to]", OTHER_MANAGER)
    page.select_option("[name=reason]", "moved")
    page.click(".tr-form .rc-go")
    expect(page.locator(".tr-said")).to_contain_text("已提交：1 位客户")
    for department in new_visit(chromium):
        department.sign_in(page_server, "bu")
        page = department.open(page_server.board)
        expect(page.locator(".rc-board-table tbody tr").first).to_be_visible()
        expect(page.locator(".rc-board")).to_contain_text("还有 2 天")  # the complaint by its clock
        give_cover(page)
        expect(page.locator(".rc-said")).to_contain_text("2026-10-17")

        page = department.open(page_server.transfers)
        page.click("[data-answer=accept]")
        expect(page.locator(".tr-said")).to_contain_text("已办好")

        page = department.open(f"{page_server.url}/voila/render/assignment.ipynb", ".rc-table")
        expect(page.locator(".rc-side-list").first).to_contain_text("户数都满了")  # who has nobody, by which limit
        page.click("[data-act='accept_all']")
        expect(page.locator(".rc-answer")).to_contain_text("已采纳")
        quiet(department, page_server)
    covers = page_server.rows("SELECT manager_id, deputy_id, person_id FROM cover")
    assert covers == [(MANAGER, OTHER_MANAGER, "bu")]
    by = page_server.rows("SELECT source, person_id, count(*) FROM assignment GROUP BY source, person_id ORDER BY source")
    assert by == [("proposal", "bu", N_MOVES + 1), ("transfer", "bu", 1)]
    signed_in_manager.page.goto(f"{page_server.url}/voila/render/portfolio.ipynb")
    expect(signed_in_manager.page.locator(".rc-gone")).to_contain_text(f"转出（{N_MOVES + 1} 户）", timeout=60_000)
    for deputy in new_visit(chromium):  # the covered customers are on the deputy's list the same day
        deputy.sign_in(page_server, "li")
        page = deputy.open(page_server.worklist)
        expect(page.locator(".wl-list")).to_contain_text("代管")


@pytest.fixture
def signed_in_manager(chromium: Browser, page_server: PageServer) -> Iterator[Visit]:
    """The manager 王芳, over the month as it stands."""
    for visit in new_visit(chromium):
        visit.sign_in(page_server, "wang")
        yield visit
