"""Are the clusters there? They come back in bootstrap samples, and data without structure give none as clear."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from rccrm_lib.acrm.segments.scaling import FloatArray, RobustScaler
from rccrm_lib.acrm.segments.segmenter import Segmenter, finds_clusters
from rccrm_lib.core.segment_settings import ClusterSettings

FOUND, BY_RULE, CANNOT_TELL, TOO_FEW = "found", "by_rule", "cannot_tell", "too_few"


@dataclass(frozen=True)
class Quality:
    """One segmenter's month: status, adjusted Rand of bootstrap samples with its 95 % band, silhouette beside chance."""

    status: str
    agreement: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    silhouette: float = float("nan")
    chance: float = float("nan")

    @property
    def is_usable(self) -> bool:
        """Whether the segments may be published."""
        return self.status in (FOUND, BY_RULE)


def judge_segments(
    segmenter: Segmenter, customers: pd.DataFrame, *, features: tuple[str, ...], settings: ClusterSettings, seed: int
) -> Quality:
    """The quality of a fitted segmenter on a seeded sample of customers.

    Stability (Hennig 2007; Fang and Wang 2012): fit on a bootstrap sample, assign the sample, adjusted Rand index
    against the segments at hand (Hubert and Arabie 1985); the band is the 2.5 and 97.5 percentile of the draws.
    Stability alone is fooled: cutting one long cloud into pieces is stable too. So the silhouette (Rousseeuw 1987)
    must also exceed that of every set without structure, fitted in the same way: half of them one normal cloud with
    the covariance of the data, half uniform in the box of their principal components (Tibshirani, Walther and Hastie
    2001). Segments by rules claim no clusters and are not judged.
    """
    if not finds_clusters(segmenter):
        return Quality(BY_RULE)
    if len(customers) < settings.min_customers:
        return Quality(TOO_FEW)
    with threadpool_limits(limits=1):  # many small fits: threads would wait for one another most of the time
        return _judge(segmenter, customers, features=features, settings=settings, seed=seed)


def _judge(
    segmenter: Segmenter, customers: pd.DataFrame, *, features: tuple[str, ...], settings: ClusterSettings, seed: int
) -> Quality:
    rng = np.random.default_rng(seed)
    sample = _draw(customers, features, settings.sample, rng)
    scaler = RobustScaler(features).fit(sample)
    labels = segmenter.assign(sample)
    if not scaler.kept_ or labels.nunique() < 2:
        return Quality(CANNOT_TELL)
    agreements = [_refit(segmenter, sample.iloc[rng.integers(0, len(sample), len(sample))], sample, labels)
                  for _ in range(settings.draws)]
    low, middle, high = np.quantile(agreements, [0.025, 0.5, 0.975])
    points = scaler.transform(sample)
    seen = silhouette(points, labels)
    chance = max(_silhouette_of_chance(segmenter, scaler, points, sample, kind=place % 2, rng=rng)
                 for place in range(settings.draws))
    is_there = low >= settings.min_agreement and seen > chance
    return Quality(FOUND if is_there else CANNOT_TELL, float(middle), float(low), float(high), seen, chance)


def silhouette(points: FloatArray, labels: pd.Series) -> float:
    """Mean silhouette, -1 to 1; NaN for a single segment."""
    from sklearn.metrics import silhouette_score

    n = labels.nunique()
    return float(silhouette_score(points, labels.to_numpy())) if 2 <= n < len(labels) else float("nan")


def _draw(customers: pd.DataFrame, features: tuple[str, ...], n: int, rng: np.random.Generator) -> pd.DataFrame:
    """A sample that does not depend on the order of the rows; its index is its own."""
    known = [name for name in features if name in customers.columns]
    ordered = customers.sort_values(known, kind="stable") if known else customers
    chosen = np.sort(rng.choice(len(ordered), min(n, len(ordered)), replace=False))
    return ordered.iloc[chosen].reset_index(drop=True)


def _refit(segmenter: Segmenter, train: pd.DataFrame, sample: pd.DataFrame, labels: pd.Series) -> float:
    from sklearn.metrics import adjusted_rand_score

    again = copy.deepcopy(segmenter).fit(train.reset_index(drop=True))
    return float(adjusted_rand_score(labels.to_numpy(), again.assign(sample).to_numpy()))


def _silhouette_of_chance(
    segmenter: Segmenter, scaler: RobustScaler, points: FloatArray, sample: pd.DataFrame, *, kind: int,
    rng: np.random.Generator,
) -> float:
    centre = points.mean(axis=0)
    _, scale, axes = np.linalg.svd(points - centre, full_matrices=False)
    if kind == 0:
        drawn = rng.standard_normal(points.shape) * (scale / np.sqrt(len(points)))
    else:
        rotated = (points - centre) @ axes.T
        drawn = rng.uniform(rotated.min(axis=0), rotated.max(axis=0), points.shape)
    without = scaler.inverse(drawn @ axes + centre, sample)
    labels = copy.deepcopy(segmenter).fit(without).assign(without)
    return float(np.nan_to_num(silhouette(scaler.transform(without), labels), nan=-1.0))
