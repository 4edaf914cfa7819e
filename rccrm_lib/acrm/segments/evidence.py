"""The evidence of a tag in a sentence a person reads: "Wages in 3 months: 3; amount: 12,400 yuan"."""

from __future__ import annotations

from rccrm_lib.acrm.segments.feature_list import BY_NAME
from rccrm_lib.core.words import Words
from rccrm_lib.facts.money import FEN_PER_YUAN


def describe_evidence(evidence: str, *, words: Words) -> str:
    """`feature=value;…` as the table keeps it, in words; what a bank's own model offers is shown as it is."""
    parts = [part.partition("=") for part in evidence.split(";") if part]
    if any(name not in BY_NAME for name, _, _ in parts):
        return evidence
    said = [words("segments.evidence.part", feature=words(f"segments.feature.{name}"), value=_value(name, value, words))
            for name, _, value in parts]
    return words("segments.evidence.separator").join(said)


def _value(name: str, value: str, words: Words) -> str:
    kind = BY_NAME[name].kind
    if value == "":
        return words("segments.evidence.unknown")
    if kind == "fen":
        return words("segments.evidence.yuan", value=f"{int(value) // FEN_PER_YUAN:,}")
    if kind == "flag":
        return words(f"segments.evidence.{value}")
    return f"{float(value):.0%}" if kind == "share" else value
