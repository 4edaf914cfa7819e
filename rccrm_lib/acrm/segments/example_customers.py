"""Made-up customers on which segmenters are tried: every feature there is, and everything that may go wrong with it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rccrm_lib.acrm.segments.feature_list import FEATURES, Feature

NATURES = ("FARM", "URBAN", "SELF", "COMPANY", None, "NEVER_SEEN")
MISSING_SHARE = 0.1


def draw_customers(n: int, *, seed: int) -> pd.DataFrame:
    """One row per customer with every column of FEATURES; a tenth of the values is missing, one balance in fifty negative.

    The money of a customer comes from one of three groups, so that clusters can be found.
    """
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 3, n)
    return pd.DataFrame({feature.name: _column(feature, group, rng) for feature in FEATURES},
                        index=pd.RangeIndex(n))


def _column(feature: Feature, group: np.ndarray, rng: np.random.Generator) -> pd.Series:
    n = len(group)
    if feature.kind == "code":
        codes = NATURES if feature.name == "nature" else ("person", "org") if feature.name == "party_kind" else ("1", "2", None)
        return pd.Series([codes[place] for place in rng.integers(0, len(codes), n)], dtype=object)
    missing = rng.random(n) < MISSING_SHARE
    if feature.kind == "flag":
        return pd.Series(rng.random(n) < 0.4, dtype=object).mask(pd.Series(missing))
    if feature.kind == "fen":
        values = np.exp(rng.normal(10 + 2.5 * group, 0.6)) * np.where(rng.random(n) < 0.02, -1, 1)
    elif feature.kind == "share":
        values = rng.random(n)
    else:
        values = rng.poisson(2 + 8 * (group == 1), n)
    values = np.round(values) if feature.kind != "share" else values
    return pd.Series(np.where(missing, np.nan, values))
