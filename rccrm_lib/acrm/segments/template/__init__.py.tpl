"""@class@: fill in fit and assign. Then: pip install -e . && rccrm check @package@:@class@"""

from __future__ import annotations

import numpy as np
import pandas as pd


class @class@:
    """Say in one sentence whom the segments tell apart, and why that helps the bank.

    `customers`: one row per customer; columns are the features of rccrm (docs/rooms/acrm-segments.md), missing where
    the bank does not supply them. The index only names the rows: never read it, nor any id.
    """

    name = "@name@"
    finds_clusters = True  # False: the segments are set by rules, and are there whatever the data say

    def __init__(self, feature: str = "aum_fen", parts: int = 3) -> None:
        # parameters are arguments with defaults; a seed for whatever is drawn is one of them
        self.feature, self.parts = feature, parts

    def fit(self, customers: pd.DataFrame) -> @class@:
        """Learn; what was learnt ends in an underscore."""
        known = pd.to_numeric(customers[self.feature], errors="coerce").dropna()
        shares = np.linspace(0, 1, self.parts + 1)[1:-1]
        self.edges_ = np.quantile(known, shares) if len(known) else np.array([])
        return self

    def assign(self, customers: pd.DataFrame) -> pd.Series:
        """One text per customer, on the same index; customers whom fit did not see included."""
        values = pd.to_numeric(customers[self.feature], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        labels = np.searchsorted(self.edges_, values).astype(str).astype(object)
        labels[np.isnan(values)] = "unknown"
        return pd.Series(labels, index=customers.index)
