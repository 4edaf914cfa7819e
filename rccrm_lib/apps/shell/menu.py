"""The pages that exist, in the order of the menu, and which of them a role may open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

RENDER = "/voila/render/"


@dataclass(frozen=True)
class PageLink:
    """One page; its words stand in the catalogue under shell.page.<name>: title, lead and, short, menu."""

    name: str
    href: str
    notebook: str = ""
    in_menu: bool = True  # a page about one household, say, opens from another page
    under: str = ""  # the page from which it opens for a role that has that one; the others have it in the menu


PAGES = (
    PageLink("branch_board", f"{RENDER}branch_board.ipynb", "branch_board.ipynb"),
    PageLink("worklist", f"{RENDER}worklist.ipynb", "worklist.ipynb"),
    PageLink("callbacks", f"{RENDER}callbacks.ipynb", "callbacks.ipynb", under="branch_board"),
    PageLink("portfolio", f"{RENDER}portfolio.ipynb", "portfolio.ipynb"),
    PageLink("assignment", f"{RENDER}assignment.ipynb", "assignment.ipynb"),
    PageLink("customers", f"{RENDER}customers.ipynb", "customers.ipynb"),
    PageLink("customer_card", f"{RENDER}customer_card.ipynb", "customer_card.ipynb"),
    PageLink("household_card", f"{RENDER}household_card.ipynb", "household_card.ipynb", in_menu=False),
    PageLink("transfers", f"{RENDER}transfers.ipynb", "transfers.ipynb"),
    PageLink("roles", "/roles"),
)


def menu_of(allowed: Collection[str]) -> tuple[PageLink, ...]:
    """The pages of a role, in the order of the menu."""
    return tuple(page for page in PAGES if page.name in allowed and page.in_menu and page.under not in allowed)


def page_of(path: str) -> PageLink | None:
    """The page that a notebook's path names, exactly; nothing else is a page."""
    return next((page for page in PAGES if page.notebook and page.notebook == path), None)
