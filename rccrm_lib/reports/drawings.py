"""Which drawing draws which kind of chart. Apart from charts.py, because it brings matplotlib, which a run may never need."""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.figure import Figure

from rccrm_lib.reports import drawings_bars, drawings_curves, drawings_deviations, drawings_evidence
from rccrm_lib.reports.document import Chart
from rccrm_lib.reports.formats import Formats

Drawing = Callable[[Figure, Chart, Formats], None]

DRAWINGS: dict[str, Drawing] = {
    "bars": drawings_bars.draw_bars,
    "pyramid": drawings_bars.draw_pyramid,
    "waterfall": drawings_bars.draw_waterfall,
    "stacked": drawings_bars.draw_stacked,
    "columns": drawings_bars.draw_columns,
    "matrix": drawings_curves.draw_matrix,
    "survival": drawings_curves.draw_survival,
    "effects": drawings_curves.draw_effects,
    "lines": drawings_curves.draw_lines,
    "concentration": drawings_curves.draw_concentration,
    "evidence": drawings_evidence.draw_evidence,
    "deviations": drawings_deviations.draw_deviations,
}
