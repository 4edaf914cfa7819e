"""The customer card in a real browser: what one sees, what must not be seen, and what must not be asked for."""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.apps.published_month import SCRIPT_NAME, STAR
from tests.browser.conftest import PageServer, Visit, quiet

pytestmark = pytest.mark.slow

#: Pixels of one character in the page's own font; an empty square or nothing at all looks the same for every one.
GLYPHS = """(letters) => {
  const canvas = document.createElement("canvas"); canvas.width = canvas.height = 48;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.font = "40px " + getComputedStyle(document.querySelector(".rccrm-page")).fontFamily;
  return [...letters].map((letter) => {
    pen.clearRect(0, 0, 48, 48); pen.fillText(letter, 2, 40);
    return pen.getImageData(0, 0, 48, 48).data.filter((_, n) => n % 4 === 3).join("");
  });
}"""


def _search(page: Page, text: str) -> None:
    page.fill("#rc-query", text)
    page.press("#rc-query", "Enter")


@pytest.fixture
def watch(signed_in: Visit) -> Visit:
    """What happens behind the page."""
    return signed_in


@pytest.fixture
def card_page(page_server: PageServer, signed_in: Visit) -> Page:
    """The open page of a manager over a published month of invented customers."""
    return signed_in.open(page_server.card, "#rc-query")


