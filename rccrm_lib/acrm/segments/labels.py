"""Labels that keep their meaning: this month's clusters are matched to last month's segments by their members."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy


def carry_labels(raw: pd.Series, previous: pd.Series, *, known: list[str], prefix: str, min_overlap: float) -> dict[str, str]:
    """This month's raw label -> lasting label, "<prefix>1" and up.

    `raw` and `previous` are indexed by customer; `known` lists every label given so far. Pairs are chosen so that the
    sum of their Jaccard overlaps over customers of both months is largest (Kuhn 1955); a pair that shares less than
    `min_overlap` is no pair: what is new gets a number that nobody had before, so that no label changes its meaning.
    """
    both = raw.index.intersection(previous.index)
    counts = pd.crosstab(raw.loc[both], previous.loc[both])
    jaccard = _jaccard(counts.to_numpy(dtype=float))
    matched = {}
    if jaccard.size:
        for row, column in zip(*scipy.optimize.linear_sum_assignment(-jaccard), strict=True):
            if jaccard[row, column] >= min_overlap:
                matched[str(counts.index[row])] = str(counts.columns[column])
    numbers = [int(label.removeprefix(prefix)) for label in known if label.removeprefix(prefix).isdigit()]
    following = max(numbers, default=0) + 1
    for label in raw.value_counts().sort_index().sort_values(ascending=False, kind="stable").index:
        if label not in matched:
            matched[str(label)], following = f"{prefix}{following}", following + 1
    return matched


def _jaccard(counts: np.ndarray) -> np.ndarray:
    union = counts.sum(axis=1, keepdims=True) + counts.sum(axis=0, keepdims=True) - counts
    return np.divide(counts, union, out=np.zeros_like(counts), where=union > 0)


def compare_months(now: pd.Series, previous: pd.Series) -> tuple[float, float]:
    """Share of last month's customers who kept their label, and the adjusted Rand index; NaN without common customers."""
    from sklearn.metrics import adjusted_rand_score

    both = now.index.intersection(previous.index)
    if both.empty:
        return float("nan"), float("nan")
    one, other = now.loc[both].to_numpy(), previous.loc[both].to_numpy()
    return float((one == other).mean()), float(adjusted_rand_score(one, other))
