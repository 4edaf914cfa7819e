"""What the customer card page shows: a plain tree of worded texts in one language, nothing else.

The tree goes to the browser as it is, so it must hold no value that the reader may not see; the browser
sets every text as text, so nothing in it can become markup.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rccrm_lib.apps.card_chart import chart_panel
from rccrm_lib.apps.card_data import HITS_SHOWN
from rccrm_lib.apps.card_keeping_view import keeping_panel
from rccrm_lib.apps.card_panels import (
    alert_rows,
    completeness_panel,
    fact_rows,
    head_panel,
    household_panel,
    products_panel,
)
from rccrm_lib.apps.card_record import Hit
from rccrm_lib.apps.card_state import CardState
from rccrm_lib.apps.card_who import who_panel
from rccrm_lib.apps.card_words import code_word, join, known_word
from rccrm_lib.apps.publication import Publication, Refusal
from rccrm_lib.apps.sight import Sight
from rccrm_lib.core.words import Words

Tree = dict[str, Any]
DEMO = "make demo"


@dataclass(frozen=True)
class Opened:
    """What stays the same while the page is open: the month (or why there is none), how many are in reach, who sees what."""

    source: Publication | Refusal
    customers: int
    sight: Sight


def page_view(state: CardState, opened: Opened, words: Words) -> Tree:
    """The page in one language, without what every page has (see shell.page)."""
    tree: Tree = {"search": None, "results": None, "welcome": None, "card": None}
    if isinstance(opened.source, Refusal):
        return tree | {"notice": refusal_notice(opened.source, words)}
    tree["search"] = _search_box(state, words)
    tree["results"] = _results(state, words)
    if state.card:
        tree["card"] = _card(state, opened.source, opened.sight, words)
    else:
        tree["welcome"] = _welcome(state, opened, words)
    return tree


def _welcome(state: CardState, opened: Opened, words: Words) -> Tree:
    """What stands in place of a card: how to find somebody, or to choose among those found."""
    if state.found.total:
        return {"title": words("card.choose.title"), "lines": [words("card.choose.line1")]}
    lines = [words(f"card.welcome.line{n}", n=f"{opened.customers:,}") for n in (1, 2, 3)]
    return {"title": words("card.welcome.title"), "lines": lines}


def refusal_notice(refusal: Refusal, words: Words) -> Tree:
    """Why there is nothing to show, and the command that helps."""
    section = f"card.{refusal.reason}"
    values = {"member": refusal.member, "month": refusal.month, "missing": join(list(refusal.missing), words)}
    lines = [words(f"{section}.line{n}", **values) for n in (1, 2, 3) if words.has(f"{section}.line{n}")]
    return {"tone": "empty", "title": words(f"{section}.title"), "lines": lines, "command": DEMO, "code": ""}


def _search_box(state: CardState, words: Words) -> Tree:
    texts = {key: words(f"card.search.{key}") for key in ("label", "placeholder", "button", "hint", "keys")}
    problem = words(f"card.search.{state.problem}", query=state.query) if state.problem else ""
    return texts | {"query": state.query, "problem": problem, "no": state.search_no}


def _results(state: CardState, words: Words) -> Tree | None:
    found = state.found
    if not found.total:
        return None
    more = found.total > HITS_SHOWN
    return {
        "heading": words(
            "card.search.more" if more else "card.search.found",
            n=f"{found.total:,}",
            shown=len(found.hits),
            query=state.query,
        ),
        "items": [_hit(hit, state, words) for hit in found.hits],
    }


def _hit(hit: Hit, state: CardState, words: Words) -> Tree:
    kind = [known_word("nature", hit.nature, words), code_word("sex", hit.sex, words), hit.place]
    return {
        "name": hit.name,
        "kind": " · ".join(part for part in kind if part),
        "ids": " · ".join(part for part in (hit.cert, hit.mobile) if part),
        "matched": words(f"card.search.by_{hit.matched}"),
        "picked": bool(state.card and state.card.customer_id == hit.customer_id),
    }


def _card(state: CardState, source: Publication, sight: Sight, words: Words) -> Tree:
    """The card's panels; a panel that the role is not given is not there."""
    record = state.card
    assert record is not None

    def panel(make: Callable[[], Any], *fields: str) -> Any:
        return make() if any(sight.level(field) != "hidden" for field in fields) else None

    return {
        "head": head_panel(record, source, words, sight=sight),
        "facts": fact_rows(record, source, words, sight=sight),
        "alerts": panel(lambda: alert_rows(record, source, words), "alerts"),
        "chart": panel(lambda: chart_panel(record.history, words, with_assets=sight.level("assets") != "hidden"),
                       "assets", "loans"),
        "products": panel(lambda: products_panel(record, words), "products"),
        "household": panel(lambda: household_panel(record, source, words, may_open_home="household_card" in sight.role.pages),
                           "household"),
        "keeping": keeping_panel(state, words, sight=sight),
        "who": who_panel(record, words, sight=sight, unmasked=dict(state.unmasked)),
        "complete": panel(lambda: completeness_panel(record, words), "completeness"),
        "foot": words(
            "card.foot.source",
            member=words.pick(source.member_name_zh, source.member_name_en),
            month=source.month,
            version=source.code_version,
        ),
    }
