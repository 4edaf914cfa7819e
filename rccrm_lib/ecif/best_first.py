"""Best-first clustering under constraints: strongest links first, never across what must stay apart.

Nearly all connected parts are harmless and are found at once. The rest are joined link by link; a join is refused when
the two sides hold a pair that must not meet, two different numbers of one type, or more evidence against than for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import scipy

MOST_BITS = 12.0  # one pair speaks with at most so many bits for or against a join
LARGEST = 60  # records of a part that is looked at pair by pair
UNSEEN = -6.0  # bits of a pair that nobody compared, in larger parts


def label_parts(a: np.ndarray, b: np.ndarray, n: int) -> np.ndarray:
    """For each record 1..n the smallest record of its connected part."""
    graph = scipy.sparse.coo_matrix((np.ones(len(a), dtype=np.int8), (a - 1, b - 1)), shape=(n, n))
    _, part = scipy.sparse.csgraph.connected_components(graph, directed=False)
    smallest = np.full(part.max(initial=-1) + 1, n, dtype=np.int64)
    np.minimum.at(smallest, part, np.arange(n))
    return smallest[part] + 1


def pairs_inside(labels: np.ndarray) -> np.ndarray:
    """All pairs of records of one part, for parts of 2 to LARGEST records: two rows, a < b."""
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(labels[order]) != 0]) if len(order) else np.zeros(0, dtype=np.int64)
    sizes = np.diff(np.r_[starts, len(order)])
    found = [np.zeros((2, 0), dtype=np.int64)]
    for size in np.unique(sizes[(sizes > 1) & (sizes <= LARGEST)]):
        members = order[starts[sizes == size][:, None] + np.arange(size)] + 1
        i, j = np.triu_indices(size, 1)
        found.append(np.stack([members[:, i].ravel(), members[:, j].ravel()]))
    return np.concatenate(found, axis=1)


class Groups:
    """Groups of records that grow by joins, each join checked against the constraints."""

    def __init__(self, numbers: Mapping[int, tuple[Any, ...]], forbidden: Iterable[tuple[int, int]] = ()) -> None:
        """`numbers`: for every record the numbers of which a group holds at most one each; None where it has none."""
        self.parent = {record: record for record in numbers}
        self.members = {record: [record] for record in numbers}
        self.numbers = dict(numbers)
        self.forbidden: dict[int, set[int]] = defaultdict(set)
        self.bits: Mapping[tuple[int, int], float] = {}
        for a, b in forbidden:
            self.forbidden[a].add(b)
            self.forbidden[b].add(a)

    def root(self, record: int) -> int:
        """The smallest record of the group."""
        while self.parent[record] != record:
            self.parent[record] = self.parent[self.parent[record]]
            record = self.parent[record]
        return record

    def join(self, a: int, b: int, *, guarded: bool = False, signed: bool = False) -> bool:
        """Join two groups; False when they must stay apart. `guarded`: all pairs between them are heard; `signed`: a
        person has confirmed it, and that stands above all."""
        low, high = sorted((self.root(a), self.root(b)))
        if low == high:
            return True
        numbers = _both(self.numbers[low], self.numbers[high], signed=signed)
        if numbers is None or (not signed and self._must_not_meet(low, high)):
            return False
        if guarded and self._evidence(low, high) < 0:
            return False
        self.parent[high] = low
        self.members[low] += self.members.pop(high)
        self.numbers[low] = numbers
        return True

    def _must_not_meet(self, low: int, high: int) -> bool:
        small, large = sorted((self.members[low], self.members[high]), key=len)
        known = [self.forbidden[record] for record in small if record in self.forbidden]
        return bool(known) and any(apart.intersection(large) for apart in known)

    def _evidence(self, low: int, high: int) -> float:
        """Sum of bits over the pairs between two groups, in a fixed order."""
        pairs = ((min(x, y), max(x, y)) for x in sorted(self.members[low]) for y in sorted(self.members[high]))
        return sum(max(-MOST_BITS, min(MOST_BITS, self.bits.get(pair, UNSEEN))) for pair in pairs)


def _both(one: Sequence[Any], other: Sequence[Any], *, signed: bool) -> tuple[Any, ...] | None:
    """The numbers of both, place by place; None when two differ and nobody signed."""
    if not signed and any(x is not None and y is not None and x != y for x, y in zip(one, other, strict=True)):
        return None
    return tuple(x if x is not None else y for x, y in zip(one, other, strict=True))
