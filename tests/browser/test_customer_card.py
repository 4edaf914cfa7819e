"""The customer card in a real browser: what one sees, what must not be seen, and what must not be asked for."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.apps.published_month import SCRIPT_NAME, STAR
from tests.browser.conftest import READY_MS, PageServer, Watch

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


def _open(server: PageServer, watch: Watch) -> Page:
    watch.page.goto(server.card)
    watch.page.wait_for_selector(".rccrm-page .rc-bar", timeout=READY_MS)
    expect(watch.page.locator("#rccrm-loading")).to_have_count(0)
    return watch.page


def _search(page: Page, text: str) -> None:
    page.fill("#rc-query", text)
    page.press("#rc-query", "Enter")


@pytest.fixture
def card_page(page_server: PageServer, watch: Watch) -> Page:
    """The open page over a published month of invented customers."""
    page_server.publish()
    return _open(page_server, watch)


def _quiet(watch: Watch, server: PageServer) -> None:
    """Nothing asked of anybody else, nothing failed, nothing in the console."""
    own = (server.url, server.url.replace("http:", "ws:"), f"blob:{server.url}", "data:")
    assert [url for url in watch.asked if not url.startswith(own)] == []
    assert watch.failed == []
    assert watch.errors == []


@pytest.mark.req("B4")
def test_a_manager_finds_a_customer_reads_the_card_and_changes_language(
    page_server: PageServer, card_page: Page, watch: Watch, tmp_path: Path
) -> None:
    page = card_page
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator("[data-part=banner]")).to_contain_text("模拟样本数据")
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
    _quiet(watch, page_server)


def test_the_first_screen_answers_without_scrolling(card_page: Page) -> None:
    _search(card_page, STAR["cert_no"][-4:])
    for part in (".rc-head", ".rc-facts", ".rc-alerts", ".rc-chart img", ".rc-products", ".rc-household"):
        box = card_page.locator(part).bounding_box()
        assert box is not None and box["y"] + box["height"] <= 768, f"{part} ends at {box}"


def test_nothing_is_cut_off_sideways(card_page: Page) -> None:
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
    page_server: PageServer, watch: Watch
) -> None:
    page_server.publish()
    for address in (page_server.card, page_server.url + "/"):
        watch.page.goto(address, wait_until="commit")
        title = watch.page.locator(".rc-bar-title").first
        expect(title).to_be_visible()
        end = time.monotonic() + 10
        while title.evaluate(WIDTH) <= 0.9 and time.monotonic() < end:
            time.sleep(0.1)
        assert title.evaluate(WIDTH) > 0.9, f"boxes instead of Chinese at {address}"


def test_masking_holds_in_the_page_and_in_everything_that_was_sent(
    page_server: PageServer, card_page: Page, watch: Watch
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


def test_a_script_in_a_name_is_text(page_server: PageServer, card_page: Page, watch: Watch) -> None:
    _search(card_page, "食品有限")
    expect(card_page.locator("#rc-name")).to_have_text(SCRIPT_NAME)
    assert card_page.evaluate("window.owned") is None
    assert card_page.locator(".rccrm-page script, .rccrm-page img[src=x]").count() == 0
    _search(card_page, "<img/src=x/onerror=window.owned=true>")
    expect(card_page.locator("#rc-problem")).to_contain_text("没有找到“<img/src=x")
    assert card_page.evaluate("window.owned") is None
    _quiet(watch, page_server)


def test_when_nothing_is_published_the_page_says_what_to_run(page_server: PageServer, watch: Watch) -> None:
    page_server.unpublish()
    page = _open(page_server, watch)
    expect(page.locator("[data-part=notice] h1")).to_have_text("还没有可以看的月份")
    expect(page.locator(".rc-command")).to_have_text("make demo")
    assert page.locator("#rc-query").count() == 0
    _quiet(watch, page_server)


@pytest.mark.parametrize("mark", [False, None])
def test_a_month_that_is_not_marked_as_simulated_is_refused(
    page_server: PageServer, watch: Watch, mark: bool | None
) -> None:
    page_server.publish(simulated=mark)
    page = _open(page_server, watch)
    expect(page.locator("[data-part=notice]")).to_contain_text("登录和权限还没有建成之前")
    assert page.locator("#rc-query").count() == 0 and "欧阳" not in "".join(watch.frames)
    page.click("[data-act=language]")
    expect(page.locator("[data-part=notice] h1")).to_have_text("This month cannot be opened here")
    _quiet(watch, page_server)


def test_a_failure_is_an_incident_with_a_number_and_no_traceback(
    page_server: PageServer, watch: Watch
) -> None:
    folder = page_server.publish()
    page = _open(page_server, watch)
    (folder / "tables" / "links.parquet").write_bytes(b"broken")
    _search(page, "欧阳春兰")
    expect(page.locator("[data-part=notice] .rc-code")).to_contain_text("事件编号")
    code = page.locator(".rc-code").inner_text().split()[-1]
    assert code in page_server.log.read_text(encoding="utf-8")
    seen = page.content() + "\n".join(watch.frames)
    assert "Traceback" not in seen and "links.parquet" not in seen


def test_a_dead_kernel_is_said_and_can_be_reloaded(card_page: Page, page_server: PageServer, watch: Watch) -> None:
    kernel = _kernel_of(watch)
    token = next(c["value"] for c in card_page.context.cookies() if c["name"] == "_xsrf")
    ended = card_page.request.delete(f"{page_server.url}/api/kernels/{kernel}", headers={"X-XSRFToken": token})
    assert ended.ok
    _search(card_page, "张伟")
    expect(card_page.locator(".rc-lost")).to_contain_text("没有数据丢失", timeout=20_000)
    card_page.click(".rc-lost button")
    card_page.wait_for_selector("#rc-query", timeout=READY_MS)


def test_a_closed_page_ends_its_kernel(card_page: Page, page_server: PageServer, watch: Watch) -> None:
    address = f"{page_server.url}/api/kernels/{_kernel_of(watch)}"
    assert _get(address)[0] == 200
    card_page.goto("about:blank")
    end = time.monotonic() + 15
    while _get(address)[0] == 200 and time.monotonic() < end:
        time.sleep(0.2)
    assert _get(address)[0] == 404, "the kernel of a closed page still runs"


def _kernel_of(watch: Watch) -> str:
    return next(url.split("/api/kernels/")[1].split("/")[0] for url in watch.asked if url.startswith("ws:"))


def test_the_card_prints_on_its_own(card_page: Page) -> None:
    _search(card_page, STAR["cert_no"][-4:])
    expect(card_page.locator("#rc-name")).to_be_visible()
    card_page.emulate_media(media="print")
    expect(card_page.locator(".rc-side")).to_be_hidden()
    expect(card_page.locator(".rc-facts")).to_be_visible()
    assert len(card_page.pdf(format="A4")) > 10_000


def test_the_landing_page_leads_to_the_card(page_server: PageServer, watch: Watch) -> None:
    page_server.publish()
    watch.page.goto(page_server.url + "/")
    expect(watch.page.get_by_role("link")).to_have_count(1)
    assert watch.page.locator("body").inner_text().count(".ipynb") == 0
    watch.page.get_by_role("link").click()
    watch.page.wait_for_selector("#rc-query", timeout=READY_MS)
    _quiet(watch, page_server)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/voila/files/customer_card.ipynb", 404), ("/voila/api/contents/", 404), ("/login", 404), ("/api/kernels", 404),
     ("/voila/render/../../config.toml", 404), ("/voila/render/%2e%2e/01_ingest.ipynb", 404), ("/voila/tree/%2e%2e", 404),
     ("/voila/fonts/OFL.txt", 404), ("/nowhere", 404),
     ("/voila/fonts/RccrmSansSC-Regular.ttf", 200), ("/", 200), ("/voila/static/voila.js", 200)],
)
def test_only_the_pages_are_served_and_every_answer_carries_the_headers(
    page_server: PageServer, path: str, status: int
) -> None:
    got, headers, body = _get(page_server.url + path)
    assert got == status
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe-eval" not in headers["Content-Security-Policy"]
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")
    if status == 404:
        assert "Traceback" not in body and "没有数据丢失" in body


def test_another_host_name_is_refused(page_server: PageServer) -> None:
    assert _get(page_server.url + "/", Host="crm.example")[0] == 403


def test_the_query_string_cannot_change_template_or_theme(page_server: PageServer) -> None:
    status, _, body = _get(page_server.url + "/?template=lab&theme=dark&classic-tree=false")
    assert status in (200, 400) and "cdn" not in body


def _get(url: str, **headers: str) -> tuple[int, Any, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
            return answer.status, answer.headers, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode("utf-8", "replace")
