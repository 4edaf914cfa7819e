"""The panel "who looks after": what stands, for whom it is to be told; and for who may say it, the form."""

from __future__ import annotations

from typing import Any

from rccrm_lib.apps.card_keeping_state import KINDS, MOST_TEXT
from rccrm_lib.apps.card_record import Keeping, Told
from rccrm_lib.apps.card_state import CardState
from rccrm_lib.apps.card_words import day
from rccrm_lib.apps.shell.menu import RENDER
from rccrm_lib.apps.sight import Sight
from rccrm_lib.core.words import Words
from rccrm_lib.ocrm.portfolio import RECUSAL, STAYS, WHYS

Tree = dict[str, Any]
TRANSFERS = f"{RENDER}transfers.ipynb"
DONE = ("recused", "recused_now", "kept", "released")


def keeping_panel(state: CardState, words: Words, *, sight: Sight) -> Tree | None:
    """What stands about the card's customer; nothing for a post that is told nothing, or where there is nothing to tell."""
    keeping = state.card.keeping if state.card else None
    if keeping is None or not (keeping.words or keeping.may_say):
        return None
    key, who = state.said
    return {
        "title": words("keeping.title"),
        "since": _since(keeping, words),
        "number": keeping.seen,
        "rows": [_row(one, words, keeping) for one in keeping.words],
        "empty": "" if keeping.words else words("keeping.empty"),
        "follows": _follows(keeping, words, sight),
        "said": _what_came(key, who, words) if key else None,
        "form": _form(keeping, words) if keeping.may_say else None,
    }


def _what_came(key: str, who: str, words: Words) -> Tree:
    return {"tone": "done" if key in DONE else "late", "in_form": key.startswith("missing_"),
            "text": words(f"keeping.said.{key}", who=who or words("keeping.somebody"))}


def _since(keeping: Keeping, words: Words) -> str:
    """From which day, by what and by whom; the manager's name stands in the card's head."""
    if not keeping.may_say:
        return ""
    if keeping.since is None:
        return words("keeping.never_changed")
    one = keeping.since
    key = "keeping.since" if one.manager_id else "keeping.since_pool"
    return words(key, day=day(one.from_on), source=words(f"portfolio.source.{one.source}"), who=one.person_id)


def _row(told: Told, words: Words, keeping: Keeping) -> Tree:
    """One word in a sentence, its days, and, for whom it is to be told, who said so and why."""
    word = told.word
    key = ("recusal" if told.manager else "recusal_mine" if word.manager_id else "recusal_other") if word.kind == RECUSAL else (
        "keep" if told.who else "keep_mine")
    why = words(f"keeping.why.{word.why}") if word.why else ""
    colon = words("keeping.colon")
    return {
        "tone": "soon" if word.kind == RECUSAL else "done",
        "sign": words(f"keeping.sign.{word.kind}"),
        "text": words(f"keeping.{key}", manager=told.manager),
        "days": words("keeping.days" if word.until else "keeping.open_end", since=day(word.since), until=day(word.until)),
        "why": words("keeping.by", who=told.who, why=colon.join(filter(None, (why, word.reason)))) if told.who else "",
        "release": {"open": words("keeping.release.open"), "note": words("keeping.release.note"),
                    "go": words("keeping.release.go")} if keeping.may_say else None,
    }


def _follows(keeping: Keeping, words: Words, sight: Sight) -> Tree | None:
    """What comes of it that the manager of today must not look after the customer; with the way to change it at once."""
    barred = {one.word.manager_id for one in keeping.words if one.word.kind == RECUSAL and one.word.since <= keeping.today}
    if not keeping.manager_id or keeping.manager_id not in barred:
        return None
    stays = any(one.word.kind == STAYS for one in keeping.words)
    lines = [words("keeping.follows.now", manager=keeping.manager), *([words("keeping.follows.first")] if stays else [])]
    link = {"label": words("keeping.follows.transfer"), "href": TRANSFERS} if "transfers" in sight.role.pages else None
    return {"lines": lines, "link": link}


def _form(keeping: Keeping, words: Words) -> Tree:
    """Which word, of which manager, from when until when, why."""
    kinds = [name for name, kind in KINDS.items() if kind == RECUSAL or keeping.manager_id]
    choose = ["", words("keeping.form.choose")]
    managers = [[code, words("keeping.form.now", manager=name) if code == keeping.manager_id else name]
                for code, name in keeping.managers.items()]
    return {
        "open": words("keeping.form.open"),
        "label": words("keeping.form.word"),
        "words": [{"value": name, "label": words(f"keeping.form.{name}"), "hint": words(f"keeping.form.hint_{name}"),
                   "whys": [choose, *([code, words(f"keeping.why.{code}")] for code in WHYS[KINDS[name]])]} for name in kinds],
        "manager": {"label": words("keeping.form.manager"), "options": [choose, *managers]},
        "why": words("keeping.form.why"),
        "from": {"label": words("keeping.form.from"), "value": day(keeping.today)},
        "until": {"label": words("keeping.form.until")},
        "note": {"label": words("keeping.form.note"), "most": MOST_TEXT},
        "go": words("keeping.form.go"),
    }
