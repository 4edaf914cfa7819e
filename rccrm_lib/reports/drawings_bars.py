"""Drawings made of bars: always from a zero baseline, labelled directly."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rccrm_lib.reports.document import Chart, plain
from rccrm_lib.reports.formats import Formats
from rccrm_lib.reports.palette import ACCENT, ACCENT_LIGHT, ACCENT_MID, DOWN, GREY, GREY_DARK, INK, LIGHT, MUTED

ROW = 0.31  # inches a horizontal bar takes


def _flag(frame: pd.DataFrame, name: str) -> list[bool]:
    return frame[name].fillna(False).astype(bool).tolist() if name in frame else [False] * len(frame)


def _clear(axes: Axes) -> None:
    """A bare axis: only the baseline at zero stays."""
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])


def _barh(axes: Axes, frame: pd.DataFrame, column: str, unit: str, formats: Formats) -> None:
    """Horizontal bars, first row on top; a missing value says so instead of a bar of length 0."""
    values = [plain(value) for value in frame[column]]
    colours = [ACCENT if marked else GREY for marked in _flag(frame, "is_marked")]
    axes.barh(range(len(values)), [value or 0 for value in values], color=colours, height=0.66)
    longest = max([value or 0 for value in values], default=0) or 1
    digits = formats.digits(values, unit)
    for row, value in enumerate(values):
        text = formats.value(value, unit, digits=digits) + ("%" if unit == "share" and value is not None else "")
        axes.text((value or 0) + longest * 0.015, row, text, va="center", color=INK if value is not None else MUTED)
    axes.set_xlim(0, longest * 1.22)
    axes.invert_yaxis()
    _clear(axes)


def draw_bars(figure: Figure, chart: Chart, formats: Formats) -> None:
    """Data: label, value, optional is_marked. One bar a row, in the order given."""
    figure.set_figheight(0.35 + ROW * len(chart.data))
    axes = figure.subplots()
    _barh(axes, chart.data, "value", chart.value_unit, formats)
    axes.set_yticks(range(len(chart.data)), chart.data["label"].tolist())


def draw_pyramid(figure: Figure, chart: Chart, formats: Formats) -> None:
    """Data: label, n, aum_avg_fen, is_marked; the highest tier first. Customers and their money side by side."""
    figure.set_figheight(0.7 + ROW * len(chart.data))
    left, right = figure.subplots(1, 2, sharey=True)
    _barh(left, chart.data, "n", "count", formats)
    left.invert_yaxis()
    _barh(right, chart.data, "aum_avg_fen", "fen", formats)
    left.set_yticks(range(len(chart.data)), chart.data["label"].tolist())
    left.set_title(chart.labels["left"], loc="left", fontsize=9, color=MUTED)
    right.set_title(chart.labels["right"], loc="left", fontsize=9, color=MUTED)


def draw_waterfall(figure: Figure, chart: Chart, formats: Formats) -> None:
    """Data: label, n (signed), is_total; the first and the last row are totals; a first total of nothing is not named.

    Only the changes are drawn, from the line of the first total: bars of hundreds beside changes of tens would
    hide what the bridge is for, and cutting them would break the zero baseline.
    """
    figure.set_figheight(2.7)
    axes = figure.subplots()
    first, last = chart.data.iloc[0], chart.data.iloc[-1]
    steps = [(str(row.label), int(row.n)) for row in chart.data.iloc[1:-1].itertuples(index=False)]
    net = int(last["n"]) - int(first["n"])
    level, tops = 0, [0]
    for place, (_, value) in enumerate([*steps, ("", net)]):
        start = 0 if place == len(steps) else level
        level = start + value
        axes.bar(place, value, bottom=start, width=0.6, linewidth=0, edgecolor="white", hatch="" if value >= 0 else "////",
                 color=GREY_DARK if place == len(steps) else ACCENT if value >= 0 else DOWN)
        tops += [start, level]
        if place < len(steps):
            axes.plot([place + 0.3, place + 0.7], [level, level], color=GREY, linewidth=0.8)
        axes.annotate(formats.signed(value, chart.value_unit), (place, max(start, level)), xytext=(0, 3), ha="center",
                      textcoords="offset points", color=INK)
    span = max(max(tops) - min(tops), 1)
    axes.axhline(0, color=GREY_DARK, linewidth=0.9)
    axes.set_ylim(min(tops) - span * 0.1, max(tops) + span * 0.16)
    if first["label"]:
        axes.annotate(f"{first['label']} {formats.value(int(first['n']), chart.value_unit)}", (-0.45, 0), xytext=(-4, 0),
                      ha="right", va="center", textcoords="offset points", color=INK, annotation_clip=False)
    axes.set_xlim(-0.45, len(steps) + 0.45)
    ends = f"{last['label']} {formats.value(int(last['n']), chart.value_unit)}"
    axes.set_xticks(range(len(steps) + 1), [*[label for label, _ in steps], ends], color=INK)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)


def draw_columns(figure: Figure, chart: Chart, formats: Formats) -> None:
    """Data: label, value (may be negative or missing), is_marked; labels: limit (a number), limit_text."""
    figure.set_figheight(2.5)
    axes = figure.subplots()
    values: list[Any] = [plain(value) for value in chart.data["value"]]
    colours = [ACCENT if marked else GREY for marked in _flag(chart.data, "is_marked")]
    axes.bar(range(len(values)), [value or 0 for value in values], color=colours, width=0.66)
    span = max([abs(value or 0) for value in values], default=0) or 0.01
    digits = formats.digits(values, chart.value_unit)
    for place, value in enumerate(values):
        text = "–" if value is None else formats.value(value, chart.value_unit, digits=digits)
        below = value is not None and value < 0
        axes.text(place, (value or 0) + (-span if below else span) * 0.03, text, ha="center", fontsize=8,
                  va="top" if below else "bottom", color=INK)
    axes.axhline(0, color=GREY_DARK, linewidth=0.8)
    lowest = min([value or 0 for value in values], default=0)
    axes.set_ylim(bottom=lowest - span * 0.18 if lowest < 0 else 0)
    if "limit" in chart.labels:
        limit = float(chart.labels["limit"])
        axes.axhline(limit, color=DOWN, linewidth=1.2, linestyle=(0, (4, 2)))
        axes.annotate(chart.labels["limit_text"], (-0.45, limit), xytext=(0, 3), textcoords="offset points", color=DOWN,
                      va="bottom", fontsize=8.5)
        axes.set_ylim(top=max(axes.get_ylim()[1], limit * 1.3))
    axes.set_xticks(range(len(values)), chart.data["label"].tolist())
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)


def draw_stacked(figure: Figure, chart: Chart, formats: Formats) -> None:
    """Data: label (a bar), part, share; parts in order of first appearance, named above the first bar."""
    bars = list(dict.fromkeys(chart.data["label"]))
    parts = list(dict.fromkeys(chart.data["part"]))
    shades = [ACCENT, ACCENT_MID, ACCENT_LIGHT, GREY_DARK, GREY, LIGHT][: len(parts)]
    figure.set_figheight(0.75 + ROW * len(bars))
    axes = figure.subplots()
    wide = chart.data.pivot(index="label", columns="part", values="share").reindex(index=bars, columns=parts)
    start = [0.0] * len(bars)
    taken = -1.0
    for part, shade in zip(parts, shades, strict=True):
        shares = [float(value or 0) for value in wide[part].fillna(0)]
        axes.barh(range(len(bars)), shares, left=start, color=shade, height=0.7, edgecolor="white", linewidth=0.8)
        dark = shade in (ACCENT, ACCENT_MID, GREY_DARK)
        for row, share in enumerate(shares):
            if share >= 0.055:
                axes.text(start[row] + share / 2, row, formats.value(round(share, 2), "share").split(".")[0] + "%",
                          ha="center", va="center", fontsize=8, color="white" if dark else INK)
        place = max(start[0], taken)
        axes.text(place, -0.52, part, ha="left", va="baseline", fontsize=8.5, color=INK)
        taken = place + 0.0138 * sum(1.9 if ord(letter) > 0x2E80 else 1 for letter in part) + 0.025
        start = [left + share for left, share in zip(start, shares, strict=True)]
    axes.set_yticks(range(len(bars)), bars)
    axes.set_xlim(0, max(1.0, taken))
    axes.set_ylim(len(bars) - 0.5, -1.1)
    axes.spines["left"].set_visible(False)
    _clear(axes)
