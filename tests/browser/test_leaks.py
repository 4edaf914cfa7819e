"""What the browser gets of customers out of reach: nothing, in any frame, state, answer or log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import expect

from tests.apps.published_month import MEMBER, MONTH, OTHER_FROM, build_published
from tests.browser.conftest import PageServer, Visit

MARKS = {"name": "亓官无二", "cert_no": "990202194902028888", "mobile": "19900008888",
         "address": "无二县无二镇无二村八组88号"}
OTHER_MEMBER = {"name": "甪里无双", "cert_no": "990101194901017777", "mobile": "19900007777",
                "address": "独一县独一镇独一村七组77号"}
RECORD = "ZZMARK8888888"
IN_BRANCH, IN_MEMBER = f"C{OTHER_FROM + 5:010d}Z", "CMARKEDBBBBB"


def _mark(tables: Path, index: int, marks: dict[str, str], customer_id: str) -> None:
    customers, links = (pd.read_parquet(tables / f"{name}.parquet") for name in ("customers", "links"))
    old = customers.loc[index, "customer_id"]
    customers.loc[index, ["customer_id", *marks]] = [customer_id, *marks.values()]
    customers.to_parquet(tables / "customers.parquet")
    links.loc[links["customer_id"] == old, ["customer_id", "cust_no"]] = [customer_id, RECORD]
    links.to_parquet(tables / "links.parquet")


@pytest.fixture
def marked(page_server: PageServer, signed_in: Visit) -> Iterator[Visit]:
    """The manager 王芳 over a month in which a customer of another branch, and one of another member, are marked."""
    _mark(page_server.outputs / MEMBER / MONTH / "tables", OTHER_FROM + 5, MARKS, IN_BRANCH)
    other = page_server.outputs.parent / "other"
    built = build_published(other, manifest={"member_id": "360198"})
    _mark(built / "tables", 10, OTHER_MEMBER, IN_MEMBER)
    target = page_server.outputs / "360198" / MONTH
    target.parent.mkdir(parents=True)
    built.rename(target)
    yield signed_in
    page_server.unpublish()  # the next test publishes its own


@pytest.mark.req("D3.6")
def test_nothing_of_customers_out_of_reach_reaches_the_browser_or_a_log(page_server: PageServer, marked: Visit) -> None:
    """By address, by search, in the list: page, every frame of the socket (the widgets' states too), address bar, logs."""
    page, heard = marked.page, []
    for customer_id in (IN_BRANCH, IN_MEMBER):
        marked.open(f"{page_server.card}?customer={customer_id}")
        heard.append(page.content().replace(customer_id, ""))
    for n, term in enumerate(term for marks in (MARKS, OTHER_MEMBER) for term in (
            marks["name"], marks["cert_no"][-6:], marks["mobile"][-6:])):
        page.fill("#rc-query", term)
        page.press("#rc-query", "Enter")
        expect(page.locator(".rccrm-page")).to_contain_text(f"没有找到“{term}”")
        heard.append(page.content())
        assert page.locator(".rc-hit").count() == 0, n
    searched = len(marked.frames)
    marked.open(page_server.customers)
    heard.append(page.content())
    frames = marked.frames
    assert any("update_states" in frame for frame in frames), "the kernel answered with the states of its widgets"
    said = "\n".join([*heard, *frames, page_server.log.read_text("utf-8", "replace"), *marked.asked[-20:]])
    if (pages_log := page_server.config.parent / ".state" / "pages.log").is_file():
        said += pages_log.read_text(encoding="utf-8")
    for marks in (MARKS, OTHER_MEMBER):
        assert not [field for field in ("cert_no", "mobile", "address") if marks[field] in said]
        assert marks["name"] not in "".join(frames[searched:]), "typed nowhere on the list"
    assert RECORD not in said
