"""The panel of basic and contact details, and the way to see a masked one whole: with a reason, on record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rccrm_lib.apps.card_record import CardRecord, Row
from rccrm_lib.apps.card_words import code_word, day, join, known_word
from rccrm_lib.apps.sight import Sight
from rccrm_lib.apps.unmasking import unmask_choice
from rccrm_lib.core.words import Words
from rccrm_lib.facts.calendar import FOREVER_DATES

Tree = dict[str, Any]
#: Rows of the panel in their order: key of the label, and the field of settings/roles.toml that gives it.
ROWS = {
    "name": "name", "cert": "cert_no", "cert_valid": "details", "mobile": "mobile", "address": "address",
    "occupation": "details", "nationality": "details", "village": "address", "manager": "manager", "branch": "manager",
    "first_open": "details",
}
MASKED_ROWS = {"name": "name", "cert": "cert_no", "mobile": "mobile", "address": "address"}
COLUMNS = {"cert": "cert_no", "cert_valid": "cert_valid_to_on", "village": "village_id"}
PERSONAL = ("occupation", "nationality", "village")


def who_panel(record: CardRecord, words: Words, *, sight: Sight, unmasked: Mapping[str, str]) -> Tree:
    """Basic and contact details that the role is given, each with its source where it was published."""
    values = _values(record, unmasked, words)
    rows = [_row(key, values[key], record.person, words) | {"unmask": _unmask(key, values[key], sight, unmasked, words)}
            for key, field in ROWS.items() if sight.level(field) != "hidden"]
    if record.person["party_kind"] == "org":
        personal = {words(f"card.who.{key}") for key in (*PERSONAL, "name")}
        rows = [row for row in rows if row["label"] not in personal or (row["known"] and row["value"] != values["name"])]
    elif sight.level("name") == "full" or not _unmask("name", "x", sight, {}, words):
        rows = [row for row in rows if row["label"] != words("card.who.name")]
    systems = [
        words("card.who.source_one", system=known_word("source", system, words), n=n)
        for system, n in record.sources.items()
    ]
    return {
        "title": words("card.who.title"),
        "rows": rows,
        "sources": words("card.who.source_head", list=join(systems, words)) if systems else "",
    }


def _values(record: CardRecord, unmasked: Mapping[str, str], words: Words) -> dict[str, str]:
    person, valid, nation = record.person, record.person["cert_valid_to_on"], record.person["nationality"]
    seen = {field: unmasked.get(field, person[field]) for field in ("name", "cert_no", "mobile", "address")}
    return {
        "name": seen["name"],
        "cert": f"{code_word('cert_type', person['cert_type'], words)} {seen['cert_no']}".strip(),
        "cert_valid": words("card.who.forever") if valid in FOREVER_DATES else day(valid),
        "mobile": seen["mobile"],
        "address": seen["address"],
        "occupation": code_word("occupation", person["occupation"], words),
        "nationality": words("card.who.china") if nation == "CHN" else nation or "",
        "village": record.village,
        "manager": record.manager,
        "branch": record.branch,
        "first_open": day(person["first_open_on"]),
    }


def _row(key: str, value: str, person: Row, words: Words) -> Tree:
    system = person.get(f"{COLUMNS.get(key, key)}_source")
    return {
        "label": words(f"card.who.{key}"),
        "value": value or words("card.who.no_manager" if key == "manager" else "card.who.missing"),
        "known": bool(value),
        "source": known_word("source", system, words) if value else "",
    }


def _unmask(key: str, value: str, sight: Sight, unmasked: Mapping[str, str], words: Words) -> Tree | None:
    """The reasons to choose from, for a masked value that this role may see whole and has not yet."""
    field = MASKED_ROWS.get(key, "")
    return unmask_choice(field, sight, words) if value and field not in unmasked else None
