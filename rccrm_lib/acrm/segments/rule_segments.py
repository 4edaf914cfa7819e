"""Segments by rules: their meaning is fixed, so that a label says the same in every month and at every bank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
import pandas as pd

from rccrm_lib.acrm.segments.rules import all_hold, parse_condition
from rccrm_lib.facts.money import FEN_PER_YUAN

OTHER, UNKNOWN = "other", "unknown"
RFM_SEGMENTS = ("core", "saver", "everyday", "fading", "small", UNKNOWN)


class RfmSegmenter:
    """Recency, frequency, money, against fixed yardsticks instead of quantiles, so that a segment can grow or shrink.

    core: recent, frequent, with money; saver: with money, seldom seen; everyday: recent and frequent, little money;
    fading: not seen for longer than `recent_months`; small: the rest. Nothing known of a yardstick: "unknown".
    """

    name = "rfm"
    finds_clusters = False

    def __init__(self, recent_months: int = 3, frequent_txn: int = 6, money_yuan: int = 20_000) -> None:
        self.recent_months, self.frequent_txn, self.money_yuan = recent_months, frequent_txn, money_yuan

    def fit(self, customers: pd.DataFrame) -> Self:
        """Nothing is learnt."""
        return self

    def assign(self, customers: pd.DataFrame) -> pd.Series:
        """One of RFM_SEGMENTS per customer."""
        recency, count, money = (_numbers(customers, name) for name in ("months_since_active", "n_txn_3m", "aum_fen"))
        known = ~(np.isnan(count) | np.isnan(money))
        # no last activity although movements are supplied: never seen to be active
        recent = np.nan_to_num(recency, nan=np.inf) <= self.recent_months
        frequent, rich = count >= self.frequent_txn, money >= self.money_yuan * FEN_PER_YUAN
        found = np.select(
            [~known, rich & recent & frequent, rich, recent & frequent, ~recent],
            [UNKNOWN, "core", "saver", "everyday", "fading"], default="small",
        )
        return pd.Series(found, index=customers.index, dtype=object)


class RuleSegmenter:
    """Segments whose conditions stand in the settings: the first whose conditions all hold; the rest is "other"."""

    name = "rules"
    finds_clusters = False

    def __init__(self, rules: Mapping[str, Sequence[str]] | None = None) -> None:
        self.rules = {label: tuple(conditions) for label, conditions in (rules or {}).items()}
        self._parsed = {label: [parse_condition(text, place=f"segment {label}") for text in conditions]
                        for label, conditions in self.rules.items()}

    def fit(self, customers: pd.DataFrame) -> Self:
        """Nothing is learnt."""
        return self

    def assign(self, customers: pd.DataFrame) -> pd.Series:
        """The label of the first rule that holds."""
        held = [all_hold(conditions, customers).to_numpy() for conditions in self._parsed.values()]
        found = np.select(held, list(self._parsed), default=OTHER) if held else np.full(len(customers), OTHER)
        return pd.Series(found, index=customers.index, dtype=object)


def _numbers(customers: pd.DataFrame, name: str) -> np.ndarray:
    return pd.to_numeric(customers[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
