"""The portrait of a segment: how many, how much money, and by which features it differs from all customers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from rccrm_lib.acrm.segments.scaling import RobustScaler
from rccrm_lib.acrm.segments.schema import SEGMENT_PROFILES, SEGMENT_SIZES
from rccrm_lib.core.schema import check_frame


def count_segments(segments: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """One row per segmenter and segment: customers, their share, assets and loans in fen (missing: not supplied)."""
    money = customers[["aum_fen", "loan_fen"]]
    rows = segments.join(money, on="customer_id")
    grouped = rows.groupby(["segmenter", "segment"], sort=True)
    frame = grouped.agg(n=("customer_id", "size")).reset_index()
    for name in ("aum_fen", "loan_fen"):
        frame[name] = grouped[name].sum(min_count=1).astype("Int64").to_numpy()
    frame["n_share"] = frame["n"] / frame.groupby("segmenter")["n"].transform("sum")
    return check_frame(frame[SEGMENT_SIZES.names], SEGMENT_SIZES)


def profile_segments(segments: pd.DataFrame, customers: pd.DataFrame, *, features: Sequence[str]) -> pd.DataFrame:
    """One row per segmenter, segment and feature: medians, how many know it, and the distance from all customers.

    `distance` is the mean of the robustly scaled feature in the segment less that of all: 1 is about one standard
    deviation. `place` orders a segment's features by it, the most telling first. A constant feature has no row.
    """
    columns = ["segmenter", "segment", "feature", "n_known", "median", "median_all", "distance", "place"]
    scaler = RobustScaler(features).fit(customers)
    if not scaler.kept_ or segments.empty:
        return check_frame(pd.DataFrame(columns=columns), SEGMENT_PROFILES)
    scaled = pd.DataFrame(scaler.transform(customers), index=customers.index, columns=list(scaler.kept_))
    values = customers[list(scaler.kept_)].apply(pd.to_numeric, errors="coerce").astype(float)
    parts = []
    for (segmenter, label), rows in segments.groupby(["segmenter", "segment"], sort=True):
        mine = values.loc[rows["customer_id"]]
        distance = scaled.loc[rows["customer_id"]].mean() - scaled.mean()
        parts.append(pd.DataFrame({
            "segmenter": segmenter, "segment": label, "feature": list(scaler.kept_), "n_known": mine.notna().sum().to_numpy(),
            "median": mine.median().to_numpy(), "median_all": values.median().to_numpy(), "distance": distance.to_numpy(),
            "place": np.argsort(np.argsort(-distance.abs().to_numpy(), kind="stable")) + 1,
        }))
    return check_frame(pd.concat(parts, ignore_index=True)[columns], SEGMENT_PROFILES)
