"""Charts in the house style, as SVG text: same data, same bytes.

A drawing shows only marks and direct labels. Title, unit, source and figure id stand in the report as real text.
"""

from __future__ import annotations

import io
from dataclasses import replace
from weakref import WeakKeyDictionary

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.reports.document import Chart
from rccrm_lib.reports.fonts import drawable, register
from rccrm_lib.reports.formats import Formats
from rccrm_lib.reports.palette import INK, LINE, MUTED

WIDTH = 6.7  # inches: the text width of an A4 page with 20 mm margins, so that 9 pt prints as 9 pt
_DRAWN: WeakKeyDictionary[Chart, dict[tuple[str, str], str]] = WeakKeyDictionary()


def picture_of(chart: Chart, *, formats: Formats) -> str:
    """The SVG text of a document's chart, drawn once for all writers of the document."""
    drawn, asked = _DRAWN.setdefault(chart, {}), (formats.words.language, formats.currency)
    if asked not in drawn:
        drawn[asked] = draw_chart(chart, formats=formats)
    return drawn[asked]


def draw_chart(chart: Chart, *, formats: Formats) -> str:
    """The SVG text of a chart.

    Characters that the font lacks read [U+XXXX]. Raises RccrmError for an unknown kind.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    from rccrm_lib.reports.drawings import DRAWINGS

    if chart.kind not in DRAWINGS:
        raise RccrmError(f"no drawing for charts of kind {chart.kind!r}", ", ".join(sorted(DRAWINGS)),
                         "add a drawing function and name it in DRAWINGS")
    chart = _in_the_fonts_characters(chart)
    with mpl.rc_context(_style(chart.id)):
        figure = Figure(figsize=(WIDTH, 3.0))
        DRAWINGS[chart.kind](figure, chart, formats)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return buffer.getvalue()


def _in_the_fonts_characters(chart: Chart) -> Chart:
    """The same chart, its labels in characters that the font can draw."""
    texts = chart.data.select_dtypes(include=["object", "string"]).columns
    words = {name: chart.data[name].map(lambda value: drawable(value) if isinstance(value, str) else value) for name in texts}
    return replace(chart, data=chart.data.assign(**words),
                   labels={name: drawable(label) for name, label in chart.labels.items()})


def _style(salt: str) -> dict:
    """The house style; the salt keeps the ids inside the SVG the same from run to run."""
    return {
        "svg.hashsalt": salt, "svg.fonttype": "path", "font.family": register(), "font.size": 9,
        "axes.unicode_minus": False, "text.color": INK, "axes.labelcolor": MUTED, "axes.edgecolor": LINE,
        "axes.linewidth": 0.8, "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True,
        "axes.labelsize": 8.5, "xtick.color": MUTED, "ytick.color": INK, "xtick.labelsize": 8.5, "ytick.labelsize": 9,
        "xtick.major.size": 0, "ytick.major.size": 0, "figure.facecolor": "none", "axes.facecolor": "none",
        "figure.constrained_layout.use": True, "lines.linewidth": 1.8, "hatch.linewidth": 0.6, "path.simplify": False,
    }
