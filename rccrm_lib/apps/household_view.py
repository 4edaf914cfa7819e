"""What the household card shows: a plain tree of worded texts in one language. Everybody in it is masked already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from rccrm_lib.apps.card_chart import chart_panel
from rccrm_lib.apps.card_home import home_rows
from rccrm_lib.apps.card_panels import tier_name
from rccrm_lib.apps.card_words import code_word, day, join, yuan
from rccrm_lib.apps.household_data import AHEAD_DAYS, Home, HouseholdData, Row
from rccrm_lib.apps.household_state import HomeState
from rccrm_lib.apps.shell.menu import RENDER
from rccrm_lib.apps.worklist_detail import contact_form, contact_line
from rccrm_lib.apps.worklist_words import due, reason_word, why
from rccrm_lib.core.words import Words

Tree = dict[str, Any]
CARD = f"{RENDER}customer_card.ipynb?customer="
COMING_SHOWN, CONTACTS_SHOWN = 8, 6
HEADS = ("relation", "name", "since", "tier", "aum", "loan", "manager")


def home_view(state: HomeState, data: HouseholdData, words: Words, *, may_record: bool) -> Tree:
    """The card in one language; without a household, how to come to one."""
    home = state.home
    if home is None:
        lines = [words("household.none.line1"), words("household.none.line2")]
        return {"home": None, "notice": {"tone": "empty", "title": words("household.none.title"), "lines": lines, "command": "",
                                         "code": ""}}
    said = words(state.said, **dict(state.said_values)) if state.said else ""
    return {"said": said, "tone": state.tone, "open": CARD + quote(state.opens) if state.opens else "",
            "home": _home(home, data, words, may_record=may_record)}


def _home(home: Home, data: HouseholdData, words: Words, *, may_record: bool) -> Tree:
    names = {one["customer_id"]: one["name"] or words("card.head.no_name") for one in home.members}
    return {
        "id": home.household_id, "title": words("household.title", name=names[home.head["customer_id"]]),
        "line": _line(home, data, words), "tags": _tags(home, data, words),
        "facts": _facts(home, words), "unit": words("card.fact.yuan"), "beyond": _beyond(home, words),
        "members": _members(home, data, words),
        "chart": chart_panel(home.history, words, with_assets=data.sight.level("assets") != "hidden") if home.history else None,
        "coming": _coming(home, names, data, words), "registers": _registers(home, names, words),
        "contacts": _contacts(home, names, data, words), "changes": _changes(home, names, words),
        "form": contact_form(data.day, data.codes, words, first="visit") | {"title": words("household.record", n=_all(home))} if (
            may_record) else None,
        "foot": words("household.foot", month=data.publication.month, day=day(data.day)),
    }


def _all(home: Home) -> int:
    return len(home.members) + home.beyond


def _line(home: Home, data: HouseholdData, words: Words) -> str:
    """How many, where, and who looks after them."""
    managers = sorted({one["manager_id"] for one in home.members if one["manager_id"]})
    named = join([data.manager_name(one) for one in managers], words)
    key = "household.managers" if len(managers) > 1 else "household.manager" if managers else "household.nobody"
    place = " ".join(part for part in (home.village.get("township"), home.village.get("name")) if part)
    return " · ".join(part for part in (words("card.household.members", n=_all(home)), place, words(key, names=named)) if part)


def _tags(home: Home, data: HouseholdData, words: Words) -> list[Tree]:
    """The tier of all together, and what the village is."""
    code = home.sums.get("tier")
    band = next((tier.band for tier in data.publication.tiers if tier.code == code), "low")
    tags = [{"text": words("household.tier", tier=tier_name(code, data.publication, words)), "band": band}] if code else []
    return tags + ([{"text": words("household.credit_village"), "band": "low"}] if home.village.get("is_credit_village") else [])


def _facts(home: Home, words: Words) -> list[Tree]:
    """Sums in yuan: of the whole household where all of it is in reach, otherwise of the members whom the visitor sees."""
    if home.sums:
        return home_rows(home.sums, words)
    rows = []
    for name in ("aum_end", "loan_end"):
        values = [one[f"{name}_fen"] for one in home.members]
        if any(value is not None for value in values):
            rows.append({"label": words(f"card.home.{name}"),
                         "value": yuan(sum(int(value or 0) for value in values)), "known": True})
    return rows


def _beyond(home: Home, words: Words) -> str:
    return words("household.beyond", n=home.beyond, seen=len(home.members)) if home.beyond else ""


def _members(home: Home, data: HouseholdData, words: Words) -> Tree:
    rows = [[code_word("relation", one["relation"], words), _called(one, words), day(one["since"]),
             tier_name(one["tier"], data.publication, words), yuan(one["aum_end_fen"]) or "—", yuan(one["loan_end_fen"]) or "—",
             data.manager_name(one["manager_id"]) if one["manager_id"] else "—"] for one in home.members]
    return {"title": words("household.members"), "heads": [words(f"household.column.{head}") for head in HEADS], "rows": rows,
            "open": words("card.household.open"), "note": words("household.since_note")}


def _called(member: Row, words: Words) -> str:
    name = member["name"] or words("card.head.no_name")
    return words("household.died", name=name) if member["death_on"] else name


def _coming(home: Home, names: dict[str, str], data: HouseholdData, words: Words) -> Tree:
    """What has a day within the next weeks, in order: promises, deposits and loans due, documents, service owed."""
    tiers = {tier.code: words.pick(tier.zh, tier.en) for tier in data.publication.tiers}
    ordered = sorted(home.coming, key=lambda one: (day(one["due_on"]), one["customer_id"], one["reason"]))
    rows = [{"day": day(one["due_on"]), "name": names.get(one["customer_id"], ""), "what": reason_word(one["reason"], words),
             "why": _why(one, words, tiers), "due": due(_date(one["due_on"]), data.day, words),
             "is_late": _date(one["due_on"]) < data.day} for one in ordered[:COMING_SHOWN]]
    return {"title": words("household.coming", n=AHEAD_DAYS), "rows": rows, "more": _more(len(ordered) - len(rows), words),
            "empty": "" if rows else words("household.coming_none")}


def _why(row: Row, words: Words, tiers: dict[str, str]) -> str:
    return row["promise"] if row["reason"] == "promise" and "promise" in row else why(row, words, tiers)


def _date(value: Any) -> Any:
    return value.date() if hasattr(value, "date") else value


def _more(n: int, words: Words) -> str:
    return words("board.more", n=n) if n > 0 else ""


def _registers(home: Home, names: dict[str, str], words: Words) -> list[str]:
    """Open complaints, suggestions and referrals, a line each."""
    return [words(f"household.register.{one.get('kind') or one['register']}", name=names.get(one["customer_id"], ""),
                  day=one.get("due_on") or "") for one in home.registers]


def _contacts(home: Home, names: dict[str, str], data: HouseholdData, words: Words) -> Tree:
    rows = [words("household.contact", name=names.get(one["customer_id"], ""), line=contact_line(one, data.codes, words))
            for one in home.contacts[:CONTACTS_SHOWN]]
    return {"title": words("household.contacts"), "rows": rows, "empty": "" if rows else words("household.contacts_none")}


def _changes(home: Home, names: dict[str, str], words: Words) -> str:
    """Who joined or left this month."""
    said = [words(f"household.event.{one['kind']}", name=names.get(one["customer_id"], words("household.somebody")))
            for one in home.events if words.has(f"household.event.{one['kind']}")]
    return words("household.changes", list=join(_once(said), words)) if said else ""


def _once(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(texts))