@pytest.mark.req("B4")
def test_a_manager_finds_a_customer_reads_the_card_and_changes_language(
    page_server: PageServer, card_page: Page, watch: Visit, tmp_path: Path
) -> None:
    page = card_page
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    _search(page, "张伟")
    expect(page.locator(".rc-hit")).to_have_count(15)
    expect(page.locator(".rc-count")).to_contain_text("找到 21 位，先列出 15 位")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".rc-hit").nth(1)).to_have_attribute("aria-current", "true")
    expect(page.locator("#rc-name")).to_have_text("张*")
    _search(page, f"欧阳 {STAR['mobile'][-4:]}")
    expect(page.locator("#rc-name")).to_have_text("欧阳**")
    expect(page.locator(".rc-chart img")).to_be_visible()
    assert page.evaluate("document.querySelector('.rc-chart img').naturalWidth") > 300
    expect(page.locator(".rc-household li")).to_have_count(4)
    page.click("[data-act=language]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".rc-products h2")).to_have_text("Products")
    page.click("[data-act=language]")
    expect(page.locator(".rc-products h2")).to_have_text("产品持有")
    page.click("[data-relative='1']")
    expect(page.locator("#rc-name")).to_have_text("张**")
    page.screenshot(path=tmp_path / "card.png")
    quiet(watch, page_server)


def test_the_first_screen_answers_without_scrolling(card_page: Page) -> None:
    _search(card_page, STAR["cert_no"][-4:])
    for part in (".rc-head", ".rc-facts", ".rc-alerts", ".rc-chart img", ".rc-products", ".rc-household"):
        box = card_page.locator(part).bounding_box()
        assert box is not None and box["y"] + box["height"] <= 768, f"{part} ends at {box}"


def test_an_open_card_is_not_cut_off_sideways(card_page: Page) -> None:
    """A phone, a branch computer at 200 % zoom, and a branch computer."""
    _search(card_page, STAR["cert_no"][-4:])
    for width, height in ((390, 844), (683, 384), (1366, 768)):
        card_page.set_viewport_size({"width": width, "height": height})
        expect(card_page.locator("#rc-name")).to_be_visible()
        beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert card_page.evaluate(beyond) <= 0, f"at {width} px something is wider than the page"


def test_chinese_is_drawn_and_not_boxed(card_page: Page) -> None:
    card_page.evaluate("document.fonts.ready.then(() => true)")
    letters = "客户名片余额贷款村经理"
    drawn = card_page.evaluate(GLYPHS, letters)
    assert len(set(drawn)) == len(set(letters)), "some characters look alike: boxes instead of Chinese"
    assert all("255" in one for one in drawn)


#: Width of one character; the square for a missing one is under half as wide as Chinese is.
WIDTH = "(node) => { const r = document.createRange(); r.selectNodeContents(node); \
return r.getBoundingClientRect().width / node.textContent.length / parseFloat(getComputedStyle(node).fontSize); }"


def test_chinese_is_drawn_while_the_page_still_loads_and_on_the_landing_page(
    page_server: PageServer, watch: Visit
) -> None:
    for address in (page_server.card, page_server.url + "/", page_server.url + "/roles"):
        watch.page.goto(address, wait_until="commit")
        title = watch.page.locator(".rc-bar-title .t-zh").first
        expect(title).to_be_visible()
        end = time.monotonic() + 10
        while title.evaluate(WIDTH) <= 0.9 and time.monotonic() < end:
            time.sleep(0.1)
        assert title.evaluate(WIDTH) > 0.9, f"boxes instead of Chinese at {address}"


def test_masking_holds_in_the_page_and_in_everything_that_was_sent(
    page_server: PageServer, card_page: Page, watch: Visit
) -> None:
    for text in ("4527", "张 5678", "R84T"):
        _search(card_page, text)
        card_page.wait_for_timeout(300)
    card_page.click("[data-act=language]")
    expect(card_page.locator("html")).to_have_attribute("lang", "en")
    people = pd.read_parquet(page_server.outputs / "360199" / "2026-09" / "tables" / "customers.parquet")
    people = people[people["party_kind"] == "person"]
    seen = card_page.content() + "\n".join(watch.frames)
    assert len(watch.frames) > 5 and "138****5678" in seen, "the frames must have been recorded"
    for column in ("cert_no", "mobile", "customer_id", "address"):
        assert [value for value in people[column] if value in seen] == []
    assert STAR["name"] not in seen


def test_a_script_in_a_name_is_text(page_server: PageServer, card_page: Page, watch: Visit) -> None:
    _search(card_page, "食品有限")
    expect(card_page.locator("#rc-name")).to_have_text(SCRIPT_NAME)
    assert card_page.evaluate("window.owned") is None
    assert card_page.locator(".rccrm-page script, .rccrm-page img[src=x]").count() == 0
    _search(card_page, "<img/src=x/onerror=window.owned=true>")
    expect(card_page.locator("#rc-problem")).to_contain_text("没有找到“<img/src=x")
    assert card_page.evaluate("window.owned") is None
    quiet(watch, page_server)


def test_when_nothing_is_published_the_page_says_what_to_run(page_server: PageServer, watch: Visit) -> None:
    page_server.unpublish()
    page = watch.open(page_server.card)
    expect(page.locator("[data-part=notice] h1")).to_have_text("还没有可以看的月份")
    expect(page.locator(".rc-command")).to_have_text("make demo")
    assert page.locator("#rc-query").count() == 0
    quiet(watch, page_server)


def test_a_bank_s_own_month_opens_without_the_banner_of_the_sample(page_server: PageServer, watch: Visit) -> None:
    page_server.publish(simulated=False)
    page = watch.open(page_server.card, "#rc-query")
    assert page.locator("[data-part=banner]").count() == 0
    _search(page, "欧阳春兰")
    expect(page.locator("#rc-name")).to_have_text("欧阳**")
    quiet(watch, page_server)


def test_a_failure_is_an_incident_with_a_number_and_no_traceback(
    page_server: PageServer, watch: Visit
) -> None:
    folder = page_server.publish()
    page = watch.open(page_server.card, "#rc-query")
    (folder / "tables" / "links.parquet").write_bytes(b"broken")
    _search(page, "欧阳春兰")
    expect(page.locator("[data-part=notice] .rc-code")).to_contain_text("事件编号")
    code = page.locator(".rc-code").inner_text().split()[-1]
    assert code in page_server.log.read_text(encoding="utf-8")
    seen = page.content() + "\n".join(watch.frames)
    assert "Traceback" not in seen and "links.parquet" not in seen


def test_a_closed_page_ends_its_kernel(card_page: Page, page_server: PageServer, watch: Visit) -> None:
    kernel = watch.kernel()
    assert page_server.has_kernel(kernel)
    card_page.goto("about:blank")
    end = time.monotonic() + 15
    while page_server.has_kernel(kernel) and time.monotonic() < end:
        time.sleep(0.2)
    assert not page_server.has_kernel(kernel), "the kernel of a closed page still runs"


def test_the_card_prints_on_its_own(card_page: Page) -> None:
    _search(card_page, STAR["cert_no"][-4:])
    expect(card_page.locator("#rc-name")).to_be_visible()
    card_page.emulate_media(media="print")
    expect(card_page.locator(".rc-side")).to_be_hidden()
    expect(card_page.locator(".rc-facts")).to_be_visible()
    assert len(card_page.pdf(format="A4")) > 10_000


@pytest.mark.req("B4")
@pytest.mark.req("D3.6")
def test_a_teller_is_shown_prompts_and_neither_amounts_nor_family(page_server: PageServer, visit: Visit) -> None:
    page_server.publish()
    visit.sign_in(page_server, "sun")
    assert visit.page.locator(".rc-nav a", has_text="客户清单").count() == 0
    page = visit.open(page_server.card, "#rc-query")
    _search(page, STAR["cert_no"][-4:])
    expect(page.locator(".rc-alerts")).to_contain_text("客户已拒绝营销")
    expect(page.locator(".rc-head")).to_contain_text("贵宾客户")
    for part in (".rc-facts", ".rc-chart", ".rc-products", ".rc-household", ".rc-unmask"):
        assert page.locator(part).count() == 0, f"{part} is shown to a teller"
    seen = "".join(visit.frames)
    assert [v for v in ("262,964", "张**", "清溪村") if v in seen] == []
    assert visit.page.goto(page_server.customers).status == 404  # type: ignore[union-attr]


@pytest.mark.req("B4")
@pytest.mark.req("D3.6")
def test_the_call_centre_reaches_everybody_and_sees_products_but_no_certificate(
    page_server: PageServer, visit: Visit
) -> None:
    page_server.publish()
    visit.sign_in(page_server, "he")
    page = visit.open(page_server.card, "#rc-query")
    expect(page.locator(".rc-welcome")).to_contain_text("200 位客户")
    _search(page, STAR["cert_no"][-4:])
    expect(page.locator("#rc-problem")).to_contain_text("没有找到")  # nor can it be searched for
    _search(page, STAR["name"])
    expect(page.locator(".rc-products")).to_contain_text("手机银行")
    expect(page.locator("[data-unmask=mobile]")).to_be_visible()
    assert page.locator(".rc-facts .rc-figure").all_inner_texts() == ["5种"]
    for part in (".rc-chart", ".rc-household", "[data-unmask=cert_no]"):
        assert page.locator(part).count() == 0
    assert "3***************27" not in "".join(visit.frames)


@pytest.mark.req("E1.2")
def test_a_masked_number_is_shown_whole_for_a_reason_and_put_on_record_once(
    page_server: PageServer, card_page: Page, watch: Visit
) -> None:
    _search(card_page, "欧阳春兰")
    assert STAR["mobile"] not in "".join(watch.frames)
    card_page.click("[data-unmask=mobile]")
    card_page.locator(".rc-unmask[open] [data-reason=contact]").dblclick()
    expect(card_page.locator(".rc-who")).to_contain_text(STAR["mobile"])
    rows = page_server.rows("SELECT person_id, subject, field, reason FROM audit_event WHERE action = 'unmasked'")
    assert rows == [("wang", STAR["customer_id"], "mobile", "contact")], "one click or two, one row"
    _search(card_page, "张晓雨")
    expect(card_page.locator("#rc-name")).to_have_text("张**")
    assert STAR["mobile"] not in card_page.content()
    quiet(watch, page_server)
