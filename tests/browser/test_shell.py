"""The shell around every page, in a real browser: sign in, what is lost and found again, two people, the keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.apps.published_month import STAR
from tests.browser.conftest import READY_MS, PageServer, Visit, quiet
from tests.browser.web import PASSWORD

pytestmark = pytest.mark.slow
BEAT_MS = 20_000  # two heartbeats and the time that a request may take
#: Ids and times of the kernel's messages: among so many digits any four are found by chance.
MESSAGE_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\.\d{6}(?=Z|\+)")


def test_signing_in_says_nothing_more_than_that_it_failed_and_leads_back(
    page_server: PageServer, visit: Visit
) -> None:
    page_server.publish()
    page = visit.page
    page.goto(page_server.card)
    expect(page).to_have_url(re.compile(r"/login\?next="))
    answers = set()
    for user, password in (("wang", "wrong"), ("nobody-of-that-name", PASSWORD)):
        page.fill("#rc-user", user)
        page.fill("#rc-password", password)
        page.press("#rc-password", "Enter")
        answers.add(page.locator("[role=alert]").inner_text())
        assert user not in page.content()
    assert len(answers) == 1 and "不对" in answers.pop()
    visit.failed.clear()  # the two refusals
    visit.errors.clear()
    page.fill("#rc-user", "wang")
    page.fill("#rc-password", PASSWORD)
    page.press("#rc-password", "Enter")
    page.wait_for_selector("#rc-query", timeout=READY_MS)
    assert page.url == page_server.card
    quiet(visit, page_server)


def test_a_page_drawn_before_its_widget_is_known_opens_once_more_by_itself(page_server: PageServer, signed_in: Visit) -> None:
    page_server.publish()
    page = signed_in.page
    page.add_init_script("""
        if (!sessionStorage.getItem("lost-once")) addEventListener("DOMContentLoaded", () => {
          sessionStorage.setItem("lost-once", "yes");
          const lost = Object.assign(document.createElement("div"), { className: "jupyter-widgets" });
          lost.textContent = "Error displaying widget: model not found";
          document.getElementById("rendered_cells").append(lost);
        });""")
    signed_in.open(page_server.card)
    page.wait_for_selector("#rc-query", timeout=READY_MS)
    assert signed_in.asked.count(page_server.card) == 2
    quiet(signed_in, page_server)


def test_a_locked_account_stays_out_even_with_the_right_password(page_server: PageServer, visit: Visit) -> None:
    page = visit.page
    page.goto(page_server.url + "/login")
    for password in ["wrong"] * 5 + [PASSWORD]:
        page.fill("#rc-user", "zhao")
        page.fill("#rc-password", password)
        page.press("#rc-password", "Enter")
        expect(page.locator("[role=alert]")).to_be_visible()
    assert page.context.cookies() and not [c for c in page.context.cookies() if c["name"] == "rccrm"]
    assert {"locked"} <= page_server.audited("zhao")


def test_somebody_changes_the_own_password_and_signs_in_with_it(page_server: PageServer, visit: Visit) -> None:
    page, new = visit.page, "Another-Horse-7"

    def fill(*fields: tuple[str, str]) -> None:
        for box, text in fields:
            page.fill(f"#rc-{box}", text)
        page.press(f"#rc-{fields[-1][0]}", "Enter")

    page.goto(page_server.url + "/login?next=/password")
    fill(("user", "zhou"), ("password", PASSWORD))
    for old, again, said in (("wrong", new, "不对"), (PASSWORD, "Another-Horse-8", "不一样")):
        fill(("old", old), ("new", new), ("again", again))
        expect(page.locator("#rc-problem")).to_contain_text(said)
    visit.failed.clear()  # the two refusals
    visit.errors.clear()
    fill(("old", PASSWORD), ("new", new), ("again", new))
    expect(page.locator("[role=status]")).to_contain_text("密码已修改")
    fill(("user", "zhou"), ("password", new))
    expect(page.locator("a.rc-me")).to_contain_text("周宁")
    assert "password set" in page_server.audited("zhou")
    quiet(visit, page_server)


def test_the_cookie_is_out_of_reach_of_scripts(page_server: PageServer, signed_in: Visit) -> None:
    cookie = next(c for c in signed_in.page.context.cookies() if c["name"] == "rccrm")
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Lax", -1)
    assert "rccrm=" not in signed_in.page.evaluate("document.cookie")


@pytest.mark.req("D2.7")
def test_the_catalogue_of_posts_is_a_page(page_server: PageServer, signed_in: Visit) -> None:
    page = signed_in.page
    page.goto(page_server.url + "/roles")
    head = page.locator("thead th").all_inner_texts()
    assert head[:4] == ["内容", "客户经理", "支行行长、信用社主任", "柜员"]
    cells = {row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in page.locator("tbody tr").all()}
    assert cells["金融资产和走势"][:3] == ["全部", "全部", "看不到"]
    assert "存款日均及净增" in cells["指标"][0] and "安排休假期间的代管" in cells["职责"][1]
    assert not [word for row in cells.values() for cell in row for word in ("时点", "排名") if word in cell]
    assert cells["手机号"][0] == "遮住一部分 写明用途可看" and cells["客户清单"][2] == "不可以"
    page.click("[data-act=language]")
    expect(page.locator("thead th").nth(1)).to_have_text("Customer manager", use_inner_text=True)
    quiet(signed_in, page_server)


def test_the_start_shows_the_pages_of_the_role(page_server: PageServer, signed_in: Visit) -> None:
    page = signed_in.page
    page.goto(page_server.url + "/")
    expect(page.locator(".rc-menu li a")).to_have_count(6)
    expect(page.locator(".rc-me")).to_contain_text("王芳")
    expect(page.locator(".rc-bar-day")).to_contain_text("2026-09-30")
    expect(page.locator("[data-part=banner]")).to_contain_text("模拟样本数据")
    assert ".ipynb" not in page.inner_text("body")
    quiet(signed_in, page_server)


def test_the_language_sticks_from_page_to_page_and_keeps_what_is_open(
    page_server: PageServer, signed_in: Visit
) -> None:
    page = signed_in.open(page_server.card)
    page.fill("#rc-query", STAR["name"])
    page.press("#rc-query", "Enter")
    expect(page.locator(".rc-products h2")).to_have_text("产品持有")
    page.click("[data-act=language]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".rc-products h2")).to_have_text("Products")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.goto(page_server.url + "/")
    expect(page.locator("h1")).to_have_text("Pages you may open", use_inner_text=True)
    assert page.title() == "Customer workbench"
    signed_in.open(page_server.card)
    expect(page.locator(".rc-welcome h1")).to_have_text("Find a customer to see the card")
    page.click("[data-act=language]")
    expect(page.locator(".rc-welcome h1")).to_have_text("先找到客户，再看名片")
    quiet(signed_in, page_server)


def test_two_people_at_once_share_nothing(page_server: PageServer, signed_in: Visit, second: Visit) -> None:
    """Each finds the own customers only; neither page shows what the other did."""
    one, two = signed_in.open(page_server.card), second.open(page_server.card)
    for page, found in ((one, True), (two, False), (one, True)):
        page.fill("#rc-query", f"欧阳 {STAR['mobile'][-4:]}")
        page.press("#rc-query", "Enter")
        if found:
            expect(page.locator("#rc-name")).to_have_text("欧阳**")
        else:
            expect(page.locator("#rc-problem")).to_contain_text("没有找到")
    assert STAR["customer_id"][-4:] not in "".join(second.frames) + two.content()
    expect(one.locator(".rc-me")).to_contain_text("王芳")
    expect(two.locator(".rc-me")).to_contain_text("李强")


def test_the_card_of_a_foreign_customer_is_refused_and_nothing_leaks(
    page_server: PageServer, second: Visit
) -> None:
    answers = []
    for customer in (STAR["customer_id"], "C000000000NO", "' OR 1=1 --"):
        page = second.open(f"{page_server.card}?customer={customer}")
        expect(page.locator("#rc-problem")).to_contain_text("不在您的客户范围内")
        answers.append(page.locator("#rc-problem").inner_text())
        assert page.locator(".rc-card").count() == 0
    assert len(set(answers)) == 1, "a foreign customer and none at all must look the same"
    seen = MESSAGE_ID.sub("", "".join(second.frames))
    assert [v for v in (STAR["name"], STAR["cert_no"][-4:], "清溪村") if v in seen] == []
    quiet(second, page_server)


def test_a_signed_out_person_is_out_and_the_page_says_so(page_server: PageServer, visit: Visit) -> None:
    visit.sign_in(page_server, "wang")
    page = visit.open(page_server.card)
    kernel = visit.kernel()
    tab = page.context.new_page()
    tab.goto(page_server.url + "/")
    tab.get_by_role("button", name="退出").click()
    expect(tab.get_by_text("已退出")).to_be_visible()
    expect(page.locator("#rc-lost")).to_contain_text("登录已到期", timeout=BEAT_MS)
    assert not page_server.has_kernel(kernel)
    tab.go_back()
    assert "王芳" not in tab.inner_text("body")


def test_an_expired_session_leads_through_sign_in_back_to_the_same_page(
    page_server: PageServer, visit: Visit
) -> None:
    visit.sign_in(page_server, "wang")
    address = f"{page_server.card}?customer={STAR['customer_id']}"
    page = visit.open(address)
    expect(page.locator("#rc-name")).to_be_visible()
    page_server.expire_sessions("wang")
    expect(page.locator("#rc-lost")).to_contain_text("登录已到期", timeout=BEAT_MS)
    page.click("#rc-lost a")
    expect(page.get_by_text("登录后回到刚才的页面")).to_be_visible()
    page.fill("#rc-user", "wang")
    page.fill("#rc-password", PASSWORD)
    page.press("#rc-password", "Enter")
    expect(page.locator("#rc-name")).to_have_text("欧阳**", timeout=READY_MS)
    assert page.url == address


def test_an_open_page_does_not_keep_a_session_alive(page_server: PageServer, signed_in: Visit) -> None:
    page = signed_in.open(page_server.card)
    before = page_server.last_seen("wang")
    page.wait_for_timeout(5_000)  # a heartbeat, and Jupyter's own traffic
    assert page_server.last_seen("wang") == before


def test_a_dead_kernel_is_said_and_the_page_opens_again(page_server: PageServer, signed_in: Visit) -> None:
    page = signed_in.open(page_server.card)
    page_server.kill_kernel(signed_in.kernel())
    expect(page.locator("#rc-lost")).to_contain_text("没有数据丢失", timeout=BEAT_MS)
    expect(page.locator("#rc-lost")).to_contain_text("后台已经停止")
    page.click("#rc-lost button")
    page.wait_for_selector("#rc-query", timeout=READY_MS)
    expect(page.locator("#rc-lost")).to_be_hidden()


def test_a_cut_network_is_said_and_goes_away_by_itself(page_server: PageServer, signed_in: Visit) -> None:
    page = signed_in.open(page_server.card)
    page.context.set_offline(True)
    expect(page.locator("#rc-lost")).to_contain_text("连不上服务器", timeout=BEAT_MS)
    page.context.set_offline(False)
    expect(page.locator("#rc-lost")).to_be_hidden(timeout=BEAT_MS)
    page.fill("#rc-query", STAR["name"])
    page.press("#rc-query", "Enter")
    expect(page.locator("#rc-name")).to_have_text("欧阳**", timeout=BEAT_MS)


def test_the_table_is_worked_by_keyboard_alone(page_server: PageServer, signed_in: Visit) -> None:
    page = signed_in.open(page_server.customers, ".rc-table")
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("data-cell", "0:0")
    first = page.locator("[data-cell='0:4']").inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(focused).to_have_attribute("data-cell", "1:1")
    page.keyboard.press(" ")
    expect(page.locator("tr[data-row='1']")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".rc-pager")).to_contain_text("已选 1 位")
    page.keyboard.press("PageDown")
    expect(page.locator(".rc-count")).to_contain_text("第 21 至 40 位")
    expect(focused).to_have_attribute("data-cell", "1:1")
    page.keyboard.press("PageUp")
    expect(page.locator("tr[data-row='1']")).to_have_attribute("aria-selected", "true")
    for key in ("ArrowUp", "ArrowUp", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(focused).to_have_attribute("data-sort", "aum_avg_fen")
    page.keyboard.press("Enter")
    expect(page.locator("th[data-sort=aum_avg_fen]")).to_have_attribute("aria-sort", "ascending")
    assert page.locator("[data-cell='0:4']").inner_text() != first
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".rc-card", timeout=READY_MS)
    quiet(signed_in, page_server)


def test_the_table_filters_and_says_when_nothing_is_left(page_server: PageServer, signed_in: Visit) -> None:
    page = signed_in.open(page_server.customers, ".rc-table")
    everybody = page.locator(".rc-count").inner_text()
    page.fill("[data-filter=name]", "欧阳")
    page.press("[data-filter=name]", "Enter")
    expect(page.locator("tbody tr[data-row]")).to_have_count(2)
    expect(page.locator("[data-filter=name]")).to_be_focused()
    page.select_option("[data-filter=nature]", "COOP")
    expect(page.locator(".rc-empty")).to_contain_text("放宽条件")
    page.click("[data-act=clear]")
    expect(page.locator(".rc-count")).to_have_text(everybody)
    page.click("[data-act=language]")
    expect(page.locator("th[data-sort=name]")).to_contain_text("Name")
    quiet(signed_in, page_server)


def test_the_list_is_as_it_was_left_when_one_comes_back_from_a_card(page_server: PageServer, signed_in: Visit) -> None:
    page = signed_in.open(page_server.customers, ".rc-table")
    page.select_option("[data-filter=nature]", "FARM")
    page.click("th[data-sort=name]")
    expect(page.locator("th[data-sort=name]")).to_have_attribute("aria-sort", "ascending")
    page.click("[data-page='›']")
    expect(page.locator(".rc-count")).to_contain_text("第 21 至 40 位")
    rows = page.locator("tbody").inner_text()
    page.locator("[data-cell='2:0']").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".rc-card", timeout=READY_MS)
    page.go_back()
    page.wait_for_selector(".rc-table", timeout=READY_MS)
    expect(page.locator(".rc-count")).to_contain_text("第 21 至 40 位")
    assert page.locator("tbody").inner_text() == rows
    expect(page.locator("[data-filter=nature]")).to_have_value("FARM")
    expect(page.locator(":focus")).to_have_attribute("data-cell", "2:0")
    quiet(signed_in, page_server)


@pytest.mark.parametrize("where", ["card", "customers"])
def test_nothing_is_cut_off_sideways(page_server: PageServer, signed_in: Visit, where: str) -> None:
    """A phone, a branch computer at 200 % zoom, and a branch computer."""
    page = signed_in.open(getattr(page_server, where), ".rc-table, #rc-query")
    for width, height in ((390, 844), (683, 384), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(beyond) <= 0, f"at {width} px something is wider than the page"
        expect(page.locator(".rc-nav")).to_be_visible()
        expect(page.get_by_role("button", name="退出")).to_be_in_viewport()


#: Every text against what lies behind it: WCAG AA asks 4.5, and 3 for large text.
CONTRAST = """() => {
  const part = (x) => (x /= 255) <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4;
  const lum = (c) => .2126 * part(c[0]) + .7152 * part(c[1]) + .0722 * part(c[2]);
  const rgb = (s) => s.match(/[\\d.]+/g).map(Number);
  const behind = (n) => {
    for (; n; n = n.parentElement) {
      const c = rgb(getComputedStyle(n).backgroundColor);
      if (c.length < 4 || c[3] > .99) return c;
    }
    return [255, 255, 255];
  };
  const bad = [];
  for (const node of document.querySelectorAll(".rc-bar *, .rc-banner *, .rccrm-page *, .rc-menu *")) {
    const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !node.checkVisibility() || node.disabled) continue;
    const style = getComputedStyle(node), a = lum(rgb(style.color)), b = lum(behind(node));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05), large = parseFloat(style.fontSize) >= 24;
    if (ratio < (large ? 3 : 4.5)) bad.push(`${node.className || node.tagName} ${ratio.toFixed(2)} ${node.textContent}`);
  }
  return bad;
}"""


def test_texts_stand_out_from_what_is_behind_them(page_server: PageServer, signed_in: Visit) -> None:
    page = signed_in.open(f"{page_server.card}?customer={STAR['customer_id']}")
    expect(page.locator("#rc-name")).to_be_visible()
    assert page.evaluate(CONTRAST) == []
    signed_in.open(page_server.customers, ".rc-table")
    assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("user", ["wang", "chen", "bu"])
def test_the_bar_is_one_line_on_a_branch_computer(page_server: PageServer, visit: Visit, user: str) -> None:
    """The posts with most pages, in both languages."""
    page_server.publish()
    visit.sign_in(page_server, user)
    for language in ("Today" if user == "wang" else "Board", "今日"):
        visit.page.click("[data-act=language]")
        expect(visit.page.locator(".rc-nav a").first).to_contain_text(language)
        box = visit.page.locator(".rc-bar").bounding_box()
        assert box and box["height"] < 50, f"{language}: {box}"


def test_focus_is_seen_and_the_first_stop_skips_to_the_content(page_server: PageServer, signed_in: Visit) -> None:
    page = signed_in.page
    page.goto(page_server.url + "/")
    page.keyboard.press("Tab")
    expect(page.locator(".rc-skip")).to_be_focused()
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(outline.removesuffix("px")) >= 2



def test_a_preheated_page_knows_its_visitor_every_time(
    page_server: PageServer, signed_in: Visit, second: Visit
) -> None:
    """Two people take turns over a pool of kernels that were started before either was known."""
    for turn in range(4):
        visit, count = (signed_in, "150") if turn % 2 == 0 else (second, "50")
        page = visit.open(page_server.card, "#rc-query")
        expect(page.locator(".rc-welcome")).to_contain_text(f"您的范围内本月共有 {count} 位客户")
