"""Segments that are learnt: k-means and a mixture of normals on robustly scaled features."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from rccrm_lib.acrm.segments.scaling import RobustScaler
from rccrm_lib.core.segment_settings import SegmentSettings

DEFAULT_FEATURES = SegmentSettings().features
MOST_FITTED = 20_000  # more customers do not move the centres, and cost minutes


class _ClusterSegmenter:
    """Scale, fit on a seeded sample, assign all. A subclass says which estimator."""

    name = ""
    finds_clusters = True

    def __init__(self, features: Sequence[str] = DEFAULT_FEATURES, n_clusters: int = 5, seed: int = 0) -> None:
        self.features, self.n_clusters, self.seed = tuple(features), n_clusters, seed

    def fit(self, customers: pd.DataFrame) -> Self:
        """Learn scale and clusters; with fewer different customers than clusters there are fewer clusters."""
        self.scaler_ = RobustScaler(self.features).fit(customers)
        points = self.scaler_.transform(customers)
        points = points[np.lexsort(points.T)]  # the order of the customers must not matter
        if len(points) > MOST_FITTED:
            points = points[np.sort(np.random.default_rng(self.seed).choice(len(points), MOST_FITTED, replace=False))]
        self.model_ = None
        n_clusters = min(self.n_clusters, len(np.unique(points.round(9), axis=0)))
        if n_clusters > 1:
            with threadpool_limits(limits=1):  # the same sums in the same order, however many cores there are
                self.model_ = self._estimator(n_clusters).fit(points)
        return self

    def assign(self, customers: pd.DataFrame) -> pd.Series:
        """One label per customer, "0" and up; all "0" where nothing tells customers apart."""
        points = self.scaler_.transform(customers)
        places = np.zeros(len(points), np.int64)
        if self.model_ is not None and len(points):
            with threadpool_limits(limits=1):
                places = self.model_.predict(points)
        return pd.Series(places, index=customers.index).astype(str)

    @abstractmethod
    def _estimator(self, n_clusters: int) -> Any:
        """The scikit-learn estimator."""


class KMeansSegmenter(_ClusterSegmenter):
    """Segments around centres: each customer belongs to the nearest."""

    name = "kmeans"

    def _estimator(self, n_clusters: int) -> Any:
        from sklearn.cluster import KMeans

        return KMeans(n_clusters, n_init=4, max_iter=100, random_state=self.seed)


class MixtureSegmenter(_ClusterSegmenter):
    """Segments as a mixture of normal distributions, each with spreads of its own: clouds of different width."""

    name = "mixture"

    def _estimator(self, n_clusters: int) -> Any:
        from sklearn.mixture import GaussianMixture

        return GaussianMixture(n_clusters, covariance_type="diag", reg_covar=1e-3, n_init=2, max_iter=200,
                               random_state=self.seed)
