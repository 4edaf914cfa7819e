"""Cluster: connected records become one customer, but never across two different valid numbers.

Nearly all components are harmless and are found at once; only those that hold two numbers, or a pair that must not
meet, are rebuilt link by link, best rule first. What a person has confirmed comes last and stands above all.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from rccrm_lib.ecif.best_first import Groups, label_parts
from rccrm_lib.ecif.rules import CONFIRMED, RANK, SCORE


def cluster_records(con: duckdb.DuckDBPyConnection) -> None:
    """One row per source record: leaves `clusters` (rid, cluster = smallest rid of the customer, rule, score).

    The result depends on the set of edges only, not on their order.
    """
    n_records = con.execute("SELECT count(*) FROM records").fetchall()[0][0]
    edges = con.execute("SELECT DISTINCT a, b, rule FROM edges ORDER BY a, b, rule").df()
    labels = label_parts(edges["a"].to_numpy(), edges["b"].to_numpy(), n_records)
    troubled = _troubled_labels(con, labels)
    if len(troubled):
        labels = _rebuild(con, edges, labels, troubled)
    _keep_clusters(con, labels, edges)
    con.execute(REJECTED)


TROUBLED = """
WITH labelled AS (
    SELECT r.rid, r.id18, r.org_code, l.cluster FROM records r JOIN labels_frame l USING (rid)
)
SELECT cluster FROM labelled GROUP BY cluster HAVING min(id18) <> max(id18) OR min(org_code) <> max(org_code)
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
    groups = Groups({rid: tuple(rest) for rid, *rest in numbers}, forbidden)
    here = edges[inside[edges["a"].to_numpy() - 1]].assign(
        rank=lambda frame: frame["rule"].map(RANK), is_signed=lambda frame: frame["rule"] == CONFIRMED)
    ordered = here.sort_values(["is_signed", "rank", "a", "b"])
    for a, b, is_signed in ordered[["a", "b", "is_signed"]].itertuples(index=False, name=None):
        groups.join(int(a), int(b), signed=is_signed)
    result = labels.copy()
    result[rids - 1] = [groups.root(int(rid)) for rid in rids]
    return result


def _keep_clusters(con: duckdb.DuckDBPyConnection, labels: np.ndarray, edges: pd.DataFrame) -> None:
    """The table `clusters`; `rule` is the strongest accepted link that touches the record."""
    rids = np.arange(1, len(labels) + 1)
    a, b = edges["a"].to_numpy(), edges["b"].to_numpy()
    accepted = labels[a - 1] == labels[b - 1]
    best = np.full(len(labels) + 1, RANK["SINGLE"], dtype=np.int64)
    ranks = edges["rule"].map(RANK).to_numpy(dtype=np.int64)[accepted]
    np.minimum.at(best, a[accepted], ranks)
    np.minimum.at(best, b[accepted], ranks)
    con.register("clusters_frame", pd.DataFrame({"rid": rids, "cluster": labels, "rank": best[1:]}))
    rules = pd.DataFrame([(RANK[code], code, SCORE[code]) for code in RANK], columns=["rank", "rule", "score"])
    con.register("rules_frame", rules)
    con.execute("CREATE OR REPLACE TABLE clusters AS SELECT rid::BIGINT AS rid, cluster::BIGINT AS cluster, "
                "rule::VARCHAR AS rule, score::DOUBLE AS score FROM clusters_frame JOIN rules_frame USING (rank) ORDER BY rid")
    con.unregister("clusters_frame")
    con.unregister("rules_frame")


REJECTED = """
INSERT INTO reviews
SELECT DISTINCT e.a, e.b, 'BLOCKED_BY_ID'
FROM edges e JOIN clusters x ON x.rid = e.a JOIN clusters y ON y.rid = e.b
WHERE x.cluster <> y.cluster
"""
