"""The right half of the page "today": the customer, every reason with what to say, the form, earlier contacts."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from rccrm_lib.apps.card_words import join, short_money
from rccrm_lib.apps.shell.menu import RENDER
from rccrm_lib.apps.worklist_acts import KINDS, WHYS
from rccrm_lib.apps.worklist_data import PRODUCTS, Person, Row, WorklistData
from rccrm_lib.apps.worklist_state import Picked, WorkState
from rccrm_lib.apps.worklist_words import due, note, reason_word, say, why
from rccrm_lib.core.contact_settings import ContactSettings, FormField
from rccrm_lib.core.words import Words

Tree = dict[str, Any]
CARD = f"{RENDER}customer_card.ipynb?customer="
CONTACTS_SHOWN = 4
VALUED = ("deposit", "at_risk")


def detail_panel(state: WorkState, picked: Picked, data: WorklistData, words: Words, *, may_record: bool) -> Tree:
    """What is known of the customer on the right, and what can be done."""
    customer_id = picked.items[0]["customer_id"]
    person = state.people.get(customer_id)
    return {
        "item": picked.items[0]["item_id"], "name": person.name if person else "", "place": place_of(person),
        "home": words("worklist.row.home", names=names_of(picked.home, state, words)) if picked.home else "",
        "facts": _facts(picked.holdings, words),
        "card": {"label": words("worklist.detail.card"), "href": CARD + quote(customer_id)},
        "why_title": words("worklist.detail.why"), "say_title": words("worklist.detail.say"),
        "reasons": [_reason(item, picked, data, words) for item in picked.items],
        "answers": _answers(data, words) if may_record else None,
        "form": contact_form(data.day, data.codes, words, first=_first(picked)) if may_record else None,
        "contacts": {"title": words("worklist.detail.contacts"), "empty": words("worklist.detail.no_contacts"),
                     "rows": [contact_line(one, data.codes, words) for one in picked.contacts[:CONTACTS_SHOWN]]},
    }


def _facts(month: Row, words: Words) -> list[str]:
    """What the customer has, as far as the post is given it."""
    held = [words(f"card.products.{name}") for name in PRODUCTS if month.get(f"has_{name}")]
    facts = [words("worklist.detail.products", products=join(held, words))] if held else []
    for key, column in (("aum", "aum_avg_fen"), ("loan", "loan_end_fen")):
        if month.get(column):
            facts.append(words(f"worklist.detail.{key}", money=short_money(int(month[column]), words)))
    return facts


def _reason(item: Row, picked: Picked, data: WorklistData, words: Words) -> Tree:
    said = picked.said.get(item["item_id"], "")
    return {"name": reason_word(item["reason"], words), "why": why(item, words, code_words(data, words)), "say": say(item, words),
            "note": _note(item, words),
            "due": due(_day(item["due_on"]), data.day, words),
            "said": words("worklist.answer.said_useful") if said == "useful" else ""}


def _note(item: Row, words: Words) -> str:
    """How a figure was made; of a value only where there is one."""
    return note(item, words) if item["reason"] not in VALUED or item["value_fen"] is not None else ""


def _day(value: Any) -> Any:
    return value.date() if hasattr(value, "date") else value


def _answers(data: WorklistData, words: Words) -> Tree:
    whys = {said: [[code, words(f"worklist.{said}.{code}")] for code in codes] for said, codes in WHYS.items()}
    asks = {"wrong": words("worklist.answer.why_wrong"), "later": words("worklist.answer.why_later", n=data.settings.later_days)}
    return {"title": words("worklist.answer.title"), "whys": whys, "asks": asks,
            "buttons": [[said, words(f"worklist.answer.{said}")] for said in ("useful", "done", "wrong", "later")]}


def _first(picked: Picked) -> str:
    return str(picked.items[0]["action"])


def contact_form(day: date, codes: ContactSettings, words: Words, *, first: str) -> Tree:
    """The form of a contact: four fields, and what may be left empty. `first`: the button that Enter presses.

    A message is saved as one where a message is the step: elsewhere a button and two results less are quicker to read.
    """
    labels = {name: words(f"worklist.record.{name}") for name in
              ("title", "result", "need", "promise", "promise_hint", "next", "more", "evidence", "competitor", "product", "rate")}
    saved = KINDS if first == "message" else tuple(kind for kind in KINDS if kind != "message")
    return labels | {
        "results": [[code, words.pick(one.zh, one.en), [kind for kind in saved if kind in one.kinds]]
                    for code, one in codes.results.items() if set(one.kinds) & set(saved)],
        "needs": [[code, words.pick(one.zh, one.en)] for code, one in codes.needs.items()],
        "fields": [_field(name, field, words) for name, field in codes.form.items()],
        "products": [["", ""], *([code, words.pick(*names)] for code, names in codes.market.products.items())],
        "saves": [[kind, words(f"worklist.record.{kind}")] for kind in saved],
        "first": first, "from": day.isoformat(),
    }


def _field(name: str, field: FormField, words: Words) -> Tree:
    """One field of the household form, with its unit; a choice has its options."""
    unit = words.pick(field.unit_zh, field.unit_en)
    options = [["", ""], *([code, words.pick(*names)] for code, names in field.choices.items())]
    return {"name": name, "label": words.pick(field.zh, field.en) + (f" ({unit})" if unit else ""),
            "numeric": field.kind in ("count", "amount", "area"), "options": options if field.choices else None}


def contact_line(row: Row, codes: ContactSettings, words: Words) -> str:
    """One earlier contact as a line."""
    line = words("worklist.detail.contact", day=row["on_day"], kind=words(f"worklist.kind.{row['kind']}"),
                 result=result_word(row["result"], codes, words))
    more = [words("worklist.detail.promised", promise=row["promise"]) if row["promise"] else "",
            words("worklist.detail.next", day=row["next_on"]) if row["next_on"] else ""]
    return " · ".join(part for part in (line, *more) if part)


def names_of(customer_ids: Any, state: WorkState, words: Words) -> str:
    """The names of customers in reach, as a list within a sentence."""
    return join([state.people[one].name for one in customer_ids if one in state.people], words)


def code_words(data: WorklistData, words: Words) -> dict[str, str]:
    """Code -> name of a tier, as the month was published with, or of a need, as the settings have it."""
    needs = {code: words.pick(one.zh, one.en) for code, one in data.codes.needs.items()}
    return needs | {tier.code: words.pick(tier.zh, tier.en) for tier in data.publication.tiers}


def place_of(person: Person | None) -> str:
    """Township and village, as far as they are supplied."""
    return " ".join(part for part in (person.township, person.village) if part) if person else ""


def result_word(code: str, codes: ContactSettings, words: Words) -> str:
    """The word of what came of a contact; a code that the settings no longer hold stays a code."""
    result = codes.results.get(code)
    return words.pick(result.zh, result.en) if result else code
