"""What the weighing leaves to read: the weights of every level, and every scored link with its fate."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from rccrm_lib.ecif.candidates import Field
from rccrm_lib.ecif.joining import Joined
from rccrm_lib.ecif.kinds import KINDS
from rccrm_lib.ecif.weights import Weights, chance_of

START = """
CREATE OR REPLACE TABLE match_weights (
    party_kind VARCHAR, place BIGINT, field VARCHAR, kind VARCHAR, "column" VARCHAR, level_no BIGINT, level VARCHAR,
    same DOUBLE, kin DOUBLE, strangers DOUBLE, prior_same DOUBLE, prior_kin DOUBLE);
CREATE OR REPLACE TABLE scored_links (
    party_kind VARCHAR, a BIGINT, b BIGINT, bits DOUBLE, chance DOUBLE, is_accepted BOOLEAN, is_rivalled BOOLEAN);
"""


def start_scored(con: duckdb.DuckDBPyConnection) -> None:
    """The empty tables `match_weights` (one row per level) and `scored_links` (one row per scored link)."""
    con.execute(START)


def keep_scored(con: duckdb.DuckDBPyConnection, party_kind: str, weights: Weights, joined: Joined) -> None:
    """Add the weights and links of one kind of party."""
    links = pd.DataFrame({
        "party_kind": party_kind, "a": joined.a, "b": joined.b, "bits": joined.bits, "chance": chance_of(joined.bits),
        "is_accepted": joined.accepted, "is_rivalled": joined.rivalled})
    for table, frame in (("match_weights", weights_frame(weights, party_kind)), ("scored_links", links)):
        con.register("kept_frame", frame)
        con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM kept_frame")
        con.unregister("kept_frame")


def weights_frame(weights: Weights, party_kind: str) -> pd.DataFrame:
    """One row per field and level."""
    rows = [
        (party_kind, place, one.name, one.kind, one.column, at, level.code, weights.same[place][at], weights.kin[place][at],
         weights.strangers[place][at], weights.prior_same, weights.prior_kin)
        for place, one in enumerate(weights.fields) for at, level in enumerate(KINDS[one.kind].levels)
    ]
    return pd.DataFrame(rows, columns=["party_kind", "place", "field", "kind", "column", "level_no", "level", "same", "kin",
                                       "strangers", "prior_same", "prior_kin"])


def read_weights(frame: pd.DataFrame) -> Weights:
    """The weights that `weights_frame` wrote."""
    frame = frame.sort_values(["place", "level_no"])
    groups = [group for _, group in frame.groupby("place", sort=True)]
    shares = {name: tuple(group[name].to_numpy(dtype=np.float64) for group in groups) for name in ("same", "kin", "strangers")}
    fields = tuple(Field(*group[["field", "kind", "column"]].iloc[0]) for group in groups)
    return Weights(fields, **shares, prior_same=float(frame["prior_same"].iloc[0]), prior_kin=float(frame["prior_kin"].iloc[0]))
