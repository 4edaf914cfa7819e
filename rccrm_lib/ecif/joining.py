"""Join by evidence: scored pairs become groups, best first, on top of what is already settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from rccrm_lib.ecif.best_first import Groups, label_parts, pairs_inside
from rccrm_lib.ecif.compare import compare_pairs
from rccrm_lib.ecif.weights import Weights, pair_bits


@dataclass(frozen=True)
class Joined:
    """`labels`: for each record 1..n the smallest record of its group; `a`, `b`, `bits`: the scored links that were
    tried; `accepted`: whether both ends are one group; `rivalled`: not taken because another group fits as well."""

    labels: np.ndarray
    a: np.ndarray
    b: np.ndarray
    bits: np.ndarray
    accepted: np.ndarray
    rivalled: np.ndarray


def join_by_evidence(
    con: duckdb.DuckDBPyConnection, a: np.ndarray, b: np.ndarray, bits: np.ndarray, *, weights: Weights,
    settled: np.ndarray, numbers: Mapping[int, tuple[Any, ...]], forbidden: Sequence[tuple[int, int]] = (),
) -> Joined:
    """Groups of the records that the links touch. `settled`: labels of groups that exist already; `numbers`: what a
    group may hold at most one each of (absent: nothing). The order of rows and links does not matter."""
    order = np.lexsort((b, a, -bits))
    a, b, bits = a[order], b[order], bits[order]
    touched = _touched(a, b, settled)
    inside = touched[np.isin(settled[touched - 1], settled[np.r_[a, b] - 1])] if len(a) else touched
    empty = (None,) * max((len(value) for value in numbers.values()), default=0)
    groups = Groups({int(record): numbers.get(int(record), empty) for record in inside}, forbidden)
    for record in inside:
        groups.join(int(record), int(settled[record - 1]), signed=True)
    groups.bits = _bits_inside(con, a, b, settled, inside, weights)
    rivalled = _find_rivals(groups, a, b, bits)
    for x, y, lost in zip(a.tolist(), b.tolist(), rivalled.tolist(), strict=True):
        if not lost:
            groups.join(x, y, guarded=True)
    labels = settled.copy()
    labels[inside - 1] = [groups.root(int(record)) for record in inside]
    return Joined(labels, a, b, bits, labels[a - 1] == labels[b - 1], rivalled)


def _touched(a: np.ndarray, b: np.ndarray, settled: np.ndarray) -> np.ndarray:
    """Records of the settled groups that a link touches, in order."""
    ends = np.unique(settled[np.r_[a, b] - 1]) if len(a) else np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.isin(settled, ends)) + 1


def _bits_inside(con: duckdb.DuckDBPyConnection, a: np.ndarray, b: np.ndarray, settled: np.ndarray, inside: np.ndarray,
                 weights: Weights) -> dict[tuple[int, int], float]:
    """Bits of every pair of one connected part: those that no key had paired are compared now."""
    n = len(settled)
    parts = label_parts(np.r_[a, inside], np.r_[b, settled[inside - 1]], n)
    pairs = pairs_inside(parts)
    pairs = pairs[:, settled[pairs[0] - 1] != settled[pairs[1] - 1]]
    if not pairs.shape[1]:
        return {}
    con.register("inside_frame", pd.DataFrame({"a": pairs[0], "b": pairs[1]}))
    compared = compare_pairs(con, "inside_frame", weights.fields)
    con.unregister("inside_frame")
    return dict(zip(zip(compared.a.tolist(), compared.b.tolist(), strict=True), pair_bits(compared, weights).tolist(),
                    strict=True))


def _find_rivals(groups: Groups, a: np.ndarray, b: np.ndarray, bits: np.ndarray) -> np.ndarray:
    """Links to one of several groups that exclude each other and fit about as well: less likely than not."""
    best: dict[int, dict[int, float]] = defaultdict(dict)
    ends = [(groups.root(x), groups.root(y), z) for x, y, z in zip(a.tolist(), b.tolist(), bits.tolist(), strict=True)]
    for x, y, z in ends:
        best[x][y] = max(z, best[x].get(y, z))
        best[y][x] = max(z, best[y].get(x, z))
    return np.array([z < max(_rivals_bits(groups, best[x], y), _rivals_bits(groups, best[y], x)) for x, y, z in ends],
                    dtype=bool)


def _rivals_bits(groups: Groups, partners: Mapping[int, float], mine: int) -> float:
    """Log2 of 1 + the odds of the partners that cannot be one with mine."""
    if len(partners) == 1:
        return 0.0
    mine_numbers = groups.numbers[mine]
    odds = 1.0
    for other, z in sorted(partners.items()):
        clash = any(p is not None and q is not None and p != q
                    for p, q in zip(groups.numbers[other], mine_numbers, strict=True))
        odds += 2.0 ** min(z, 60.0) if other != mine and clash else 0.0
    return float(np.log2(odds))
