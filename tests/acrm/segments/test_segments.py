"""Segments: found where they are, not told where they are not, with labels that keep their meaning."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rccrm_lib.acrm.segments import make_segmenter, profile_segments, segment
from rccrm_lib.acrm.segments.clusters import KMeansSegmenter, MixtureSegmenter
from rccrm_lib.acrm.segments.labels import carry_labels
from rccrm_lib.acrm.segments.rule_segments import RfmSegmenter, RuleSegmenter
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.segment_settings import ClusterSettings, SegmentSettings

FEATURES = ("aum_fen", "n_txn_3m", "n_products", "tenure_months")
SETTINGS = SegmentSettings(n_clusters=3, features=FEATURES, clusters=ClusterSettings(sample=400, draws=10))


def run(customers, segmenter="kmeans", *, month="2026-09", seed=1, settings=SETTINGS, **more):
    made = make_segmenter(segmenter, settings=settings, seed=seed) if isinstance(segmenter, str) else segmenter
    return segment(made, customers, settings=settings, month=month, seed=seed, **more)


@pytest.mark.parametrize("name", ["kmeans", "mixture"])
def test_clusters_that_are_there_are_found(clustered, name):
    found = run(clustered, name)
    quality = found.quality.iloc[0]
    assert quality["status"] == "found" and quality["low"] > 0.9 and quality["silhouette"] > quality["chance"]
    labels = found.segments["segment"].to_numpy()
    assert [len(set(labels[part * 200: part * 200 + 200])) for part in range(3)] == [1, 1, 1] and len(set(labels)) == 3


def _normal(rng):
    return rng.normal(size=(600, 4))


def _uniform_square(rng):
    return np.column_stack([rng.uniform(size=(600, 2)), np.ones((600, 2))])


def _one_long_cloud(rng):
    return rng.normal(size=(600, 1)) * np.array([[3.0, 1.0, 1.0, 1.0]]) + rng.normal(size=(600, 4)) * 0.1


@pytest.mark.parametrize("draw", [_normal, _uniform_square, _one_long_cloud])
def test_without_structure_nothing_is_told(draw):
    """The long cloud is cut into the same pieces again and again: stability alone would be fooled."""
    values = draw(np.random.default_rng(4))
    customers = pd.DataFrame(values, columns=list(FEATURES), index=[f"C{n:03d}" for n in range(600)])
    found = run(customers)
    assert found.quality.iloc[0]["status"] == "cannot_tell"
    assert found.segments.empty and found.labels.empty


def test_labels_keep_their_meaning_over_months(clustered):
    first = run(clustered, month="2026-08", seed=1)
    moved = clustered.copy()
    moved.iloc[:30] = clustered.iloc[400:430].to_numpy()
    again = run(moved, seed=99, previous=first.segments, previous_labels=first.labels)
    before, now = (one.segments.set_index("customer_id")["segment"] for one in (first, again))
    assert (before.iloc[30:] == now.iloc[30:]).all() and (now.iloc[:30] == before.iloc[450]).all()
    assert again.quality.iloc[0]["kept_rate"] == pytest.approx(570 / 600)
    assert again.labels["first_month"].unique().tolist() == ["2026-08"]


def test_a_new_meaning_gets_a_number_that_nobody_had():
    previous = pd.Series(["k-1"] * 50 + ["k-3"] * 50, index=range(100))
    raw = pd.Series(["0"] * 50 + ["1"] * 10 + ["2"] * 10 + ["3"] * 10 + ["4"] * 10 + ["5"] * 10, index=range(100))
    carried = carry_labels(raw, previous, known=["k-1", "k-2", "k-3"], prefix="k-", min_overlap=0.3)
    assert carried["0"] == "k-1" and "k-3" not in carried.values()
    assert sorted(carried.values()) == ["k-1", "k-4", "k-5", "k-6", "k-7", "k-8"]


def test_rfm_has_fixed_yardsticks():
    customers = pd.DataFrame({
        "months_since_active": [0, 0, 9, 9, 0, np.nan, 0], "n_txn_3m": [9, 9, 0, 0, 1, 0, np.nan],
        "aum_fen": [9e6, 1e3, 9e6, 1e3, 1e3, 1e3, 9e6],
    })
    assert RfmSegmenter().fit(customers).assign(customers).tolist() == [
        "core", "everyday", "saver", "fading", "small", "fading", "unknown"]


def test_rule_segments_are_the_first_that_holds():
    customers = pd.DataFrame({"loan_fen": [5.0, 5.0, 0.0, np.nan], "nature": ["FARM", "URBAN", "FARM", None]})
    made = RuleSegmenter({"farm_borrower": ["nature = FARM", "loan_fen > 0"], "borrower": ["loan_fen > 0"]})
    assert made.assign(customers).tolist() == ["farm_borrower", "borrower", "other", "other"]


def test_a_profile_names_what_tells_a_segment_apart(clustered):
    found = run(clustered)
    profiles = profile_segments(found.segments, clustered, features=[*FEATURES, "loan_fen"])
    assert "loan_fen" not in set(profiles["feature"])  # wholly missing: says nothing
    richest = found.segments["segment"].iloc[-1]
    mine = profiles[profiles["segment"] == richest].set_index("feature")
    assert mine.at["aum_fen", "distance"] > 0.5 and mine.at["aum_fen", "median"] > mine.at["aum_fen", "median_all"]
    assert sorted(mine["place"]) == [1, 2, 3, 4]


def _features(n: int, **columns) -> pd.DataFrame:
    frame = pd.DataFrame({name: np.full(n, np.nan) for name in FEATURES}, index=[f"C{i:03d}" for i in range(n)])
    return frame.assign(**columns)


@pytest.mark.parametrize("kind", [KMeansSegmenter, MixtureSegmenter])
@pytest.mark.parametrize(
    ("what", "customers"),
    [
        ("nothing supplied", _features(50)),
        ("constant", _features(50, aum_fen=5.0, n_txn_3m=1)),
        ("one customer", _features(1, aum_fen=5.0)),
        ("three customers", _features(3, aum_fen=[1.0, 2.0, 900.0])),
        ("negative and huge", _features(60, aum_fen=np.r_[-1e15, 1e18, np.full(58, -300.0)])),
        ("infinite", _features(60, aum_fen=np.r_[np.inf, -np.inf, np.arange(58)])),
        ("a feature that is not there", _features(60).drop(columns=["aum_fen"]).assign(n_txn_3m=np.arange(60))),
    ],
)
def test_bad_input_gives_one_label_each(kind, what, customers):
    labels = kind(features=FEATURES, n_clusters=4).fit(customers).assign(customers)
    assert labels.index.equals(customers.index) and labels.notna().all(), what
    assert run(customers, kind(features=FEATURES, n_clusters=4)).quality.iloc[0]["status"] == "too_few"


def test_a_segmenter_that_forgets_customers_is_refused(clustered):
    class Forgets:
        name = "forgets"

        def fit(self, customers):
            return self

        def assign(self, customers):
            return pd.Series("a", index=customers.index[1:])

    with pytest.raises(RccrmError, match="exactly one segment"):
        run(clustered, Forgets())


def test_an_unknown_segmenter_is_named_with_those_that_exist():
    with pytest.raises(RccrmError, match="nobody") as refused:
        make_segmenter("nobody", settings=SETTINGS, seed=1)
    assert "kmeans" in str(refused.value) and "rccrm.segmenters" in str(refused.value)
