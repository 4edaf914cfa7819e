"""Drawings made of lines, dots and cells: intervals shown as bands, series labelled at their end."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from rccrm_lib.reports.document import Chart, plain
from rccrm_lib.reports.formats import Formats
from rccrm_lib.reports.palette import ACCENT, GREY, GREY_DARK, INK, LIGHT, LINE, MUTED

SHADES = [GREY, GREY_DARK, "#454f4c"]
DARK_FROM = 0.85  # share of a row from which a cell is dark and its count white
DASHES = ["-", (0, (5, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2))]


def _spread(places: list[float], gap: float) -> list[float]:
    """The same places moved apart by at least `gap`, order kept, so that labels at line ends do not overlap."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = list(places)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + gap)
    shift = sum(moved[i] - places[i] for i in order) / max(len(order), 1)
    return [place - shift for place in moved]


def _end_labels(axes: Axes, ends: list[tuple[float, float, str, str]]) -> None:
    """Names at the right end of lines: (x, y, text, colour)."""
    low, high = axes.get_ylim()
    places = _spread([y for _, y, _, _ in ends], (high - low) * 0.075)
    for (x, _, text, colour), place in zip(ends, places, strict=True):
        axes.annotate(text, (x, place), xytext=(6, 0), textcoords="offset points", va="center", color=colour,
                      fontsize=8.5, annotation_clip=False)


def draw_matrix(figure: Figure, chart: Chart, formats: Formats) -> None:
    """Data: row, column, n, share (of its row), is_same; counts in the cells, shade by share of the row."""
    rows, columns = list(dict.fromkeys(chart.data["row"])), list(dict.fromkeys(chart.data["column"]))
    figure.set_figheight(0.75 + 0.34 * len(rows))
    axes = figure.subplots()
    wide = chart.data.pivot(index="row", columns="column", values=["n", "share"])
    stops = [(0.0, "#ffffff"), (0.3, "#dbe9e5"), (DARK_FROM, "#8fb9b0"), (DARK_FROM + 0.01, "#33796a"), (1.0, ACCENT)]
    shade = LinearSegmentedColormap.from_list("house", stops)  # the step keeps the counts readable on every shade
    share = wide["share"].reindex(index=rows, columns=columns).astype(float).fillna(0)
    axes.pcolormesh(share.to_numpy(), cmap=shade, vmin=0, vmax=1, edgecolors="white", linewidth=1.5)
    for entry in chart.data.itertuples(index=False):
        if not entry.n:
            continue
        x, y = columns.index(entry.column) + 0.5, rows.index(entry.row) + 0.5
        dark = entry.share > DARK_FROM
        axes.text(x, y, formats.value(int(entry.n), "count"), ha="center", va="center",
                  color="white" if dark else INK, fontsize=9)
    axes.set_xticks([i + 0.5 for i in range(len(columns))], columns, color=INK)
    axes.set_yticks([i + 0.5 for i in range(len(rows))], rows)
    axes.invert_yaxis()
    axes.xaxis.tick_top()
    axes.set_ylabel(chart.labels["rows"])
    axes.set_xlabel(chart.labels["columns"])
    axes.xaxis.set_label_position("top")
    for side in axes.spines.values():
        side.set_visible(False)


def draw_survival(figure: Figure, chart: Chart, formats: Formats) -> None:
    """Data: label, month, survival, low, high, is_marked; labels: floor of the axis, named under the title."""
    figure.set_figheight(3.1)
    axes = figure.subplots()
    ends = []
    others = 0
    for label in dict.fromkeys(chart.data["label"]):
        part = chart.data[chart.data["label"] == label].sort_values("month")
        marked = bool(part["is_marked"].iloc[0])
        colour = ACCENT if marked else SHADES[others % len(SHADES)]
        dash = "-" if marked else DASHES[others % len(DASHES)]
        others += 0 if marked else 1
        part = pd.concat([part, part.tail(1).assign(month=part["month"].iloc[-1] + 0.5)])  # so that the last step shows
        axes.step(part["month"], part["survival"], where="post", color=colour, linestyle=dash,
                  linewidth=2.2 if marked else 1.5)
        band = part.dropna(subset=["low", "high"])
        axes.fill_between(band["month"], band["low"], band["high"], step="post", color=colour,
                          alpha=0.22 if marked else 0.09, linewidth=0)
        last = part.iloc[-1]
        ends.append((float(last["month"]), float(last["survival"]), f"{label} {formats.text(last['survival'], 'share')}",
                     colour if marked else INK))
    floor = float(chart.labels["floor"])
    axes.set_ylim(floor, 1 + (1 - floor) * 0.02)
    _share_axis(axes)
    _end_labels(axes, ends)
    axes.set_xlim(0, float(chart.data["month"].max()) + 0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=13))
    axes.set_xlabel(chart.labels["x"])


def _share_axis(axes: Axes) -> None:
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:.0f}%"))
    axes.tick_params(axis="y", labelcolor=MUTED, labelsize=8.5)
    axes.grid(axis="y", color=LIGHT, linewidth=0.8)
    axes.spines["left"].set_visible(False)


