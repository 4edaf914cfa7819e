"""Trying other floors: what the tiers would hold, and what work they would make, before anybody sets them."""

from __future__ import annotations

from html import escape

import ipywidgets as widgets
import pandas as pd

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.tier_settings import FLOORS, Tier
from rccrm_lib.core.words import Words
from rccrm_lib.flow.run import Run
from rccrm_lib.flow.tier_trial import try_thresholds
from rccrm_lib.reports.formats import Formats

MOST_YUAN = 10**12
STYLE = """<style>.rc-trial th, .rc-trial td { text-align: right; padding: 2px 14px; }
.rc-trial th:first-child, .rc-trial td:first-child { text-align: left; }</style>"""


class FloorTrial(widgets.VBox):
    """A number for each floor that the settings have, a button, and the tiers before and after. Sets nothing."""

    def __init__(self, run: Run, *, language: str) -> None:
        self.run, self.words = run, Words(language)
        self.formats = Formats(self.words, run.member.currency)
        tiers = run.settings.tiers.of_member(run.member.id).tiers
        self.floors = {
            f"{tier.code}.{field}": self._number(tier, field)
            for field in FLOORS for tier in tiers[1:] if getattr(tier, field) is not None
        }
        self.go = widgets.Button(description=self.words("desk.try"), button_style="primary")
        self.go.on_click(lambda _: self._try())
        self.shown = widgets.HTML(f"<p>{escape(self.words('desk.floors_hint'))}</p>")
        names = {field: self.words(f"desk.floor.{field}") for field in FLOORS}
        columns = [widgets.VBox([widgets.HTML(f"<b>{escape(names[field])}</b>"), *self._column(field)])
                   for field in FLOORS if self._column(field)]
        super().__init__([widgets.Box(columns, layout=widgets.Layout(flex_flow="row wrap")), self.go, self.shown])

    def _number(self, tier: Tier, field: str) -> widgets.BoundedIntText:
        name = self.words.pick(tier.name_zh, tier.name_en)
        return widgets.BoundedIntText(getattr(tier, field), min=0, max=MOST_YUAN, description=name,
                                      layout=widgets.Layout(width="240px"))

    def _column(self, field: str) -> list[widgets.BoundedIntText]:
        return [number for name, number in self.floors.items() if name.endswith(f".{field}")]

    def _try(self) -> None:
        self.go.disabled = True
        self.shown.value = f"<p>{escape(self.words('desk.computing'))}</p>"
        try:
            _, tiers = try_thresholds(self.run, {name: number.value for name, number in self.floors.items()})
            self.shown.value = self._table(tiers) + f"<p>{escape(self.words('desk.floors_next'))}</p>"
        except RccrmError as error:
            self.shown.value = f"<pre>{escape(str(error))}</pre>"
        finally:
            self.go.disabled = False

    def _table(self, tiers: pd.DataFrame) -> str:
        """The tiers, before and after, as a reader wants them."""
        settings = self.run.settings.tiers.of_member(self.run.member.id)
        names = {tier.code: self.words.pick(tier.name_zh, tier.name_en) for tier in settings.tiers}
        shown = pd.DataFrame({self.words("desk.by.tier"): tiers["tier"].map(names)})
        for measure, unit in (("n", "count"), ("aum", "fen"), ("hours", "count")):
            label = self.words(f"desk.{measure}", unit=self.formats.unit(unit))
            for side in ("before", "after"):
                column = f"{measure}_{side}" + ("_fen" if unit == "fen" else "")
                head = f"{label} {self.words(f'desk.{side}')}"
                shown[head] = [self._text(value, unit) for value in tiers[column]]
        return STYLE + shown.to_html(index=False, border=0, classes="rc-trial")

    def _text(self, value: float, unit: str) -> str:
        return self.formats.value(None if pd.isna(value) else round(value), unit)
