"""The chart panel of a card: a title that says the finding, the drawing and its table."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from rccrm_lib.apps.card_record import Row
from rccrm_lib.apps.card_words import WAN_FROM_FEN, short_money, yuan
from rccrm_lib.core.words import Words

Tree = dict[str, Any]
FLAT = 0.01  # below one per cent a change is not worth a word
YEAR_OF_MONTHS = 13  # the same month a year ago, and everything since
TABLE_COLUMNS = ("aum", "demand", "time", "wealth", "loan")


def chart_panel(history: Sequence[Row], words: Words, *, with_assets: bool = True) -> Tree:
    """Title with the finding, the drawing as a data address, its alternative text and its table."""
    title = finding(history, words) if with_assets else words("card.chart.loan")
    panel: Tree = {"title": title, "unit": "", "svg": "", "alt": title, "empty": "", "table": None}
    if not any(average(row, "aum") or average(row, "loan") for row in history):
        return panel | {"empty": words("card.chart.empty")}
    divisor = _divisor(history)
    unit = words("card.chart.wan_unit" if divisor == WAN_FROM_FEN else "card.chart.yuan_unit")
    return panel | {
        "unit": words("card.chart.unit", unit=unit),
        "svg": _drawing(history, words=words, divisor=divisor),
        "table": _table(history, words),
    }


def finding(history: Sequence[Row], words: Words) -> str:
    """The sentence over the chart: where the assets stand and how they moved over the year."""
    known = [row for row in history if average(row, "aum") is not None]
    if not known:
        return words("card.chart.title_none")
    now = average(known[-1], "aum") or 0
    if len(known) < YEAR_OF_MONTHS:
        return words("card.chart.title_short", value=short_money(now, words), n=len(known))
    change = now - (average(known[0], "aum") or 0)
    if abs(change) <= FLAT * max(abs(now), 1):
        return words("card.chart.title_flat", value=short_money(now, words))
    key = "card.chart.title_up" if change > 0 else "card.chart.title_down"
    return words(key, value=short_money(now, words), change=short_money(abs(change), words))


def average(row: Row, series: str) -> int | None:
    """The daily average of a month in fen, `None` where it was not supplied."""
    value = row.get(f"{series}_avg_fen")
    return None if value is None else int(value)


def _divisor(history: Sequence[Row]) -> int:
    """Fen per unit of the axis: 10,000 yuan for larger balances, otherwise yuan."""
    top = max(abs(average(row, key) or 0) for row in history for key in ("aum", "loan"))
    return WAN_FROM_FEN if top >= WAN_FROM_FEN else 100


def _drawing(history: Sequence[Row], *, words: Words, divisor: int) -> str:
    """The SVG as a data address; the drawing library is loaded only when the first card opens."""
    from rccrm_lib.apps.card_drawing import draw_balances

    svg = draw_balances(history, words=words, divisor=divisor)
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode("ascii")


def _table(history: Sequence[Row], words: Words) -> Tree:
    unknown = words("card.fact.unknown")
    return {
        "open": words("card.chart.table"),
        "unit": words("card.chart.table_unit"),
        "head": [words("card.chart.month"), *(words(f"card.chart.{key}") for key in TABLE_COLUMNS)],
        "rows": [
            [row["month"], *(yuan(average(row, key)) or unknown for key in TABLE_COLUMNS)]
            for row in reversed(history)
        ],
    }
