"""A list leaves a page in a real browser: the file is what the screen shows, and the log knows its fingerprint."""

from __future__ import annotations

import hashlib
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from rccrm_lib.flow.keeping import whose_export
from tests.browser.conftest import READY_MS, PageServer, Visit, quiet

pytestmark = pytest.mark.slow


def test_a_manager_takes_the_own_list(page_server: PageServer, signed_in: Visit, tmp_path: Path) -> None:
    page = signed_in.open(page_server.customers, ".rc-table")
    page.select_option("[data-filter=tier]", "VIP")
    expect(page.locator(".rc-count")).not_to_contain_text("共 150 位")
    shown = page.locator(".rc-count").inner_text()
    page.click("[data-act=export]")
    with page.expect_download() as waiting:
        page.click("[data-export=visits]")
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name == "customers-2026-09.xlsx"
    expect(page.locator(".rc-exported")).to_contain_text("已留记录")
    sheet = openpyxl.load_workbook(file).active
    names = [cell.value for cell in sheet["A"]][4:-2]
    on_screen = page.locator("tbody tr td:first-child").all_inner_texts()
    assert names[: len(on_screen)] == on_screen and f"共 {len([n for n in names if n])} 位" in shown
    said = whose_export(page_server.config, file)
    assert len(said) == 1 and "wang" in said[0] and "visits" in said[0]
    assert hashlib.sha256(file.read_bytes()).hexdigest() in str(page_server.rows(
        "SELECT after_hash FROM audit_event WHERE action = 'list exported'"))
    file.write_bytes(file.read_bytes() + b" ")
    assert "not in the log" in whose_export(page_server.config, file)[0]
    quiet(signed_in, page_server)


def test_a_sheet_of_visits_leaves_in_the_reader_s_language(page_server: PageServer, signed_in: Visit, tmp_path: Path) -> None:
    page = signed_in.open(page_server.worklist, ".wl-head")
    page.click("[data-act=language]")
    page.click("[data-act=route]")
    page.click("[data-act=export]")
    with page.expect_download() as waiting:
        page.click("[data-export=visits]")
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    sheet = openpyxl.load_workbook(file).active
    on_screen = page.locator(".wl-stop tbody th").all_inner_texts()
    assert on_screen and [cell.value for cell in sheet["B"]][4:-2] == on_screen
    assert sheet.title == "List" and sheet["A2"].value.startswith(f"{len(on_screen)} rows. Taken by wang")
    page.emulate_media(media="print")
    expect(page.locator(".rc-export")).to_be_hidden()
    quiet(signed_in, page_server)


def test_who_signed_out_elsewhere_takes_nothing(page_server: PageServer, signed_in: Visit) -> None:
    page = signed_in.open(page_server.customers, ".rc-table")
    page.click("[data-act=export]")
    counted = "SELECT count(*) FROM audit_event WHERE action = 'list exported'"
    before = page_server.rows(counted)
    page_server.rows("DELETE FROM session WHERE person_id = 'wang'")
    files: list[object] = []
    page.on("download", lambda one: files.append(one))
    page.click("[data-export=visits]")
    expect(page.locator("#rc-lost")).to_contain_text("登录已到期", timeout=READY_MS)
    assert not files and page_server.rows(counted) == before


def test_a_post_without_the_right_sees_no_button(page_server: PageServer, visit: Visit) -> None:
    page_server.publish()
    visit.sign_in(page_server, "he")
    page = visit.open(page_server.card)
    assert page.locator("[data-act=export]").count() == 0
