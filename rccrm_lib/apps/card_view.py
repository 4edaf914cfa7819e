"""What the customer card page shows: a plain tree of worded texts in one language, nothing else.

The tree goes to the browser as it is, so it must hold no value that the reader may not see; the browser
sets every text as text, so nothing in it can become markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from rccrm_lib.apps.card_chart import chart_panel
from rccrm_lib.apps.card_data import HITS_SHOWN, Hit
from rccrm_lib.apps.card_panels import (
    alert_rows,
    completeness_panel,
    fact_rows,
    head_panel,
    household_panel,
    products_panel,
    who_panel,
)
from rccrm_lib.apps.card_state import CardState
from rccrm_lib.apps.card_words import code_word, join, known_word
from rccrm_lib.apps.publication import Publication, Refusal
from rccrm_lib.core.words import LANGUAGES, Words

Tree = dict[str, Any]
DEMO = "make demo"


@dataclass(frozen=True)
class Frame:
    """What stays the same while the page is open: the month (or why there is none), its size, the day."""

    source: Publication | Refusal
    customers: int
    today: date


def page_view(state: CardState, frame: Frame) -> Tree:
    """The whole page in the state's language."""
    words = Words(state.language)
    tree: Tree = {
        "lang": "zh-CN" if state.language == "zh" else "en",
        "bar": _bar(frame, words),
        "wait": {key: words(f"card.page.{key}") for key in ("working", "lost", "reload")},
        "banner": "",
        "notice": None,
        "search": None,
        "results": None,
        "welcome": None,
        "card": None,
    }
    if state.incident:
        tree["notice"] = incident_notice(state.incident, words)
    if isinstance(frame.source, Refusal):
        tree["notice"] = tree["notice"] or refusal_notice(frame.source, words)
        return tree
    tree["banner"] = words("card.page.simulated")
    tree["search"] = _search_box(state, words)
    tree["results"] = _results(state, words)
    if state.card:
        tree["card"] = _card(state, frame.source, words)
    elif not tree["notice"]:
        tree["welcome"] = _welcome(state, frame, words)
    return tree


def _welcome(state: CardState, frame: Frame, words: Words) -> Tree:
    """What stands in place of a card: how to find somebody, or to choose among those found."""
    if state.found.total:
        return {"title": words("card.choose.title"), "lines": [words("card.choose.line1")]}
    lines = [words(f"card.welcome.line{n}", n=f"{frame.customers:,}") for n in (1, 2, 3)]
    return {"title": words("card.welcome.title"), "lines": lines}


def _bar(frame: Frame, words: Words) -> Tree:
    other = next(language for language in LANGUAGES if language != words.language)
    bar = {
        "title": words("card.page.title"),
        "member": "",
        "as_of": "",
        "age": "",
        "switch": {"label": words("card.page.other_language"), "to": other},
    }
    if isinstance(frame.source, Publication):
        days = (frame.today - frame.source.as_of).days
        bar["member"] = words.pick(frame.source.member_name_zh, frame.source.member_name_en)
        bar["as_of"] = words("card.page.as_of", day=frame.source.as_of.isoformat())
        bar["age"] = words("card.page.age", n=days) if days > 0 else words("card.page.age_now")
    return bar


def refusal_notice(refusal: Refusal, words: Words) -> Tree:
    """Why there is nothing to show, and the command that helps."""
    section = f"card.{refusal.reason}"
    values = {"member": refusal.member, "month": refusal.month, "missing": join(list(refusal.missing), words)}
    lines = [words(f"{section}.line{n}", **values) for n in (1, 2, 3) if words.has(f"{section}.line{n}")]
    tone = "stop" if refusal.reason == "not_simulated" else "empty"
    return {"tone": tone, "title": words(f"{section}.title"), "lines": lines, "command": DEMO, "code": ""}


def incident_notice(code: str, words: Words) -> Tree:
    """Something failed: what to do, and the number under which the log holds the reason."""
    return {
        "tone": "incident",
        "title": words("card.incident.title"),
        "lines": [words("card.incident.line1")],
        "command": "",
        "code": words("card.incident.code", code=code),
    }


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


def _card(state: CardState, source: Publication, words: Words) -> Tree:
    record = state.card
    assert record is not None
    return {
        "head": head_panel(record, source, words),
        "facts": fact_rows(record, source, words),
        "alerts": alert_rows(record, source, words),
        "chart": chart_panel(record.history, words),
        "products": products_panel(record, words),
        "household": household_panel(record, source, words),
        "who": who_panel(record, words),
        "complete": completeness_panel(record, words),
        "foot": words(
            "card.foot.source",
            member=words.pick(source.member_name_zh, source.member_name_en),
            month=source.month,
            version=source.code_version,
        ),
    }
