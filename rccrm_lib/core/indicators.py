"""Indicators by which a post may be judged, and those that no settings may hold.

Banks may not set targets for deposits at a point in time, nor for deposit market share, ranking or comparison with peers
(the regulator's rule of 2018 on the deviation of deposits, read in a secondary source). Daily averages and what becomes of
customers may be measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import model_validator

from rccrm_lib.core.section import Section

Measure = Literal["deposits", "loans", "customers", "quality", "service", "channels", "contribution", "risk"]
Basis = Literal["daily_average", "outcome", "rate", "process"]
#: Never allowed for any measure: what a target at a point in time, or against others, is called.
FORBIDDEN_BASES = ("period_end", "point_in_time", "ranking", "market_share", "peers")
FORBIDDEN_WORDS = ("时点", "月末余额", "季末余额", "年末余额", "月末存款", "季末存款", "年末存款", "排名", "名次", "市场份额",
                   "同业比较", "同业占比", "point in time", "point-in-time", "month-end",
                   "quarter-end", "year-end", "period-end", "ranking",
                   "rank of", "market share", "peer")


class Indicator(Section):
    """What is measured and on which basis. Its words stand in the catalogue, a bank's own indicator brings its names."""

    measure: Measure
    basis: Basis
    name_zh: str = ""
    name_en: str = ""

    @model_validator(mode="before")
    @classmethod
    def _no_point_in_time(cls, values: Mapping[str, object]) -> Mapping[str, object]:
        if values.get("basis") in FORBIDDEN_BASES:
            raise ValueError(f"basis {values['basis']!r} may not be an indicator of a post: deposits at a point in time, "
                             "rankings and comparisons with peers are forbidden; use daily_average, outcome, rate or process")
        return values

    @model_validator(mode="after")
    def _no_forbidden_name(self) -> Indicator:
        refuse_name(f"{self.name_zh} {self.name_en}")
        if self.measure == "deposits" and self.basis != "daily_average":
            raise ValueError("deposits are measured by their daily average: basis = 'daily_average'")
        return self


def refuse_name(name: str) -> None:
    """Raise ValueError for the name of an indicator that is forbidden, whatever its basis is said to be."""
    found = [word for word in FORBIDDEN_WORDS if word in name.lower()]
    if found:
        raise ValueError(f"an indicator may not be about {found[0]!r}: deposits at a point in time, rankings and comparisons "
                         "with peers are forbidden; use a daily average or what becomes of customers")
