"""A customer manager's day on the page "today", in a real browser: open, read why, record, answer, undo, the next morning."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from rccrm_lib.core.people import People
from rccrm_lib.core.settings import load_settings
from rccrm_lib.core.store import Cover, Decisions
from rccrm_lib.ocrm.service import Act, Leads, NewLead
from tests.apps.published_month import MANAGER, MEMBER, OTHER_MANAGER
from tests.apps.worklist_month import DAY
from tests.browser.conftest import PageServer, Visit, quiet

pytestmark = pytest.mark.slow


def contacts(server: PageServer) -> list[tuple[object, ...]]:
    return server.rows("SELECT customer_id, kind, result, promise, next_on FROM contact ORDER BY seq")


def heads(page: Page) -> list[str]:
    """Names and reasons of the list, in order."""
    return [" ".join(text.split()) for text in page.locator(".wl-row .wl-sentence b").all_inner_texts()]


def pick_deposit(page: Page) -> None:
    """A customer whose deposit matures: there are many, so that what one test records does not take another's customer."""
    page.locator(".wl-open", has_text="定期到期").last.click()
    expect(page.locator(".wl-reason h3").first).to_contain_text("定期到期")


@pytest.fixture
def desk(page_server: PageServer, signed_in: Visit) -> Iterator[Page]:
    """The manager 王芳 at the page of the day; afterwards it is that day again."""
    yield signed_in.open(page_server.worklist)
    page_server.turn_to(DAY)


@pytest.mark.req("E5.06", "E5.10", "E5.14", "E5.15", "D2.1", "E5.09", "E5.04", "B8")
def test_a_managers_day(page_server: PageServer, signed_in: Visit, desk: Page) -> None:
    page = desk
    before = len(contacts(page_server))
    expect(page.locator(".wl-row")).to_have_count(15)
    assert heads(page)[:2] == ["贷款到期", "该联系了"]  # what has a day of its own, then the routine
    expect(page.locator(".wl-due").nth(1)).to_have_text("已过 3 天")
    page.locator(".wl-open").nth(1).click()
    expect(page.locator(".wl-why").first).to_contain_text("按服务标准 2026-10-12 前要联系一次")
    expect(page.locator(".wl-say").first).to_contain_text("有什么要我办的")
    assert page.locator("body").evaluate("node => node.scrollWidth <= 1366")

    page.fill("[name=promise]", "下周带利率表来")
    page.fill("[name=next_on]", (DAY + timedelta(days=1)).isoformat())
    page.click(".wl-chip >> text=再考虑考虑")  # one
    page.locator(".wl-more summary").click()
    page.fill("[name=residents]", "4")
    page.select_option("[name=satisfaction]", "5")
    page.click("text=保存走访")  # two
    expect(page.locator(".wl-said")).to_contain_text("已保存")
    assert contacts(page_server)[before:] == [("C0000000005Z", "visit", "think", "下周带利率表来", "2026-10-13")]
    assert page_server.rows("SELECT form FROM contact ORDER BY seq DESC LIMIT 1") == [('{"residents": 4, "satisfaction": "5"}',)]
    expect(page.locator(".wl-row")).to_have_count(14)  # it does not fill up again

    for place in (2, 3):
        page.locator(".wl-open[aria-current]").press("ArrowDown")
        expect(page.locator(".wl-row").nth(place)).to_have_class("wl-row wl-picked")
    wrong = page.locator("#wl-name").inner_text()
    page.keyboard.press("w")
    page.keyboard.press("Enter")
    expect(page.locator(".wl-said")).to_contain_text("不对")
    expect(page.locator(".wl-row")).to_have_count(14)  # the next one moves up
    page.locator(".wl-open[aria-current]").press("u")
    expect(page.locator(".wl-said")).to_contain_text("已撤销")
    expect(page.locator("#wl-name")).to_have_text(wrong)
    page.click("[data-answer=wrong]")
    page.click("[data-why=not_wanted]")
    expect(page.locator(".wl-said")).to_contain_text("不对")
    expect(page.locator("[data-act=undo]")).to_be_hidden(timeout=12_000)
    assert {"contact recorded", "item answered"} <= page_server.audited("wang")

    page.click("[data-act=language]")
    expect(page.locator(".wl-head h1")).to_have_text("Today")
    page.click("[data-act=language]")
    expect(page.locator(".wl-head h1")).to_have_text("今日事项")
    quiet(signed_in, page_server)

    page_server.turn_to(DAY + timedelta(days=1))
    page = signed_in.open(page_server.worklist)
    page.locator("[data-tab=today]").click()
    expect(page.locator(".wl-row")).to_have_count(15)
    assert "约好的事" in heads(page)[:3]  # the promise has its day
    page.locator(".wl-open", has_text="约好的事").click()
    expect(page.locator(".wl-why").first).to_contain_text("下周带利率表来")
    expect(page.locator("[data-part=contacts] li").first).to_contain_text("2026-10-12 走访：再考虑考虑")


def test_masks_hold_in_everything_that_was_sent(page_server: PageServer, signed_in: Visit, desk: Page) -> None:
    desk.locator(".wl-open").nth(1).click()
    expect(desk.locator("#wl-name")).not_to_be_empty()
    people = pd.read_parquet(page_server.outputs / "360199" / "2026-09" / "tables" / "customers.parquet")
    people = people[(people["party_kind"] == "person") & (people["name"] != "王芳")]  # whose own name stands in the bar
    seen = desk.content() + "\n".join(signed_in.frames)
    assert len(signed_in.frames) > 3
    for column in ("name", "cert_no", "mobile"):
        assert not [value for value in people[column].dropna() if value in seen], f"{column} left the kernel whole"


