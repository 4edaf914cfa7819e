"""What a customer lacks to a tier, in each of the two measures, and which of them is nearer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rccrm_lib.acrm.value.measures import ABSENT, AUM, CONTRIBUTION, MEASURES, MONTHS_IN_YEAR, aum_floors
from rccrm_lib.core.tier_settings import TierSettings
from rccrm_lib.facts.money import FEN_PER_YUAN


@dataclass(frozen=True)
class Gaps:
    """Per row: place of the tier that is meant (-1: none that way), its floor and what is missing, in fen of the measure."""

    place: np.ndarray
    floor_fen: np.ndarray
    missing_fen: np.ndarray

    @property
    def share(self) -> np.ndarray:
        """What is missing as a share of the floor: the two measures are compared by it; infinite where there is no way."""
        return np.where(self.place == ABSENT, np.inf, self.missing_fen / np.maximum(self.floor_fen, 1))

    def where(self, chosen: np.ndarray, other: Gaps) -> Gaps:
        """These gaps where chosen, the others elsewhere."""
        return Gaps(*(np.where(chosen, own, theirs) for own, theirs in (
            (self.place, other.place), (self.floor_fen, other.floor_fen), (self.missing_fen, other.missing_fen))))


def nearer_gaps(now: pd.DataFrame, at_least: np.ndarray, *, settings: TierSettings) -> tuple[Gaps, np.ndarray]:
    """One gap per row: of the measure that is nearer by its share, assets where both are as near; and that measure's name.

    `now`: aum_avg_fen and, where supplied, comparable_fen (a month's) and is_company. `at_least`: the lowest place that will do;
    the tier that is meant is the lowest from there on with a floor in the measure.
    """
    aum = _gaps(now, at_least, settings=settings, measure=AUM)
    contribution = _gaps(now, at_least, settings=settings, measure=CONTRIBUTION)
    is_contribution = contribution.share < aum.share
    names = np.where(is_contribution, MEASURES[CONTRIBUTION], MEASURES[AUM]).astype(object)
    return contribution.where(is_contribution, aum), names


def _gaps(now: pd.DataFrame, at_least: np.ndarray, *, settings: TierSettings, measure: int) -> Gaps:
    n = len(now)
    value, known = _measure(now, measure)
    company = now["is_company"].to_numpy(dtype=bool) if "is_company" in now else np.zeros(n, dtype=bool)
    place, floor = np.full(n, ABSENT), np.zeros(n, dtype=np.int64)
    for rows, is_company in ((~company, False), (company, True)):
        places, floors = _floors(settings, measure=measure, company=is_company)
        found = np.searchsorted(places, at_least[rows])  # the first place that is not below
        place[rows] = np.append(places, ABSENT)[found]
        floor[rows] = np.append(floors, 0)[found]
    place = np.where(known, place, ABSENT)
    return Gaps(place, floor, np.where(place == ABSENT, 0, floor - value))


def _measure(now: pd.DataFrame, measure: int) -> tuple[np.ndarray, np.ndarray]:
    """The measure in fen, and where it is supplied."""
    if measure == AUM:
        return now["aum_avg_fen"].to_numpy(dtype=np.int64), np.ones(len(now), dtype=bool)
    column = now["comparable_fen"] if "comparable_fen" in now else pd.Series(pd.NA, index=now.index, dtype="Int64")
    return column.fillna(0).to_numpy(dtype=np.int64), column.notna().to_numpy(dtype=bool)


def _floors(settings: TierSettings, *, measure: int, company: bool) -> tuple[np.ndarray, np.ndarray]:
    """Places that have a floor in the measure, and the floors in fen; of a year's contribution the twelfth part, rounded up."""
    if measure == AUM:
        yuan: Sequence[int | None] = aum_floors(settings, company=company)
        parts = 1
    else:
        name = "company_contribution_floor_yuan" if company else "contribution_floor_yuan"
        yuan, parts = [getattr(tier, name) for tier in settings.tiers], MONTHS_IN_YEAR
    known = [(place, -(-floor * FEN_PER_YUAN // parts)) for place, floor in enumerate(yuan) if floor is not None]
    return np.array([place for place, _ in known], dtype=np.int64), np.array([fen for _, fen in known], dtype=np.int64)
