"""What every section needs to speak: the results, the words, the formats, and the names of codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from rccrm_lib.core.contracts import load_codes, load_contracts
from rccrm_lib.core.words import Words
from rccrm_lib.reports.document import Chart, Column, NotSupplied, Table
from rccrm_lib.reports.formats import Formats
from rccrm_lib.reports.results import MonthResults


@dataclass(frozen=True)
class Voice:
    """The results of a month in one language."""

    results: MonthResults
    words: Words
    formats: Formats

    def __call__(self, key: str, **values: Any) -> str:
        """The words of a key of the report's catalogue; counts get their thousands, other values come as text."""
        shown = {name: self.formats.value(value, "count") if isinstance(value, int) else value
                 for name, value in values.items()}
        return self.words(f"report.{key}", **shown)

    def name(self, group: str, code: str) -> str:
        """The name of a code from the catalogues, or the code itself where a bank has its own."""
        for key in (f"report.{group}.{code}", f"ecif.{group}.{code}"):
            if self.words.has(key):
                return self.words(key)
        return code

    def code(self, code_list: str, code: str) -> str:
        """The name of a code from the contracts' code lists."""
        entry = load_codes().get(code_list, {}).get(code)
        return entry[self.words.language] if entry else code

    def reason(self, code: str) -> str:
        """Why a row was set apart, in the words of the ingest catalogue."""
        key = f"ingest.reason.{code}"
        return self.words(key) if self.words.has(key) else code

    def tier(self, code: str) -> str:
        """The name of a tier, of NEW, LEFT or ALL."""
        names = self.results.tier_names
        found = names[names["tier"] == code]
        if found.empty:
            return self.name("tier", code)
        return self.words.pick(found.iloc[0]["name_zh"], found.iloc[0]["name_en"])

    def valuable_tier(self) -> str:
        """The name of the lowest tier that counts as valuable."""
        names = self.results.tier_names
        return self.tier(names[names["is_valuable"]].iloc[0]["tier"])

    def branch(self, code: str, name: str | None) -> str:
        """The name of a branch or another unit, its code where it has none; small units shown together have neither."""
        if not code:
            return self("unit.rest")
        return name if isinstance(name, str) and name else code

    def month(self) -> str:
        """The report's month in words."""
        return self.formats.month(self.results.month)

    def source(self, key: str) -> str:
        """The source line of a chart."""
        return self(f"source.{key}", month=self.month())

    def fen(self, value: Any) -> str:
        """Money for running text."""
        return self.formats.text(value, "fen")

    def share(self, value: Any) -> str:
        """A share as percent for running text."""
        return self.formats.text(value, "share")

    def each(self, value: Any) -> str:
        """An amount per customer with its unit."""
        return f"{self.formats.yuan(value)} {self.formats.each_unit()}"

    def table(self, code: str) -> str:
        """The name of a contract's table: Chinese in a Chinese report, the file's name otherwise."""
        contract = load_contracts().get(code)
        return self.words.pick(contract.zh, code) if contract else code

    def column(self, table: str, code: str) -> str:
        """The name of a contract's column, in the same way."""
        contract = load_contracts().get(table)
        known = contract.columns.get(code) if contract else None
        return self.words.pick(known.zh, code) if known else code

    def columns(self, *pairs: tuple[str, str, str]) -> list[Column]:
        """Columns from (source, word, unit)."""
        return [Column(source, self(f"col.{word}"), unit) for source, word, unit in pairs]

    def chart(self, kind: str, data: pd.DataFrame, table: Table, *, id: str, title: str, unit: str, source: str,
              alt: str, value_unit: str = "count", labels: dict[str, str] | None = None) -> Chart:
        """A chart with its table; the source is named by its word."""
        return Chart(id, kind, title, unit, self.source(source), alt, data, table, value_unit, labels or {})

    def missing(self, part: str) -> NotSupplied:
        """What cannot be said because a part is None, and what to supply."""
        return NotSupplied(self(f"absent.{part}"), self(f"absent.{part}_remedy"))


def shares(values: pd.Series) -> pd.Series:
    """Each value's share of the sum; all missing where the sum is zero or a value is missing."""
    total = values.sum(skipna=False)
    return values / total if total else values * float("nan")
