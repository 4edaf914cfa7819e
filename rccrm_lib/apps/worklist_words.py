"""The sentences of an item: why, what to say, until when. Evidence comes as codes and figures, and leaves as words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from rccrm_lib.apps.card_words import join, known_word, short_money
from rccrm_lib.core.words import Words
from rccrm_lib.facts.lunar import split_lunar_day, word_day, word_month

Names = Mapping[str, str]  # code -> name of a tier or a need


def reason_word(reason: str, words: Words) -> str:
    """The name of a reason; one that another room brought and nobody worded is "other"."""
    return words(f"worklist.reason.{_known(reason, words)}")


def why(row: Mapping[str, Any], words: Words, names: Names) -> str:
    """The evidence of an item as one sentence, with units."""
    evidence = json.loads(row["evidence"])
    key = _variant(row["reason"], evidence)
    if not words.has(f"worklist.why.{key}"):
        return words("worklist.why.other", source=row["source"])
    texts = _texts(evidence, words, names)
    said = words(f"worklist.why.{key}", **texts)
    return f"{said}{_lift(evidence, texts, words)}" if row["reason"] == "near" else said


def say(row: Mapping[str, Any], words: Words) -> str:
    """One or two sentences that a manager can use."""
    return words(_nearest("say", row, words) or "worklist.say.other")


def note(row: Mapping[str, Any], words: Words) -> str:
    """How a figure or a day of the evidence was found; empty where there is nothing to say."""
    key = _nearest("note", row, words)
    return words(key) if key else ""


def due(due_on: date, day: date, words: Words) -> str:
    """Until when, from today's point of view."""
    late = (day - due_on).days
    if late > 0:
        return words("worklist.row.overdue", n=late)
    return words("worklist.row.due_today") if late == 0 else words("worklist.row.due", day=due_on.isoformat())


def _known(reason: str, words: Words) -> str:
    return reason if words.has(f"worklist.reason.{reason}") else "other"


def _nearest(group: str, row: Mapping[str, Any], words: Words) -> str:
    """The key of the words that fit the evidence best: birthday_lunar_day, else birthday_lunar, else birthday; "" without any."""
    parts = _variant(row["reason"], json.loads(row["evidence"])).split("_")
    keys = (f"worklist.{group}.{'_'.join(parts[:n])}" for n in range(len(parts), 0, -1))
    return next((key for key in keys if words.has(key)), "")


def _variant(reason: str, evidence: Mapping[str, Any]) -> str:
    """Which of the sentences of a reason fits the evidence."""
    if reason == "at_risk":
        if evidence["state"] == "declining":
            return "at_risk_slow"
        return "at_risk" if evidence["is_known"] else "at_risk_few"
    if reason == "movement":
        return f"movement_{evidence['direction']}"
    if reason == "loan":
        return "loan_past" if evidence["is_past"] else "loan"
    if reason == "near":
        return "near_contribution" if evidence.get("measure") == "CONTRIBUTION" else "near"
    if reason == "birthday" and evidence.get("lunar_day"):
        return "birthday_lunar_day" if evidence["age"] is None else "birthday_lunar"
    if reason == "promise":
        return "promise" if evidence["promise"] else "promise_day"
    return "service_never" if reason == "service" and not evidence.get("last_contact_on") else reason


def _lift(evidence: Mapping[str, Any], texts: Mapping[str, str], words: Words) -> str:
    """What would lift a customer near a tier: keeping what is there, else the product that is named; nothing where none is."""
    if evidence.get("months"):
        return words("worklist.lift.stays", **texts)
    if not evidence.get("product"):
        return ""
    return words(f"worklist.lift.{str(evidence['rule']).lower()}", **texts)


def _texts(evidence: Mapping[str, Any], words: Words, names: Names) -> dict[str, str]:
    """Each value of the evidence as a reader says it; amounts lose the ending that names their unit."""
    return {name.removesuffix("_fen"): _text(name, value, words, names) for name, value in evidence.items()}


def _text(name: str, value: Any, words: Words, names: Names) -> str:
    if name.endswith("_fen"):
        return short_money(int(value), words) if value is not None else words("report.state.not_supplied")
    if name in ("next_tier", "need"):
        return names.get(str(value), str(value))
    if name == "product" and value:
        return words(f"report.product.{value}")
    if name == "rate" and value is not None:
        return f"{value:.0%}"
    if name == "lunar_day" and value:
        return _lunar_day(str(value), words)
    if name == "elements":
        return join([known_word("element", one.strip(), words) for one in str(value).split(",")], words)
    return "" if value is None else f"{value}"


def _lunar_day(value: str, words: Words) -> str:
    month, day, is_leap = split_lunar_day(value)
    return words("worklist.lunar.leap" if is_leap else "worklist.lunar.day",
                 month=words.pick(word_month(month), str(month)), day=words.pick(word_day(day), str(day)))