def draw_effects(figure: Figure, chart: Chart, formats: Formats) -> None:
    """Data: label, effect, low, high (fen), is_marked. A dot with its interval; the line of no effect is drawn."""
    figure.set_figheight(0.75 + 0.42 * len(chart.data))
    axes = figure.subplots()
    for row, entry in enumerate(chart.data.itertuples(index=False)):
        effect, low, high = plain(entry.effect), plain(entry.low), plain(entry.high)
        if effect is None:
            axes.text(0, row, " " + formats.value(None, "fen"), va="center", color=MUTED)
            continue
        sure = low is not None and (low > 0 or high < 0)
        colour = ACCENT if sure else GREY_DARK
        if low is not None:
            axes.plot([low, high], [row, row], color=colour, linewidth=2.2, solid_capstyle="butt")
        axes.plot([effect], [row], marker="o", markersize=7.5, color=colour,
                  markerfacecolor=colour if sure else "white", markeredgewidth=1.6)
        axes.annotate(entry.text, (effect, row), xytext=(0, 7), textcoords="offset points", ha="center",
                      fontsize=8.5, color=INK)
    axes.axvline(0, color=GREY_DARK, linewidth=1)
    axes.set_yticks(range(len(chart.data)), chart.data["label"].tolist())
    axes.set_ylim(len(chart.data) - 0.6, -0.75)
    axes.margins(x=0.12)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: formats.yuan(round(value))))
    axes.xaxis.get_major_locator().set_params(nbins=6)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(chart.labels["x"])


def draw_lines(figure: Figure, chart: Chart, formats: Formats) -> None:
    """Data: label (month), series, value, is_marked. One line a series from zero, named at its end."""
    figure.set_figheight(2.9)
    axes = figure.subplots()
    months = list(dict.fromkeys(chart.data["label"]))
    digits = formats.digits(chart.data["value"].tolist(), chart.value_unit)
    ends = []
    others = 0
    for series in dict.fromkeys(chart.data["series"]):
        part = chart.data[chart.data["series"] == series]
        values = pd.to_numeric(part["value"])
        if not values.notna().any():
            continue
        marked = bool(part["is_marked"].iloc[0])
        colour = ACCENT if marked else SHADES[others % len(SHADES)]
        dash = "-" if marked else DASHES[others % len(DASHES)]
        others += 0 if marked else 1
        places = [months.index(label) for label in part["label"]]
        axes.plot(places, values, color=colour, linestyle=dash, linewidth=2.2 if marked else 1.6)
        last = values.dropna().index[-1]
        value = plain(values[last])
        place = months.index(part.loc[last, "label"])
        axes.plot([place], [value], marker="o", markersize=4.5, color=colour, clip_on=False)
        shown = formats.value(value, chart.value_unit, digits=digits)
        ends.append((float(place), float(value), f"{series} {shown}", colour if marked else INK))
    axes.set_ylim(0, axes.get_ylim()[1] * 1.05)
    axes.set_xlim(-0.25, max(len(months) - 1, 1))
    axes.set_xticks(range(len(months)), months)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: formats.value(int(value), chart.value_unit)))
    axes.yaxis.get_major_locator().set_params(nbins=5)
    axes.tick_params(axis="y", labelcolor=MUTED, labelsize=8.5)
    axes.grid(axis="y", color=LIGHT, linewidth=0.8)
    axes.spines["left"].set_visible(False)
    _end_labels(axes, ends)


def draw_concentration(figure: Figure, chart: Chart, formats: Formats) -> None:
    """Data: customers_share, aum_share, low, high. The curve of the top shares, against equal shares."""
    figure.set_figheight(3.2)
    axes = figure.subplots()
    data = chart.data.sort_values("customers_share")
    xs, ys = [0.0, *data["customers_share"], 1.0], [0.0, *data["aum_share"], 1.0]
    axes.plot([0, 1], [0, 1], color=LINE, linewidth=1.2)
    axes.annotate(chart.labels["equal"], (0.6, 0.6), xytext=(4, -12), textcoords="offset points", color=MUTED, fontsize=8.5)
    band = data.dropna(subset=["low", "high"]) if {"low", "high"} <= set(data) else data.iloc[:0]
    if len(band):
        axes.fill_between(band["customers_share"], band["low"], band["high"], color=ACCENT, alpha=0.18, linewidth=0)
    axes.plot(xs, ys, color=ACCENT)
    for entry in data.itertuples(index=False):
        if entry.customers_share in (0.01, 0.05, 0.1, 0.2):
            axes.plot([entry.customers_share], [entry.aum_share], marker="o", color=ACCENT, markersize=5)
            text = chart.labels["point"].format(top=f"{entry.customers_share * 100:.0f}%",
                                                share=formats.text(entry.aum_share, "share"))
            axes.annotate(text, (entry.customers_share, entry.aum_share), xytext=(10, -9), textcoords="offset points",
                          fontsize=8.5, color=INK)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    _share_axis(axes)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:.0f}%"))
    axes.set_xlabel(chart.labels["x"])
