"""Cluster: connected records become one customer, but never across two different valid numbers.

Nearly all components are harmless and are found at once; only those that hold two numbers, or a pair that must not
meet, are rebuilt link by link, best rule first.
"""

from __future__ import annotations

from collections import defaultdict

import duckdb
import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from rccrm_lib.ecif.rules import RANK


def cluster_records(con: duckdb.DuckDBPyConnection) -> None:
    """One row per source record: leaves `clusters` (rid, cluster = smallest rid of the customer, rule).

    The result depends on the set of edges only, not on their order.
    """
    n_records = con.execute("SELECT count(*) FROM records").fetchall()[0][0]
    edges = con.execute("SELECT DISTINCT a, b, rule FROM edges ORDER BY a, b, rule").df()
    labels = _components(edges, n_records)
    troubled = _troubled_labels(con, labels)
    if len(troubled):
        labels = _rebuild(con, edges, labels, troubled)
    _keep_clusters(con, labels, edges)
    con.execute(REJECTED)


def _components(edges: pd.DataFrame, n_records: int) -> np.ndarray:
    """The smallest rid of the component, by rid - 1."""
    a, b = edges["a"].to_numpy() - 1, edges["b"].to_numpy() - 1
    graph = coo_matrix((np.ones(len(edges), dtype=np.int8), (a, b)), shape=(n_records, n_records))
    _, component = connected_components(graph, directed=False)
    smallest = np.full(component.max(initial=-1) + 1, n_records, dtype=np.int64)
    np.minimum.at(smallest, component, np.arange(n_records))
    return smallest[component] + 1


TROUBLED = """
WITH labelled AS (
    SELECT r.rid, r.id18, r.org_code, l.cluster FROM records r JOIN labels_frame l USING (rid)
)
SELECT cluster FROM labelled GROUP BY cluster HAVING count(DISTINCT id18) > 1 OR count(DISTINCT org_code) > 1
UNION
SELECT x.cluster FROM cannot_links c JOIN labelled x ON x.rid = c.a JOIN labelled y ON y.rid = c.b
WHERE x.cluster = y.cluster
ORDER BY cluster
"""


def _troubled_labels(con: duckdb.DuckDBPyConnection, labels: np.ndarray) -> np.ndarray:
    """Clusters that hold two numbers, or a pair that must not meet."""
    con.register("labels_frame", pd.DataFrame({"rid": np.arange(1, len(labels) + 1), "cluster": labels}))
    try:
        return con.execute(TROUBLED).df()["cluster"].to_numpy()
    finally:
        con.unregister("labels_frame")


def _rebuild(
    con: duckdb.DuckDBPyConnection, edges: pd.DataFrame, labels: np.ndarray, troubled: np.ndarray
) -> np.ndarray:
    """Labels with the troubled components joined again, best rule first, refusing what must not meet."""
    inside = np.isin(labels, troubled)
    rids = np.flatnonzero(inside) + 1
    con.register("inside_frame", pd.DataFrame({"rid": rids}))
    numbers = con.execute(
        "SELECT rid, id18, org_code FROM records JOIN inside_frame USING (rid) ORDER BY rid"
    ).fetchall()
    forbidden = con.execute("SELECT a, b FROM cannot_links JOIN inside_frame ON rid = a ORDER BY a, b").fetchall()
    con.unregister("inside_frame")
    groups = _Groups(numbers, forbidden)
    here = edges[inside[edges["a"].to_numpy() - 1]].assign(rank=lambda frame: frame["rule"].map(RANK))
    for a, b in here.sort_values(["rank", "a", "b"])[["a", "b"]].itertuples(index=False, name=None):
        groups.join(int(a), int(b))
    result = labels.copy()
    for rid in rids:
        result[rid - 1] = groups.root(int(rid))
    return result


class _Groups:
    """A screen of small groups that join only when they hold at most one number and no forbidden pair."""

    def __init__(self, numbers: list[tuple], forbidden: list[tuple[int, int]]) -> None:
        self.parent = {rid: rid for rid, _, _ in numbers}
        self.members = {rid: {rid} for rid, _, _ in numbers}
        self.numbers = {rid: (id18, org_code) for rid, id18, org_code in numbers}
        self.forbidden: dict[int, set[int]] = defaultdict(set)
        for a, b in forbidden:
            self.forbidden[a].add(b)
            self.forbidden[b].add(a)

    def root(self, rid: int) -> int:
        """The smallest rid of the group."""
        while self.parent[rid] != rid:
            self.parent[rid] = self.parent[self.parent[rid]]
            rid = self.parent[rid]
        return rid

    def join(self, a: int, b: int) -> bool:
        """Join two groups; False when they must stay apart."""
        low, high = sorted((self.root(a), self.root(b)))
        if low == high:
            return True
        pairs = list(zip(self.numbers[low], self.numbers[high], strict=True))
        if any(x is not None and y is not None and x != y for x, y in pairs):
            return False
        small, large = sorted((self.members[low], self.members[high]), key=len)
        if any(self.forbidden[rid] & large for rid in small if rid in self.forbidden):
            return False
        self.parent[high] = low
        self.members[low] |= self.members.pop(high)
        self.numbers[low] = tuple(x if x is not None else y for x, y in pairs)
        return True


def _keep_clusters(con: duckdb.DuckDBPyConnection, labels: np.ndarray, edges: pd.DataFrame) -> None:
    """The table `clusters`; `rule` is the strongest accepted link that touches the record."""
    rids = np.arange(1, len(labels) + 1)
    a, b = edges["a"].to_numpy(), edges["b"].to_numpy()
    accepted = labels[a - 1] == labels[b - 1]
    best = np.full(len(labels) + 1, RANK["SINGLE"], dtype=np.int64)
    ranks = edges["rule"].map(RANK).to_numpy(dtype=np.int64)[accepted]
    np.minimum.at(best, a[accepted], ranks)
    np.minimum.at(best, b[accepted], ranks)
    codes = {rank: code for code, rank in RANK.items()}
    rules = pd.Series(best[1:]).map(codes).astype(object)
    con.register("clusters_frame", pd.DataFrame({"rid": rids, "cluster": labels, "rule": rules}))
    con.execute("CREATE OR REPLACE TABLE clusters AS SELECT rid::BIGINT AS rid, cluster::BIGINT AS cluster, "
                "rule::VARCHAR AS rule FROM clusters_frame ORDER BY rid")
    con.unregister("clusters_frame")


REJECTED = """
INSERT INTO reviews
SELECT DISTINCT e.a, e.b, 'BLOCKED_BY_ID'
FROM edges e JOIN clusters x ON x.rid = e.a JOIN clusters y ON y.rid = e.b
WHERE x.cluster <> y.cluster
"""
