"""The slicer: choose customers by member, branch, township, village, line and tier; the charts follow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import ipywidgets as widgets

from rccrm_lib.core.contracts import load_codes
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.words import Words
from rccrm_lib.flow.run import Run
from rccrm_lib.flow.show import Charts, charts_of
from rccrm_lib.flow.slices import Slice, SlicedMonth, runs_of_month
from rccrm_lib.reports import MonthResults

DIMENSIONS = ("branch", "township", "village", "line", "tier")
#: What can be looked at, and the charts of the report that show it.
VIEWS = {
    "pyramid": ("tiers.pyramid",),
    "movement": ("tiers.bridge", "tiers.migration"),
    "contribution": ("contribution.waterfall", "contribution.line"),
    "concentration": ("value.concentration", "contribution.concentration"),
    "near": ("value.near",),
}
SECTIONS = ("tiers", "value")


class Slicer(widgets.VBox):
    """Six choices, the view, and its charts. `results` holds the frames of what is shown, for whoever goes on from there."""

    def __init__(self, run: Run, *, language: str) -> None:
        self.words = Words(language)
        self.runs = {one.member.id: one for one in runs_of_month(run)}
        names = [(self.words.pick(one.member.name_zh, one.member.name_en), code) for code, one in self.runs.items()]
        self.member = self._dropdown("member", names)
        self.member.value = run.member.id
        self.chosen = {name: self._dropdown(name, []) for name in DIMENSIONS}
        self.view = widgets.ToggleButtons(options=[(self.words(f"desk.view.{view}"), view) for view in VIEWS])
        self.shown = widgets.HTML()
        self._charts: Charts | None = None
        self._is_changing = False
        self._open()
        self.member.observe(lambda _: self._open(), names="value")
        self.chosen["township"].observe(lambda _: self._narrow_villages(), names="value")
        for choice in self.chosen.values():
            choice.observe(lambda _: self._cut(), names="value")
        self.view.observe(lambda _: self._draw(), names="value")
        rows = [self.member, *self.chosen.values()]
        super().__init__([widgets.Box(rows, layout=widgets.Layout(flex_flow="row wrap")), self.view, self.shown])

    def _dropdown(self, name: str, options: list[tuple[str, str]]) -> widgets.Dropdown:
        return widgets.Dropdown(options=options, description=self.words(f"desk.by.{name}"), layout=widgets.Layout(width="300px"))

    def _open(self) -> None:
        """A member was chosen: read the month's choices, and show all of it."""
        self._say(self.words("desk.reading"))
        month = self._month = SlicedMonth(self.runs[self.member.value])
        tiers, names = month.whole.tier_names, load_codes()["line"]
        offered = {
            "branch": month.choices("branch"), "township": month.choices("township"), "village": month.villages(),
            "line": [(names[code][self.words.language], code) for code in month.lines()],
            "tier": list(zip(tiers[f"name_{self.words.language}"], tiers["tier"], strict=True)),
        }
        with self._together():
            for name, options in offered.items():
                self._offer(name, options)
        self._cut()

    def _offer(self, name: str, options: list[tuple[str, str]]) -> None:
        self.chosen[name].options = [(self.words("desk.all"), ""), *options]
        self.chosen[name].value = ""

    def _narrow_villages(self) -> None:
        """A township was chosen: offer its villages alone."""
        with self._together():
            self._offer("village", self._month.villages(self.chosen["township"].value or ""))

    @contextmanager
    def _together(self) -> Iterator[None]:
        """Choices that change together are one change: nothing is computed in between."""
        self._is_changing = True
        try:
            yield
        finally:
            self._is_changing = False

    def _cut(self) -> None:
        if self._is_changing:
            return
        self._say(self.words("desk.computing"))
        try:
            which = Slice(**{name: choice.value or "" for name, choice in self.chosen.items()})
            self.results: MonthResults = self._month.cut(which)
            self._charts = charts_of(self.results, *SECTIONS, language=self.words.language)
        except RccrmError as error:
            self._charts = None
            self._say(str(error))
            return
        self._draw()

    def _draw(self) -> None:
        """The charts of the view, below a line that says of how many customers they speak."""
        if self._charts is None:
            return
        pyramid, formats = self.results.pyramid, self._charts.formats
        n = 0 if pyramid is None else int(pyramid["n"].sum())
        if pyramid is None or not n:
            self._say(self.words("desk.nobody"))
            return
        line = self.words("desk.found", n=formats.text(n, "count"), aum=formats.text(int(pyramid["aum_avg_fen"].sum()), "fen"))
        charts = self._charts[VIEWS[self.view.value]]
        self.shown.value = f"<p><b>{escape(line)}</b></p>" + (charts._repr_html_() or escape(self.words("desk.nothing")))

    def _say(self, text: str) -> None:
        self.shown.value = f"<p>{escape(text)}</p>"
