"""Numbers of very different size made comparable: logarithm of money and counts, median 0, middle half 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

FloatArray = npt.NDArray[np.float64]
NORMAL_IQR = 1.349  # of a normal variable with standard deviation 1
LARGE = 50.0  # a column that reaches further is money or a count, and is read in powers


class RobustScaler:
    """Learns median and interquartile range; a constant or wholly missing column is left out, a gap becomes the median.

    Where the middle half is one value (most customers without a loan), the standard deviation takes its place.
    """

    def __init__(self, features: Sequence[str]) -> None:
        self.features = tuple(features)

    def fit(self, customers: pd.DataFrame) -> RobustScaler:
        """Learn from customers; `kept_` names the columns that tell anything."""
        raw = self._numbers(customers, self.features)
        with np.errstate(all="ignore"):
            self.in_powers_ = np.array([bool(np.nanmax(np.abs(column), initial=0) > LARGE) for column in raw.T])
        values = self._powers(raw, self.in_powers_)
        known = np.array([np.isfinite(column).any() and np.nanstd(column) > 1e-9 for column in values.T], dtype=bool)
        values = values[:, known]
        self.kept_ = tuple(name for name, keep in zip(self.features, known, strict=True) if keep)
        self.in_powers_ = self.in_powers_[known]
        if self.kept_:
            low, middle, high = np.nanquantile(values, [0.25, 0.5, 0.75], axis=0)
            spread = (high - low) / NORMAL_IQR
            self.centre_, self.spread_ = middle, np.where(spread > 1e-9, spread, np.nanstd(values, axis=0))
        return self

    def transform(self, customers: pd.DataFrame) -> FloatArray:
        """One row per customer, one column per kept feature; nobody stands further out than 5."""
        if not self.kept_:
            return np.zeros((len(customers), 1))
        values = self._powers(self._numbers(customers, self.kept_), self.in_powers_)
        scaled = (values - self.centre_) / self.spread_
        return np.clip(np.nan_to_num(scaled, nan=0.0), -5, 5)

    def inverse(self, scaled: FloatArray, like: pd.DataFrame) -> pd.DataFrame:
        """Customers whose scaled features are these; other columns as in `like`, row by row."""
        values = scaled * self.spread_ + self.centre_
        raw = np.where(self.in_powers_, np.sign(values) * np.expm1(np.abs(values)), values)
        return like.assign(**{name: raw[:, place] for place, name in enumerate(self.kept_)})

    @staticmethod
    def _numbers(customers: pd.DataFrame, features: Sequence[str]) -> FloatArray:
        columns = [pd.to_numeric(customers[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
                   if name in customers.columns else np.full(len(customers), np.nan) for name in features]
        values = np.column_stack(columns) if columns else np.empty((len(customers), 0))
        return np.where(np.isfinite(values), values, np.nan)

    @staticmethod
    def _powers(values: FloatArray, in_powers: npt.NDArray[np.bool_]) -> FloatArray:
        return np.where(in_powers, np.sign(values) * np.log1p(np.abs(values)), values)
