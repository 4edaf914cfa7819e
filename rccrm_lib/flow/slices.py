"""A part of a month's customers, looked at as the report looks at all of them. An analyst's question: nothing is written."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

import pandas as pd

from rccrm_lib.acrm import value
from rccrm_lib.core import engine
from rccrm_lib.facts.calendar import add_months
from rccrm_lib.flow.results import declared, gather_results
from rccrm_lib.flow.run import Run
from rccrm_lib.flow.show import Charts, charts_of
from rccrm_lib.flow.tiers import concentrate_contribution
from rccrm_lib.reports import MonthResults

SQL = "rccrm_lib.flow.sql"
PLACES = ("customers", "village", "org")
#: Tables by customer. Under these names the engine sees the slice's rows alone, so that the report's own statements serve.
SLICED = ("value_changes", "tiers", "near_threshold", "contribution_months", "contract_months")
VIEW = "CREATE OR REPLACE TEMP VIEW {name} AS FROM whole_{name} WHERE customer_id IN (SELECT customer_id FROM slice_customers)"
REPORTED = ("contribution_history", "tier_worth")

@dataclass(frozen=True)
class Slice:
    """Which customers: codes of the month's tables, empty for all. `tier`: in it now, or last month."""

    branch: str = ""
    township: str = ""
    village: str = ""
    line: str = ""
    tier: str = ""


def runs_of_month(run: Run) -> list[Run]:
    """The run itself, and this month of every other member of the configuration that has published it."""
    found = [run]
    for member in sorted(set(run.settings.members) - {run.member.id}):
        folder = run.settings.paths.outputs / member / run.month
        other = Run(run.settings, run.settings.member(member), run.month, folder)
        found += [other] if all(other.has_table(name) for name in (*PLACES, *SLICED)) else []
    return found


class SlicedMonth:
    """One month whose stages have run up to tiers, ready to be cut again and again: tables are read where they lie."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.whole = gather_results(run, short_hash="")
        self._settings = run.settings.tiers.of_member(run.member.id)
        self._con = run.engine()
        run.open_tables(self._con, *PLACES)
        for name in SLICED:
            engine.create_view(self._con, f"whole_{name}", run.tables / f"{name}.parquet")
        self._con.execute("CREATE TEMP TABLE nature_lines (nature VARCHAR, line VARCHAR)")
        self._con.executemany("INSERT INTO nature_lines VALUES (?, ?)", list(run.settings.contribution.lines.items()))

    def choices(self, dimension: str) -> list[tuple[str, str]]:
        """(name, code) of each branch or township there is to choose."""
        return _pairs(self._query(f"slice_{dimension}_names"))

    def lines(self) -> list[str]:
        """The codes of the business lines that the settings know."""
        return sorted(set(self.run.settings.contribution.lines.values()))

    def villages(self, township: str = "") -> list[tuple[str, str]]:
        """(name, code) of the villages of a township, or of all."""
        query = engine.load_sql(SQL, "slice_village_names")
        return _pairs(engine.read_frame(self._con, query, {"township": township}))

    def cut(self, which: Slice) -> MonthResults:
        """The month's results with tiers, movement and value of the slice alone; a part that a slice cannot have is None.

        Agreement with the ledger is the member's: a slice has none. Everything else of the report stays the member's.
        """
        self._con.execute(engine.load_sql(SQL, "slice_customers"), asdict(which))
        for name in SLICED:
            self._con.execute(VIEW.format(name=name))
        frames = self._movement() | self._contribution()
        frames |= {"near_threshold": self._query("near_sums"), "near_counts": None, "watch_counts": None}
        shown: dict[str, Any] = {name: declared(name, frame) for name, frame in frames.items()}
        return replace(self.whole, ledger_items=None, contribution_fallbacks=None, **shown)

    def draw(self, which: Slice, *, language: str = "zh") -> Charts:
        """The charts of tiers, movement and value of a slice, each with its finding as the title."""
        return charts_of(self.cut(which), "tiers", "value", language=language)

    def _query(self, name: str) -> pd.DataFrame:
        return engine.read_frame(self._con, engine.load_sql(SQL, name))

    def _movement(self) -> dict[str, pd.DataFrame | None]:
        """Tiers of this month and last month as it stood, by the very functions that the month is made with."""
        month, settings = self.run.month, self._settings
        recent = f"SELECT * FROM tiers WHERE month >= '{add_months(month, -1)}' ORDER BY customer_id, month"
        tiers = engine.read_frame(self._con, recent)
        changes = engine.read_frame(self._con, "SELECT * FROM value_changes ORDER BY customer_id")
        stood = changes.loc[changes["from_tier"].isin([tier.code for tier in settings.tiers]), ["from_tier", "aum_from_fen"]]
        stood.columns = pd.Index(["tier", "aum_avg_fen"])
        has_previous = self.whole.migration is not None
        return {
            "pyramid": value.pyramid(tiers, month=month, settings=settings, stood=stood),
            "migration": value.migrate(tiers, month=month, changes=changes) if has_previous else None,
            "bridge": value.bridge(tiers, month=month, settings=settings, changes=changes) if has_previous else None,
            "deciding_counts": value.count_deciding(changes, settings=settings) if has_previous else None,
            "concentration": value.concentration(tiers[tiers["month"] == month], seed=self.run.settings.run.seed),
        }

    def _contribution(self) -> dict[str, pd.DataFrame | None]:
        if self.whole.contribution is None:
            return {}
        frames: dict[str, pd.DataFrame | None] = {name: self._query(name) for name in REPORTED}
        frames |= {"contribution": self._query("slice_contribution"), "contribution_lines": self._query("slice_lines"),
                   "contribution_concentration": concentrate_contribution(self.run, self._con)}
        return frames


def _pairs(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(rows["name"], rows["code"], strict=True))
