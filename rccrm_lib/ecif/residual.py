"""The residual: records that no number and no rule could place are weighed against all others, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import duckdb
import numpy as np
import pandas as pd

from rccrm_lib.core.engine import load_sql
from rccrm_lib.core.settings import MatchSettings
from rccrm_lib.ecif.candidates import RARE, Field
from rccrm_lib.ecif.compare import Compared, compare_pairs
from rccrm_lib.ecif.entries import add_shares
from rccrm_lib.ecif.joining import join_by_evidence
from rccrm_lib.ecif.scored import keep_scored, start_scored
from rccrm_lib.ecif.weights import (
    Weights,
    class_chances,
    count_strangers,
    draw_strangers,
    expected_shares,
    make_weights,
    pair_bits,
)


@dataclass(frozen=True)
class Party:
    """Persons or organisations: the table of their entries, what is compared, and of which keys two make a candidate."""

    kind: str
    table: str
    fields: tuple[Field, ...]
    keys: tuple[str, ...]


PERSONS = Party(
    "person", "person_entries",
    (Field("name", "name", "f_name"), Field("birth_on", "date", "f_born"), Field("sex", "sex", "f_sex"),
     Field("phone", "phone", "f_phone"), Field("address", "address", "f_place"), Field("cert_no", "identity", "f_number")),
    ("f_name_k", "f_born_k", "f_phone", "house", "left(f_number, 9)", "right(f_number, 9)"),
)
ORGANISATIONS = Party(
    "org", "org_entries",
    (Field("name", "organisation", "f_name"), Field("org_code", "identity", "f_number"),
     Field("phone", "phone", "f_phone"), Field("address", "address", "f_place"), Field("legal_name", "name", "f_legal")),
    ("f_name", "left(f_name, 6)", "right(f_name, 4)", "f_phone", "f_place", "f_legal", "left(f_number, 4)",
     "right(f_number, 4)"),
)

# Of the customers that a link touches only: a million records' numbers as Python objects weigh more than all else here.
NUMBERS = """
SELECT rid, id18, org_code FROM records JOIN settled USING (rid) SEMI JOIN (SELECT unnest($ends) AS cluster) USING (cluster)
WHERE id18 IS NOT NULL OR org_code IS NOT NULL ORDER BY rid
"""
SETTLED = """
CREATE OR REPLACE TEMP TABLE settled AS
SELECT rid, cluster, bool_and(r.id18 IS NULL AND r.org_code IS NULL) OVER (PARTITION BY cluster) AS is_loose
FROM clusters JOIN records r USING (rid)
"""
# Two keys shared by at most RARE records, one of them loose; all pairs of keys at once.
RESIDUAL_PAIRS = """
CREATE OR REPLACE TEMP TABLE residual_pairs AS
WITH every_key AS ({selects}),
near AS (SELECT k.* FROM every_key k SEMI JOIN (SELECT key FROM every_key WHERE is_loose) l USING (key)),
few AS (SELECT key FROM near GROUP BY key HAVING count(*) BETWEEN 2 AND {rare})
SELECT DISTINCT least(x.rid, y.rid) AS a, greatest(x.rid, y.rid) AS b
FROM few JOIN near x USING (key) JOIN near y USING (key) WHERE x.is_loose AND x.cluster <> y.cluster
"""
TWO_KEYS = """SELECT rid, cluster, is_loose, hash({place}, {one}, {two}) AS key FROM {table}
WHERE {one} IS NOT NULL AND {two} IS NOT NULL"""


COUNTY = 200_000  # a bank that delivers less is part of a county that has so many records
#: What the share of a value is until the bank's own records say more: that of a common name, a common village.
COMMON = {"f_name": 0.03, "f_born": 0.0005, "f_phone": 0.001, "f_place": 0.1, "f_legal": 0.03}
# What is compared: the pairs with all other records of their customers (for the guard), and the strangers.
NEEDED = """
CREATE OR REPLACE TEMP TABLE needed_entries AS
WITH named AS (SELECT a AS rid FROM residual_pairs UNION SELECT b FROM residual_pairs)
SELECT rid FROM settled WHERE cluster IN (SELECT cluster FROM settled JOIN named USING (rid))
UNION SELECT a FROM strangers UNION SELECT b FROM strangers
"""
KIN_PER_RECORD = 1.0  # relatives' and owners' records that a loose record is likely to meet
HITS_EXPECTED = 0.1  # records elsewhere of the person on a loose record, until the bank's own records say more,
PRIOR_RECORDS = 100.0  # and of how many records that expectation is worth
ROUNDS = 6
SAMPLED = 30_000  # random pairs: here the rare levels lean on the expectations


def weigh_residual(con: duckdb.DuckDBPyConnection, *, settings: MatchSettings | None = None) -> None:
    """One row per record: `clusters` again, loose records joined by evidence; leaves match_weights, scored_links.

    A loose record stands in a customer without any valid number. Pairs of two numbered customers are never weighed.
    """
    con.execute(SETTLED)
    over = (settings or MatchSettings()).shared_phone_over
    con.execute(load_sql(__package__, "residual").replace("$shared_phone_over", str(over)))
    labels = con.execute("SELECT cluster FROM clusters ORDER BY rid").df()["cluster"].to_numpy()
    forbidden = con.execute("SELECT a, b FROM cannot_links ORDER BY a, b").fetchall()
    start_scored(con)
    for party in (PERSONS, ORGANISATIONS):
        weights, compared = _weigh(con, party)
        bits = pair_bits(compared, weights)
        good = bits > 0
        a, b = compared.a[good], compared.b[good]
        joined = join_by_evidence(con, a, b, bits[good], weights=weights, settled=labels,
                                  numbers=_read_numbers(con, labels[np.r_[a, b] - 1]), forbidden=forbidden)
        labels = joined.labels
        keep_scored(con, party.kind, weights, joined)
    _keep_clusters(con, labels)


def _read_numbers(con: duckdb.DuckDBPyConnection, ends: np.ndarray) -> dict[int, tuple[str | None, str | None]]:
    """Record -> valid number, organisation code: of the records of these customers that have one."""
    rows = con.execute(NUMBERS, {"ends": np.unique(ends).tolist()}).fetchall()
    return {rid: (number, code) for rid, number, code in rows}


def _weigh(con: duckdb.DuckDBPyConnection, party: Party) -> tuple[Weights, Compared]:
    """Weights for one kind of party and the compared residual pairs; only the sizes of the classes are learned here.

    What families and spouses' numbers look like would teach EM that family means match, so `same` stays as expected.
    """
    count = con.execute(f"SELECT count(*), count_if(is_loose) FROM {party.table}").fetchall()[0]
    n, n_loose = max(count[0], COUNTY), max(count[1] or 0, 1)
    selects = [TWO_KEYS.format(place=place, one=one, two=two, table=party.table)
               for place, (one, two) in enumerate(combinations(party.keys, 2))]
    con.execute(RESIDUAL_PAIRS.format(selects=" UNION ALL ".join(selects), rare=RARE))
    draw_strangers(con, party.table, n_drawn=SAMPLED)
    con.execute(NEEDED)
    add_shares(con, party.table, party.fields, expected=COMMON, needed="needed_entries")
    compared = compare_pairs(con, "residual_pairs", party.fields)
    seen = count_strangers(con, party.fields)
    same = [expected_shares(one, "same") for one in party.fields]
    hits = HITS_EXPECTED
    for _ in range(ROUNDS):
        weights = make_weights(party.fields, same, seen, prior_same=hits / n, prior_kin=KIN_PER_RECORD / n)
        found = float(class_chances(compared, weights)[0].sum())
        hits = (found + HITS_EXPECTED * PRIOR_RECORDS) / (n_loose + PRIOR_RECORDS)
    return weights, compared


def _keep_clusters(con: duckdb.DuckDBPyConnection, labels: np.ndarray) -> None:
    con.register("labels_frame", pd.DataFrame({"rid": np.arange(1, len(labels) + 1), "cluster": labels}))
    con.execute(CLUSTERS)
    con.unregister("labels_frame")
    con.execute("INSERT INTO reviews SELECT a, b, 'AMBIGUOUS' FROM scored_links WHERE NOT is_accepted")


# `rule` and `score` of a record that only evidence has joined: the chance of its best accepted link.
CLUSTERS = """
CREATE OR REPLACE TABLE clusters AS
WITH ends AS (
    SELECT rid, max(chance) AS chance FROM (SELECT a AS rid, chance FROM scored_links WHERE is_accepted
                                            UNION ALL SELECT b, chance FROM scored_links WHERE is_accepted) GROUP BY rid
)
SELECT k.rid, l.cluster, CASE WHEN k.rule = 'SINGLE' AND e.rid IS NOT NULL THEN 'EVIDENCE' ELSE k.rule END AS rule,
       CASE WHEN k.rule = 'SINGLE' AND e.rid IS NOT NULL THEN e.chance ELSE k.score END AS score
FROM clusters k JOIN labels_frame l USING (rid) LEFT JOIN ends e USING (rid)
ORDER BY k.rid
"""
