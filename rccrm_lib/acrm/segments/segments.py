"""The segments of a month: run a segmenter, ask whether its clusters are there, give lasting labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rccrm_lib.acrm.segments.labels import carry_labels, compare_months
from rccrm_lib.acrm.segments.quality import BY_RULE, Quality, judge_segments
from rccrm_lib.acrm.segments.schema import SEGMENT_LABELS, SEGMENT_QUALITY, SEGMENTS
from rccrm_lib.acrm.segments.segmenter import Segmenter
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.schema import check_frame
from rccrm_lib.core.segment_settings import SegmentSettings


@dataclass(frozen=True)
class Segmented:
    """What one segmenter leaves: who is where (none where it cannot be told), the labels so far, the quality."""

    segments: pd.DataFrame
    labels: pd.DataFrame
    quality: pd.DataFrame


def segment(
    segmenter: Segmenter, customers: pd.DataFrame, *, settings: SegmentSettings, month: str, seed: int,
    previous: pd.DataFrame | None = None, previous_labels: pd.DataFrame | None = None,
) -> Segmented:
    """One row per customer in the segments, unless the clusters are not there: then none, and the quality says why.

    `customers`: one row per customer, features as columns, the customer ids as index, which the segmenter never sees.
    `previous`, `previous_labels`: last month's published rows of this segmenter.
    """
    name = segmenter.name
    blind = customers.reset_index(drop=True)
    raw = segmenter.fit(blind.copy(deep=True)).assign(blind.copy(deep=True))
    _refuse_bad_labels(raw, blind, name)
    quality = judge_segments(segmenter, blind, features=settings.features, settings=settings.clusters, seed=seed)
    before = _series(previous)
    found = pd.Series(raw.to_numpy(), index=customers.index)
    known = previous_labels["segment"].tolist() if previous_labels is not None else []
    if quality.status != BY_RULE and quality.is_usable:
        lasting = carry_labels(found, before, known=known, prefix=f"{name}-", min_overlap=settings.clusters.same_meaning_from)
        found = found.map(lasting)
    if not quality.is_usable:
        found = found.iloc[:0]
    frame = pd.DataFrame({"customer_id": found.index, "segmenter": name, "segment": found.to_numpy(dtype=object)})
    return Segmented(
        check_frame(frame.sort_values("customer_id").reset_index(drop=True), SEGMENTS),
        check_frame(_all_labels(found, previous_labels, name, month), SEGMENT_LABELS),
        check_frame(_quality_row(name, quality, found, before, len(customers)), SEGMENT_QUALITY),
    )


def _series(previous: pd.DataFrame | None) -> pd.Series:
    if previous is None or previous.empty:
        return pd.Series(dtype=object, index=pd.Index([], dtype=object))
    return previous.set_index("customer_id")["segment"]


def _refuse_bad_labels(labels: pd.Series, customers: pd.DataFrame, name: str) -> None:
    if not isinstance(labels, pd.Series) or not labels.index.equals(customers.index) or labels.isna().any():
        raise RccrmError(f"segmenter {name} does not put every customer into exactly one segment",
                         "a Series of labels on the customers' index, none missing", "run: rccrm check PACKAGE:CLASS")


def _all_labels(found: pd.Series, previous: pd.DataFrame | None, name: str, month: str) -> pd.DataFrame:
    """Every label given so far, with the month in which it was first given: a number is never given twice."""
    old = previous[["segmenter", "segment", "first_month"]] if previous is not None else None
    known = set(old["segment"]) if old is not None else set()
    new = pd.DataFrame([(name, label, month) for label in sorted(set(found) - known)],
                       columns=["segmenter", "segment", "first_month"])
    return pd.concat([old, new], ignore_index=True) if old is not None and len(old) else new


def _quality_row(name: str, quality: Quality, found: pd.Series, before: pd.Series, n: int) -> pd.DataFrame:
    kept, agreement = compare_months(found, before) if quality.is_usable else (np.nan, np.nan)
    return pd.DataFrame([{
        "segmenter": name, "status": quality.status, "n_customers": n, "n_segments": found.nunique(),
        "agreement": quality.agreement, "low": quality.low, "high": quality.high, "silhouette": quality.silhouette,
        "chance": quality.chance, "kept_rate": kept, "month_agreement": agreement,
    }])