def test_a_click_that_is_delivered_twice_is_one_contact(page_server: PageServer, desk: Page) -> None:
    before = len(contacts(page_server))
    pick_deposit(desk)
    desk.click(".wl-chip >> text=联系上本人")
    desk.locator("text=保存电话").dblclick()
    expect(desk.locator(".wl-said")).to_contain_text("已保存")
    desk.wait_for_timeout(500)
    assert len(contacts(page_server)) == before + 1


def test_a_kernel_that_dies_in_a_save_loses_nothing_and_doubles_nothing(
    page_server: PageServer, signed_in: Visit, desk: Page) -> None:
    before = len(contacts(page_server))
    pick_deposit(desk)
    desk.click(".wl-chip >> text=联系上本人")
    kernel = signed_in.kernel()
    desk.click("text=保存电话")
    page_server.kill_kernel(kernel)
    expect(desk.locator("#rc-lost")).to_contain_text("没有数据丢失", timeout=20_000)
    written = len(contacts(page_server)) - before
    assert written in (0, 1)
    desk.click("#rc-lost button")
    desk.wait_for_selector(".wl-row")
    if not written:  # it died before the save: the customer stands there as before, and is recorded now
        pick_deposit(desk)
        desk.click(".wl-chip >> text=联系上本人")
        desk.click("text=保存电话")
        expect(desk.locator(".wl-said")).to_contain_text("已保存")
    assert len(contacts(page_server)) == before + 1


def test_the_list_is_as_it_was_after_a_look_at_the_card(page_server: PageServer, signed_in: Visit, desk: Page) -> None:
    desk.click("[data-tab=alerts]")
    expect(desk.locator(".wl-row")).to_have_count(1)
    name = desk.locator("#wl-name").inner_text()
    desk.click(".wl-card")
    desk.wait_for_selector("#rc-name", timeout=60_000)
    expect(desk.locator("#rc-name")).to_have_text(name)
    desk.go_back()
    desk.wait_for_selector(".wl-row", timeout=60_000)
    expect(desk.locator("[data-tab=alerts]")).to_have_attribute("aria-selected", "true")
    expect(desk.locator("#wl-name")).to_have_text(name)


@pytest.mark.req("E5.14")
def test_a_covered_colleagues_customers_stand_on_the_list(page_server: PageServer, second: Visit, desk: Page) -> None:
    page = second.open(page_server.worklist)
    expect(page.locator(".wl-row")).to_have_count(2)
    today = DAY  # what counts as today over the simulated month, for covers too
    settings = load_settings(page_server.config)
    covers = People(settings.paths.store, settings=settings.apps).covers(MEMBER)
    cover = Cover(MANAGER, OTHER_MANAGER, today, today + timedelta(days=7), person_id="bu", reason="年假")
    covers.write(cover, role="department", now=time.time())
    try:
        page = second.open(page_server.worklist)
        expect(page.locator(".wl-row small", has_text="代管").first).to_be_visible()
        expect(page.locator(".wl-row")).to_have_count(15)
    finally:
        covers.write(Cover(MANAGER, OTHER_MANAGER, today, today + timedelta(days=7), "withdrawn", "bu", "回来了"),
                     role="department", now=time.time())


@pytest.mark.req("E5.10")
def test_the_visits_of_the_day_by_village_fit_on_a_sheet(page_server: PageServer, desk: Page) -> None:
    desk.click("[data-act=route]")
    expect(desk.locator("[data-part=route] h2").first).to_contain_text("云溪镇 石门村")
    assert desk.locator("[data-part=route] tr").count() >= 1
    desk.emulate_media(media="print")
    expect(desk.locator(".wl-route-acts")).to_be_hidden()
    desk.emulate_media(media="screen")
    desk.locator("[data-part=route] [data-act=route]").click()
    expect(desk.locator(".wl-row").first).to_be_visible()


@pytest.mark.req("B8")
def test_a_prospect_is_answered_and_the_outcome_comes_back(page_server: PageServer, signed_in: Visit, desk: Page) -> None:
    settings = load_settings(page_server.config)
    people = People(settings.paths.store, settings=settings.apps)
    leads = Leads(people.open_part(Decisions, MEMBER), settings=settings.cases)
    sender = people.find_person("wang")
    assert sender is not None
    leads.open(NewLead(MANAGER, "payment", place="城东菜市场"), Act(sender, time.time(), "browser lead"))
    page = signed_in.open(page_server.worklist)
    row = page.locator("[data-part=leads] li")
    expect(row).to_contain_text("潜在客户，在城东菜市场")
    row.locator("button").first.click()
    row.locator("select").select_option("won")
    row.locator("[name=note]").fill("已装收款码")
    row.locator("button[type=submit]").dblclick()
    expect(page.locator("[data-part=leads]")).to_have_count(0)
    expect(page.locator("[data-part=told] li")).to_contain_text("办成了 (已装收款码)")
    page.locator("[data-part=told] button").click()
    expect(page.locator("[data-part=told]")).to_have_count(0)
    assert leads.frame()[["outcome", "note"]].to_numpy().tolist() == [["won", "已装收款码"]]
    assert page.locator("body").evaluate("node => node.scrollWidth <= 1366")
    quiet(signed_in, page_server)
