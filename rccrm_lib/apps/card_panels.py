"""The panels of one customer's card, each from the published record to worded texts."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from rccrm_lib.apps.card_home import home_rows
from rccrm_lib.apps.card_record import CardRecord, Row
from rccrm_lib.apps.card_words import code_word, day, join, known_word, short_money, yuan
from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.shell.menu import RENDER
from rccrm_lib.apps.sight import Sight
from rccrm_lib.core.words import Words
from rccrm_lib.facts.calendar import FOREVER_DATES

Tree = dict[str, Any]
ELEMENTS = (
    "cert_type",
    "cert_no",
    "name",
    "nationality",
    "sex",
    "occupation",
    "mobile",
    "address",
    "cert_valid_to_on",
)
PRODUCTS = ("demand", "time", "wealth", "loan", "card", "mobile_bank", "merchant", "share", "payroll")
HOME = f"{RENDER}household_card.ipynb?household="
CERT_SOON_DAYS = 90  # long enough to renew a certificate before it lapses


def head_panel(record: CardRecord, source: Publication, words: Words, *, sight: Sight) -> Tree:
    """Who it is in one line, with tier and nature as tags."""
    person = record.person
    manager = [words("card.head.manager", manager=record.manager)] if record.manager else []
    line = [code_word("sex", person["sex"], words) if person["party_kind"] == "person" else ""]
    if person["birth_year"]:
        line += [
            words("card.head.years_old", n=person["age"]),
            words("card.head.year", year=person["birth_year"]),
        ]
    line += [record.place, *manager, words("card.head.customer_no", tail=person["tail"])]
    tier = tier_name(record.tier.get("tier"), source, words)
    band = next((t.band for t in source.tiers if t.code == record.tier.get("tier")), "low")
    unknown = words("card.head.tier_unknown") if sight.level("tier") != "hidden" else ""
    return {
        "name": person["name"] or words("card.head.no_name"),
        "line": " · ".join(part for part in line if part),
        "nature": known_word("nature", person["nature"], words),
        "tier": words("card.head.tier", tier=tier) if tier else unknown,
        "band": band,
    }


def tier_name(code: str | None, source: Publication, words: Words) -> str:
    """The tier's name as published, or its code."""
    for tier in source.tiers:
        if tier.code == code:
            return words.pick(tier.zh, tier.en)
    return code or ""


def fact_rows(record: CardRecord, source: Publication, words: Words, *, sight: Sight) -> list[Tree]:
    """The figures one looks for first, of those that the role is given: assets, loans, products, last activity."""
    facts = {
        "assets": lambda: _assets(record, words),
        "loans": lambda: _loans(record.month, words),
        "products": lambda: _product_count(record.month, words),
        "activity": lambda: _activity(record.month, source.as_of, words),
    }
    return [make() for field, make in facts.items() if sight.level(field) != "hidden"]


def _fact(key: str, value: str | None, unit: str, note: str, words: Words) -> Tree:
    known = value is not None
    return {
        "label": words(f"card.fact.{key}"),
        "value": value if known else words("card.fact.unknown"),
        "unit": unit if known else "",
        "note": note,
        "known": known,
    }


def _assets(record: CardRecord, words: Words) -> Tree:
    now = record.month.get("aum_avg_fen")
    before = record.history[-2].get("aum_avg_fen") if len(record.history) > 1 else None
    if now is None or before is None:
        note = words("card.fact.no_previous") if now is not None else ""
    elif now == before:
        note = words("card.fact.flat")
    else:
        note = words("card.fact.up" if now > before else "card.fact.down", amount=yuan(abs(now - before)))
    return _fact("aum", yuan(now), words("card.fact.yuan"), note, words)


def _loans(month: Row, words: Words) -> Tree:
    value = month.get("loan_end_fen")
    if month.get("has_loan") is False and not value:
        return _fact("loan", words("card.fact.no_loan"), "", "", words) | {"quiet": True}
    amount = month.get("loan_amount_fen")
    note = words("card.fact.loan_amount", amount=yuan(amount)) if amount else ""
    return _fact("loan", yuan(value), words("card.fact.yuan"), note, words)


def _product_count(month: Row, words: Words) -> Tree:
    count, accounts, shared = (month.get(key) for key in ("n_products", "n_accounts", "n_co_used"))
    note = ""
    if accounts is not None:
        note = words(
            "card.fact.accounts_shared" if shared else "card.fact.accounts", n=accounts, shared=shared
        )
    return _fact("products", None if count is None else str(count), words("card.fact.kinds"), note, words)


def _activity(month: Row, as_of: date, words: Words) -> Tree:
    if "last_active_on" not in month:
        return _fact("active", None, "", "", words)
    last = month["last_active_on"]
    if last is None:
        return _fact("active", words("card.fact.never"), "", words("card.fact.never_note"), words) | {
            "quiet": True
        }
    return _fact("active", day(last), "", words("card.fact.days_ago", n=(as_of - last).days), words)


def alert_rows(record: CardRecord, source: Publication, words: Words) -> list[Tree]:
    """What to know before one meets the customer, the gravest first; never empty."""
    person, rows = record.person, []
    if person["death_on"]:
        rows.append(_alert("late", "death", words, day=day(person["death_on"])))
    if person["refuses_marketing"]:
        rows.append(_alert("late", "refuses", words))
    rows += _cert_alerts(person["cert_valid_to_on"], source.as_of, words)
    if record.change.get("deciding"):
        rows.append(moved_row(record.change, source, words))
    if record.tier.get("is_watch"):
        tier = tier_name(record.tier.get("tier"), source, words)
        rows.append(_alert("soon", "watch", words, n=record.tier.get("months_below"), tier=tier))
    for column, key in (
        ("name_is_conflicting", "name_conflict"),
        ("mobile_is_shared", "mobile_shared"),
        ("is_staff", "staff"),
    ):
        if person[column]:
            rows.append(_alert("soon", key, words))
    lacking = missing_elements(person)
    if lacking and person["party_kind"] == "person":
        names = join([_element(name, words) for name in lacking], words)
        rows.append(_alert("soon", "missing", words, n=len(lacking), list=names))
    return rows or [_alert("done", "none", words)]


