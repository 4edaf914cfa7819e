"""The drawing of a card: 13 months of balances as an SVG in the house style, text as outlines."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from rccrm_lib.apps.card_chart import average
from rccrm_lib.apps.card_record import Row
from rccrm_lib.core.words import Words
from rccrm_lib.reports import palette
from rccrm_lib.reports.fonts import register

#: From dark to light, so that it reads in greys too; colour of the bar and of its name.
SERIES = (
    ("time", palette.ACCENT, palette.ACCENT),
    ("demand", palette.ACCENT_MID, palette.ACCENT),
    ("wealth", palette.ACCENT_LIGHT, palette.MUTED),
)
BAR, GAP, SIZE, SMALL = 0.72, 0.13, 10, 9  # share of a month; share of the axis between names; points


def draw_balances(history: Sequence[Row], *, words: Words, divisor: int) -> bytes:
    """Stacked bars of assets, loans beneath when there are any. The same input gives the same bytes."""
    style = {"svg.hashsalt": "rccrm", "svg.fonttype": "path", "font.family": [register()], "font.size": SIZE}
    with matplotlib.rc_context(style):
        has_loan = any(average(row, "loan") for row in history)
        figure = Figure(figsize=(4.8, 2.5 if has_loan else 2.1), layout="constrained")
        ratios = [3, 1.2] if has_loan else [1]
        axes = figure.subplots(len(ratios), 1, sharex=True, squeeze=False, height_ratios=ratios)[:, 0]
        _draw_assets(axes[0], history, words, divisor)
        if has_loan:
            _draw_loans(axes[1], history, words, divisor)
        _draw_months(axes[-1], [str(row["month"]) for row in history])
        buffer = io.BytesIO()
        FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def _heights(history: Sequence[Row], series: str, divisor: int) -> list[float]:
    return [(average(row, series) or 0) / divisor for row in history]


def _draw_assets(axes: Any, history: Sequence[Row], words: Words, divisor: int) -> None:
    base = [0.0] * len(history)
    for series, colour, _ in SERIES:
        heights = _heights(history, series, divisor)
        axes.bar(range(len(history)), heights, bottom=base, color=colour, width=BAR, linewidth=0)
        base = [low + high for low, high in zip(base, heights, strict=True)]
    _frame(axes, top=max(base), ticks=4)
    _label_series(axes, history, words, divisor)


def _label_series(axes: Any, history: Sequence[Row], words: Words, divisor: int) -> None:
    """Names to the right of the last bar, pushed apart where two would touch."""
    gap = GAP * axes.get_ylim()[1]
    low, last = 0.0, -gap
    for series, _, ink in SERIES:
        height = (average(history[-1], series) or 0) / divisor
        if height > 0:
            place = max(low + height / 2, last + gap)
            _label(axes, words(f"card.chart.{series}"), (len(history) - 0.5, place), ink)
            low, last = low + height, place


def _draw_loans(axes: Any, history: Sequence[Row], words: Words, divisor: int) -> None:
    heights = _heights(history, "loan", divisor)
    axes.bar(range(len(history)), heights, color=palette.GREY_DARK, width=BAR, linewidth=0)
    _frame(axes, top=max(heights), ticks=2)
    _label(
        axes,
        words("card.chart.loan"),
        (len(history) - 0.5, max(heights[-1], max(heights) / 4) / 2),
        palette.MUTED,
    )


def _label(axes: Any, text: str, place: tuple[float, float], colour: str) -> None:
    axes.annotate(text, place, va="center", color=colour, fontsize=SIZE, annotation_clip=False)


def _frame(axes: Any, *, top: float, ticks: int) -> None:
    """Bars stand on zero; a light grid, no box."""
    axes.set_ylim(0, max(top, 0.01) * 1.12)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=palette.LIGHT, linewidth=0.8)
    axes.tick_params(axis="both", length=0, labelcolor=palette.MUTED, labelsize=SMALL)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    axes.locator_params(axis="y", nbins=ticks)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(palette.GREY_DARK)


def _draw_months(axes: Any, months: Sequence[str]) -> None:
    """Every third month back from the last, so that the last one and the same month a year ago are named."""
    named = [n for n in range(len(months)) if (len(months) - 1 - n) % 3 == 0]
    axes.set_xticks(named, [months[n] for n in named])
    axes.set_xlim(-0.6, len(months) - 0.4)
