"""A drawing of distances: bars to both sides of what is usual."""

from __future__ import annotations

from matplotlib.figure import Figure

from rccrm_lib.reports.document import Chart
from rccrm_lib.reports.formats import Formats
from rccrm_lib.reports.palette import ACCENT, GREY, INK, LINE

ROW = 0.26  # inches a bar takes


def draw_deviations(figure: Figure, chart: Chart, formats: Formats) -> None:
    """Data: label, value, is_marked. One bar a row, to the left of the zero line below it and to the right above."""
    figure.set_figheight(0.35 + ROW * len(chart.data))
    axes = figure.subplots()
    values = chart.data["value"].astype(float).tolist()
    reach = max([abs(value) for value in values], default=0) or 1
    colours = [ACCENT if marked else GREY for marked in chart.data["is_marked"]]
    axes.barh(range(len(values)), values, color=colours, height=0.66)
    for row, value in enumerate(values):
        beside, side = (value + 0.02 * reach, "left") if value >= 0 else (value - 0.02 * reach, "right")
        axes.text(beside, row, formats.signed(value, chart.value_unit), va="center", color=INK, ha=side)
    axes.axvline(0, color=LINE, linewidth=0.8)
    axes.set_xlim(-1.3 * reach, 1.3 * reach)
    axes.invert_yaxis()
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_visible(False)
    axes.set_xticks([])
    axes.set_yticks(range(len(values)), chart.data["label"].tolist())
