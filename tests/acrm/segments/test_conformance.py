"""The conformance suite lets ours pass, and finds out each way of breaking the promise."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rccrm_lib.acrm.segments import check_segmenter, make_segmenter, require_conformity
from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.segment_settings import SegmentSettings


class Good:
    name = "good"

    def fit(self, customers):
        return self

    def assign(self, customers):
        rich = pd.to_numeric(customers["aum_fen"]) > 1e6
        return pd.Series(np.where(rich, "rich", "poor"), index=customers.index, dtype=object)


class Forgets(Good):
    def assign(self, customers):
        return super().assign(customers).mask(customers["aum_fen"].isna())


class ByOrder(Good):
    def assign(self, customers):
        return pd.Series([str(place % 2) for place in range(len(customers))], index=customers.index)


class Draws(Good):
    def assign(self, customers):
        return pd.Series(np.random.rand(len(customers)) > 0.5, index=customers.index).map({True: "a", False: "b"})


class Relative(Good):
    """Compares a customer with those assigned beside it, and not with those it learnt from."""

    def assign(self, customers):
        above = customers["aum_fen"] > customers["aum_fen"].median()
        return pd.Series(np.where(above, "a", "b"), index=customers.index, dtype=object)


class Changes(Good):
    def fit(self, customers):
        customers.loc[:, "aum_fen"] = customers["aum_fen"].fillna(0)
        return self


class ReadsIds(Good):
    def assign(self, customers):
        return pd.Series([str(sum(str(name).encode()) % 2) for name in customers.index], index=customers.index)


class Fragile(Good):
    def fit(self, customers):
        self.edge = np.quantile(customers["aum_fen"].dropna(), 0.5)
        return self


@pytest.mark.parametrize("name", ["rfm", "rules", "kmeans", "mixture"])
def test_ours_keep_every_requirement(name):
    settings = SegmentSettings(rules={"farm": ("nature = FARM",)})
    findings = check_segmenter(lambda: make_segmenter(name, settings=settings, seed=3))
    assert len(findings) == 7 and [finding for finding in findings if not finding.is_kept] == []


@pytest.mark.parametrize(
    ("broken", "requirement"),
    [(Forgets, "exactly one segment"), (ByOrder, "order of the rows"), (Draws, "same answer"), (Relative, "did not see"),
     (Changes, "not changed"), (ReadsIds, "No identifier"), (Fragile, "Nothing supplied")],
)
def test_each_broken_promise_is_found(broken, requirement):
    findings = {finding.requirement: finding for finding in check_segmenter(broken)}
    found = [finding for text, finding in findings.items() if requirement in text]
    assert len(found) == 1 and not found[0].is_kept


def test_a_good_one_passes_and_a_broken_one_is_refused_with_the_list():
    assert require_conformity(Good).count("kept ") == 7
    with pytest.raises(RccrmError, match="1 of 7") as refused:
        require_conformity(Changes)
    assert "BROKEN The customers handed over are not changed" in str(refused.value) and str(refused.value).count("kept   ") == 6