def _alert(tone: str, key: str, words: Words, **values: Any) -> Tree:
    return {"tone": tone, "sign": words(f"card.alert.{tone}"), "text": words(f"card.alert.{key}", **values)}


def moved_row(change: Row, source: Publication, words: Words) -> Tree:
    """How the tier moved, and what alone decided it, in a sentence; without amounts for a post that is given none."""
    order = {tier.code: place for place, tier in enumerate(source.tiers)}
    rose = order.get(change["to_tier"], 0) > order.get(change["from_tier"], 0)
    ends = {end: tier_name(change[f"{end}_tier"], source, words) for end in ("from", "to")}
    fen, cause = change.get("deciding_fen"), words(f"card.cause.{change['deciding']}")
    if fen is None:
        why = words("card.moved.why", cause=cause)
    else:
        moved = words("card.moved.more" if fen > 0 else "card.moved.less", amount=short_money(abs(int(fen)), words))
        word = change["deciding"] if change["deciding"] in ("several", "together") else "alone"
        why = words(f"card.moved.{word}", cause=cause, moved=moved, since=change["deciding_from"], until=change["deciding_until"])
    text = words("card.moved.up" if rose else "card.moved.down", before=ends["from"], now=ends["to"], why=why)
    return {"tone": "done" if rose else "soon", "sign": words(f"card.alert.{'up' if rose else 'fell'}"), "text": text}


def _cert_alerts(valid_to: date | None, as_of: date, words: Words) -> list[Tree]:
    if valid_to is None or valid_to in FOREVER_DATES:
        return []
    left = (valid_to - as_of).days
    if left < 0:
        return [_alert("late", "cert_over", words, day=day(valid_to))]
    return [_alert("soon", "cert_soon", words, day=day(valid_to))] if left <= CERT_SOON_DAYS else []


def products_panel(record: CardRecord, words: Words) -> Tree:
    """The row of the holding matrix in words: has, does not have, not supplied."""
    groups: dict[str, list[str]] = {"has": [], "has_not": [], "unknown": []}
    for product in PRODUCTS:
        held = record.month.get(f"has_{product}")
        group = "unknown" if held is None else "has" if held else "has_not"
        groups[group].append(words(f"card.products.{product}"))
    return {
        "title": words("card.products.title"),
        "groups": [
            {"kind": kind, "label": words(f"card.products.{kind}"), "items": items}
            for kind, items in groups.items()
            if items
        ],
    }


def household_panel(record: CardRecord, source: Publication, words: Words, *, may_open_home: bool) -> Tree:
    """The family as the household archive knows it, and the way to its own card."""
    rows = [
        {
            "name": one.name,
            "relation": code_word("relation", one.relation, words),
            "tier": tier_name(one.tier, source, words),
            "self": words("card.household.self") if one.customer_id == record.customer_id else "",
            "row": index,
        }
        for index, one in enumerate(record.household)
    ]
    empty = "org" if record.person["party_kind"] == "org" else "none"
    count = words("card.household.members", n=len(rows) + record.beyond) if rows else ""
    return {
        "title": words("card.household.title"),
        "count": count,
        "rows": rows,
        "open": words("card.household.open"),
        "whole": _whole(record, words) if rows and may_open_home else None,
        "beyond": words("card.household.beyond", n=record.beyond) if record.beyond else "",
        "sums": [*_home_tier(record, source, words), *home_rows(record.home, words)],
        "sums_title": words("card.home.title") if record.home else "",
        "empty": "" if rows else words(f"card.household.{empty}"),
    }


def _whole(record: CardRecord, words: Words) -> Tree | None:
    home = record.person.get("household_id")
    return {"label": words("card.household.whole"), "href": HOME + quote(str(home))} if home else None


def _home_tier(record: CardRecord, source: Publication, words: Words) -> list[Tree]:
    """The tier of what the household has together, beside the persons' own."""
    tier = tier_name(record.home.get("tier"), source, words)
    return [{"label": words("card.home.tier"), "value": tier}] if tier else []


def missing_elements(person: Row) -> list[str]:
    """The published names of the elements that are missing."""
    return [name.strip() for name in (person["missing_elements"] or "").split(",") if name.strip()]


def _element(name: str, words: Words) -> str:
    return known_word("element", name, words)


def completeness_panel(record: CardRecord, words: Words) -> Tree:
    """Nine elements: which are there, which are missing."""
    person, lacking = record.person, missing_elements(record.person)
    tree: Tree = {"title": words("card.complete.title"), "score": "", "text": "", "items": []}
    if person["party_kind"] == "org":
        return tree | {"text": words("card.complete.org")}
    if person["completeness"] is None:
        return tree | {"text": words("card.fact.unknown")}
    names = [*ELEMENTS, *(name for name in lacking if name not in ELEMENTS)]
    text = "" if lacking else words("card.complete.all")
    return tree | {
        "score": words("card.complete.score", n=person["completeness"]),
        "text": text,
        "items": [
            {
                "name": _element(name, words),
                "ok": name not in lacking,
                "word": words("card.complete.missing" if name in lacking else "card.complete.has"),
            }
            for name in names
        ],
    }
