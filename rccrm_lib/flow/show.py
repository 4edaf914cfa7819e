"""A section of the report inside a notebook: the same charts, drawn from what the stages have left so far."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

from rccrm_lib.core.words import Words
from rccrm_lib.flow.results import gather_results
from rccrm_lib.flow.run import Run
from rccrm_lib.reports import MonthResults, compose_sections
from rccrm_lib.reports.charts import draw_chart
from rccrm_lib.reports.document import Chart
from rccrm_lib.reports.formats import Formats


@dataclass(frozen=True, eq=False)
class Charts:
    """Charts of a report, drawn when they are shown: JupyterLab shows them, a terminal says the titles.

    `charts["tiers.pyramid", "tiers.bridge"]` are those two; what the data cannot show is left out.
    """

    charts: tuple[Chart, ...]
    formats: Formats

    def __getitem__(self, names: str | tuple[str, ...]) -> Charts:
        wanted = (names,) if isinstance(names, str) else names
        found = {chart.id.removeprefix("chart."): chart for chart in self.charts}
        return Charts(tuple(found[name] for name in wanted if name in found), self.formats)

    @property
    def drawn(self) -> tuple[tuple[str, str], ...]:
        """(title, SVG) of each chart."""
        return tuple((chart.title, draw_chart(chart, formats=self.formats)) for chart in self.charts)

    def __repr__(self) -> str:
        return "\n".join(chart.title for chart in self.charts) or "no chart: the data are not supplied"

    def save(self, file: Path) -> None:
        """Write the first chart as an SVG file."""
        file.write_text(self.drawn[0][1], encoding="utf-8")

    def _repr_html_(self) -> str:
        return "".join(f"<h4>{escape(title)}</h4>{svg[svg.find('<svg'):]}" for title, svg in self.drawn)


def draw_sections(run: Run, *sections: str, language: str = "zh") -> Charts:
    """The charts of sections of the month's report (customers, tiers, value, campaigns, churn …), in that order."""
    return charts_of(gather_results(run, short_hash=""), *sections, language=language)


def charts_of(results: MonthResults, *sections: str, language: str) -> Charts:
    """The charts that a report of these results has in its sections. Raises RccrmError for a section it does not have."""
    words = Words(language)
    composed = compose_sections(results, *sections, words=words)
    charts = [block for section in composed for block in section.blocks if isinstance(block, Chart)]
    return Charts(tuple(charts), Formats(words, results.currency))
