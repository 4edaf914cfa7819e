"""The menu of a role: its pages in order; a page under another one for those who lack that one."""

from __future__ import annotations

from rccrm_lib.apps.shell.menu import menu_of
from tests.apps.sights import role_settings


def test_a_page_that_opens_from_another_is_in_the_menu_of_those_who_lack_that_one() -> None:
    pages = {role: role_settings().role(role).pages for role in ("branch_head", "call_centre")}
    assert all("callbacks" in names for names in pages.values())
    assert [page.name for page in menu_of(pages["call_centre"])] == ["callbacks", "customer_card", "roles"]
    head = [page.name for page in menu_of(pages["branch_head"])]
    assert head[0] == "branch_board" and "callbacks" not in head and "household_card" not in head
