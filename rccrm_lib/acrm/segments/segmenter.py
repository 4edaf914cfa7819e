"""The door for segmentation models: what a segmenter is, and how one is found by its name."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Protocol, Self, cast, runtime_checkable

import pandas as pd

from rccrm_lib.acrm.segments.clusters import KMeansSegmenter, MixtureSegmenter
from rccrm_lib.acrm.segments.rule_segments import RfmSegmenter, RuleSegmenter
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.segment_settings import SegmentSettings

GROUP = "rccrm.segmenters"


@runtime_checkable
class Segmenter(Protocol):
    """Puts every customer into exactly one segment; parameters are constructor arguments.

    `customers` has one row per customer and the columns of FEATURES, missing where not supplied; its index names the
    rows and is no feature. `assign` hands back one text a row, on the same index. A class that sets
    `finds_clusters = False` names its segments itself (rules); any other is asked whether its clusters are there.
    """

    name: str

    def fit(self, customers: pd.DataFrame) -> Self:
        """Learn from customers."""
        ...

    def assign(self, customers: pd.DataFrame) -> pd.Series:
        """One label per customer, those that `fit` did not see included."""
        ...


def finds_clusters(segmenter: Segmenter) -> bool:
    """Whether the segments are learnt, so that they may not be there at all."""
    return bool(getattr(segmenter, "finds_clusters", True))


def make_segmenter(name: str, *, settings: SegmentSettings, seed: int) -> Segmenter:
    """A segmenter by its name in the settings: one of ours, or one installed under the entry-point group."""
    ours: dict[str, Callable[[], object]] = {
        "rfm": RfmSegmenter,
        "rules": lambda: RuleSegmenter(settings.rules),
        "kmeans": lambda: KMeansSegmenter(features=settings.features, n_clusters=settings.n_clusters, seed=seed),
        "mixture": lambda: MixtureSegmenter(features=settings.features, n_clusters=settings.n_clusters, seed=seed),
    }
    if name in ours:
        return cast(Segmenter, ours[name]())
    installed = {point.name: point for point in entry_points(group=GROUP)}
    if name not in installed:
        raise RccrmError(f"there is no segmenter {name!r}", f"one of {sorted([*ours, *installed])}",
                         f"correct settings/segments.toml, or install the package that names it under {GROUP}")
    return _instance(installed[name].load(), name)


def load_segmenter(address: str) -> Callable[[], Segmenter]:
    """What PACKAGE:CLASS makes, without arguments; RccrmError says what is wrong with the address."""
    module, _, name = address.partition(":")
    try:
        made = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError, SyntaxError) as error:
        raise RccrmError(f"{address}: {error}", "PACKAGE:CLASS of an installed package, such as my_segments:Harvest",
                         "install the package (pip install -e .) or correct the address") from None
    return lambda: _instance(made, address)


def _instance(made: Callable[[], object], address: str) -> Segmenter:
    try:
        segmenter = made()
    except TypeError as error:
        raise RccrmError(f"{address} cannot be made without arguments: {error}", "a default for every parameter",
                         "give the constructor's parameters defaults") from None
    if not isinstance(segmenter, Segmenter):
        raise RccrmError(f"{address} is no segmenter", "name, fit(customers), assign(customers)",
                         "start from: rccrm new-segmenter NAME")
    return segmenter
