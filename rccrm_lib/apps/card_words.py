"""How values read on a page: money, dates and codes in the reader's words."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from rccrm_lib.core.contracts import load_codes
from rccrm_lib.core.words import Words

WAN_FROM_FEN = 1_000_000  # from 10,000 yuan on a title reads better in units of 10,000


def yuan(fen: int | None) -> str | None:
    """Fen as whole yuan with thousands, rounded half to even once: 12345678 -> '123,457'."""
    if fen is None:
        return None
    whole = (Decimal(int(fen)) / 100).quantize(Decimal(1), ROUND_HALF_EVEN)
    return f"{whole:,}".replace("-0", "0") if whole == 0 else f"{whole:,}"


def short_money(fen: int, words: Words) -> str:
    """An amount for a sentence: '12.3 万元' from 10,000 yuan on, otherwise whole yuan; English in full."""
    if words.language == "zh" and abs(fen) >= WAN_FROM_FEN:
        wan = (Decimal(int(fen)) / WAN_FROM_FEN).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
        return words("card.chart.wan", n=f"{wan:,}")
    return f"{yuan(fen)} 元" if words.language == "zh" else f"CNY {yuan(fen)}"


def day(value: date | None) -> str:
    """A date as 2026-10-31; nothing for a missing one."""
    return value.isoformat()[:10] if value else ""


def code_word(list_name: str, code: Any, words: Words) -> str:
    """The word of a code; an unknown code is shown as it stands, a missing one is empty."""
    if not code:
        return ""
    word = load_codes().get(list_name, {}).get(str(code))
    return words.pick(word["zh"], word["en"]) if word else str(code)


def known_word(section: str, key: Any, words: Words) -> str:
    """The catalogue's word of a code such as a nature or a source system, else the code itself."""
    name = f"card.{section}.{key}"
    return words(name) if key and words.has(name) else str(key or "")


def join(parts: list[str], words: Words) -> str:
    """A list within a sentence."""
    return ("、" if words.language == "zh" else ", ").join(part for part in parts if part)
