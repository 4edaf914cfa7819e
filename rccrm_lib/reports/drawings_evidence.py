"""The evidence between two records: bits for and against, one below the other, from the start to the sum."""

from __future__ import annotations

from matplotlib.figure import Figure

from rccrm_lib.reports.document import Chart
from rccrm_lib.reports.formats import Formats
from rccrm_lib.reports.palette import ACCENT, DOWN, GREY, GREY_DARK, INK


def draw_evidence(figure: Figure, chart: Chart, formats: Formats) -> None:
    """Data: label, value (bits, signed); the first row is the start, the last the sum, which is drawn from zero.

    Left of zero the records are more likely two, right of it one: there the reader sees what tips the scale.
    """
    rows = [(str(row.label), float(row.value)) for row in chart.data.itertuples(index=False)]
    figure.set_figheight(0.7 + 0.3 * len(rows))
    axes = figure.subplots()
    level, ends = 0.0, [0.0]
    for place, (_, value) in enumerate(rows):
        start = 0.0 if place == len(rows) - 1 else level
        level = start + value
        colour = GREY_DARK if place in (0, len(rows) - 1) else ACCENT if value >= 0 else DOWN
        axes.barh(place, value, left=start, height=0.6, color=colour, linewidth=0, edgecolor="white",
                  hatch="" if value >= 0 or place == 0 else "////")
        axes.annotate(f"{value:+.1f}".replace("-", "\u2212"), (max(start, level), place), xytext=(4, 0), va="center",
                      textcoords="offset points", color=INK)
        if place < len(rows) - 2:
            axes.plot([level, level], [place + 0.3, place + 0.7], color=GREY, linewidth=0.8)
        ends.append(level)
    span = max(max(ends) - min(ends), 1.0)
    axes.set_xlim(min(ends) - span * 0.03, max(ends) + span * 0.12)
    axes.axvline(0, color=GREY_DARK, linewidth=0.9)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)), [label for label, _ in rows], color=INK)
    axes.set_xticks([0], [chart.labels["zero"]])
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
