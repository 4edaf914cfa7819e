"""HarvestSegmenter: customers by the season in which their money comes in."""

from __future__ import annotations

import numpy as np
import pandas as pd


class HarvestSegmenter:
    """Tells apart whose money comes at harvest, before Spring Festival, or evenly: when to offer a term deposit.

    A season counts when its month brings `times` the usual month and at least `least_yuan`. The larger of two counts.
    """

    name = "harvest"
    finds_clusters = False  # set by rules: the segments are there whatever the data say

    def __init__(self, times: float = 2.0, least_yuan: int = 3000) -> None:
        self.times, self.least_yuan = times, least_yuan

    def fit(self, customers: pd.DataFrame) -> HarvestSegmenter:
        """Nothing is learnt."""
        return self

    def assign(self, customers: pd.DataFrame) -> pd.Series:
        """"harvest", "festival", "steady", or "unknown" where no inflow is supplied."""
        usual, harvest, festival = (
            pd.to_numeric(customers[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
            for name in ("in_usual_fen", "in_harvest_fen", "in_festival_fen")
        )
        least = np.maximum(np.nan_to_num(usual) * self.times, self.least_yuan * 100)
        harvest, festival = np.nan_to_num(harvest), np.nan_to_num(festival)
        found = np.select(
            [np.isnan(usual), (harvest >= least) & (harvest >= festival), festival >= least],
            ["unknown", "harvest", "festival"], default="steady",
        )
        return pd.Series(found, index=customers.index, dtype=object)
