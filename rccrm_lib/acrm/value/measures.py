"""Which tier a month alone reaches: by assets, by contribution, the better of both; companies by their own floors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rccrm_lib.core.tier_settings import TierSettings
from rccrm_lib.facts.money import FEN_PER_YUAN

ABSENT = -1
MONTHS_IN_YEAR = 12
#: Which measure gives the natural tier.
MEASURES = ("AUM", "CONTRIBUTION", "BOTH")
AUM, CONTRIBUTION, BOTH = range(3)


@dataclass(frozen=True)
class Reached:
    """One number of a tier per row and measure; -1: not supplied, or no tier is reached that way."""

    aum: np.ndarray
    contribution: np.ndarray

    @property
    def natural(self) -> np.ndarray:
        """The better of both."""
        return np.maximum(self.aum, self.contribution)

    @property
    def reason(self) -> np.ndarray:
        """The place in MEASURES of what gives the natural tier."""
        better, equal = self.contribution > self.aum, self.contribution == self.aum
        return np.where(better, CONTRIBUTION, np.where(equal, BOTH, AUM)).astype(np.int8)


def reach_tiers(held: pd.DataFrame, *, settings: TierSettings) -> Reached:
    """One tier per row and measure. `held`: aum_avg_fen and, where supplied, comparable_fen (a month's) and is_company.

    A month's contribution counts twelve times against the floors of a year. Below every floor is the lowest tier.
    """
    company = held["is_company"].to_numpy(dtype=bool) if "is_company" in held else np.zeros(len(held), dtype=bool)
    aum = held["aum_avg_fen"].to_numpy(dtype=np.int64)
    persons, companies = aum_floors(settings, company=False), aum_floors(settings, company=True)
    by_aum = np.where(company, _place(aum, companies), _place(aum, persons))
    by_contribution = np.full(len(held), ABSENT, dtype=np.int8)
    if "comparable_fen" in held:
        known = held["comparable_fen"].notna().to_numpy()
        yearly = held["comparable_fen"].fillna(0).to_numpy(dtype=np.int64) * MONTHS_IN_YEAR
        for rows, kind in ((known & ~company, "contribution_floor_yuan"), (known & company, "company_contribution_floor_yuan")):
            floors = [getattr(tier, kind) for tier in settings.tiers]
            if any(floor is not None for floor in floors):
                by_contribution[rows] = _place(yearly[rows], floors)
    return Reached(by_aum.astype(np.int8), by_contribution)


def aum_floors(settings: TierSettings, *, company: bool) -> list[int]:
    """The floors of assets in yuan, from low to high; a company's are the persons' where it has none of its own."""
    own = [tier.company_floor_yuan if company else None for tier in settings.tiers]
    return [tier.floor_yuan if floor is None else floor for tier, floor in zip(settings.tiers, own, strict=True)]


def _place(fen: np.ndarray, floors: Sequence[int | None]) -> np.ndarray:
    """The highest tier whose floor is reached; tiers without a floor are passed over."""
    places = np.array([0, *(place for place, floor in enumerate(floors) if floor is not None)], dtype=np.int8)
    known = np.array([floor * FEN_PER_YUAN for floor in floors if floor is not None], dtype=np.int64)
    return places[np.searchsorted(known, fen, side="right")]


def high_by_contribution(contribution: np.ndarray, is_known: np.ndarray, *, share: float | None) -> np.ndarray:
    """Which customers of one month belong to the `share` with most contribution (nearest rank), and bring something."""
    if share is None or not is_known.any():
        return np.zeros(len(contribution), dtype=bool)
    values = contribution[is_known]
    rank = min(int(np.ceil(round((1 - share) * len(values), 9))), len(values)) - 1
    floor = np.partition(values, rank)[rank]
    return is_known & (contribution >= floor) & (contribution > 0)
