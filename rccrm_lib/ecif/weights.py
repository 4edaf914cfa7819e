"""Weights: what an outcome is worth in bits, from the kinds' expectations and from the data, never from a known truth.

The model is Fellegi and Sunter's with three classes of pairs: one customer, kin (one family or house) and strangers.
Kin keep a shared surname, address and phone from being taken for one person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from rccrm_lib.ecif.candidates import Field
from rccrm_lib.ecif.compare import MISSING, Compared, compare_pairs
from rccrm_lib.ecif.kinds import KINDS

SAMPLE_PAIRS = 100_000  # random pairs by which the shares among strangers are measured
PRIOR_PAIRS = 60.0  # the expectations `same` of a kind count as so many pairs seen
PRIOR_STRANGERS = 200.0  # and the expectations `strangers`
KIN_AT_LEAST = 0.01  # pairs of kin per record that are always reckoned with
ROUNDS = 10


@dataclass(frozen=True)
class Weights:
    """Shares of each level of each field among the same, kin and strangers; and of the classes among all pairs."""

    fields: tuple[Field, ...]
    same: tuple[np.ndarray, ...]
    kin: tuple[np.ndarray, ...]
    strangers: tuple[np.ndarray, ...]
    prior_same: float
    prior_kin: float


def expected_shares(one: Field, which: str) -> np.ndarray:
    """The expectations of a field's kind: `same` or `strangers`."""
    return np.array([getattr(level, which) for level in KINDS[one.kind].levels])


def count_levels(compared: Compared, place: int, n_levels: int, weights: np.ndarray | None = None) -> np.ndarray:
    """Number (or sum of weights) of the pairs on each level of one field."""
    column = compared.levels[:, place]
    seen = column != MISSING
    return np.bincount(column[seen], None if weights is None else weights[seen], n_levels).astype(float)


def draw_strangers(con: duckdb.DuckDBPyConnection, source: str, *, n_drawn: int = SAMPLE_PAIRS) -> None:
    """The table `strangers`: pairs of records of `source` that lie a long step apart, the same pairs every time."""
    n = con.execute(f"SELECT count(*) FROM {source}").fetchall()[0][0]
    picked, rounds = min(n, n_drawn), max(1, n_drawn // max(n, 1))
    steps = sorted({round(n * ((k * 0.6180339887) % 1)) for k in range(1, rounds + 1)} - {0, n})
    con.execute(STRANGERS.format(source=source), {"n": n, "picked": picked, "steps": steps})


def count_strangers(con: duckdb.DuckDBPyConnection, fields: Sequence[Field]) -> list[np.ndarray]:
    """Counts of levels of each field among the pairs of `strangers`."""
    compared = compare_pairs(con, "strangers", fields)
    return [count_levels(compared, place, len(KINDS[one.kind].levels)) for place, one in enumerate(fields)]


STRANGERS = """
CREATE OR REPLACE TEMP TABLE strangers AS
WITH numbered AS (SELECT rid, row_number() OVER (ORDER BY rid) - 1 AS i FROM {source}),
drawn AS (
    SELECT k * $n // $picked AS i, (k * $n // $picked + step) % $n AS j
    FROM range($picked) r(k), (SELECT unnest($steps::BIGINT[]) AS step)
)
SELECT DISTINCT least(x.rid, y.rid) AS a, greatest(x.rid, y.rid) AS b
FROM drawn d JOIN numbered x ON x.i = d.i JOIN numbered y ON y.i = d.j WHERE d.i <> d.j
"""


def make_weights(fields: Sequence[Field], same: Sequence[np.ndarray], seen: Sequence[np.ndarray], *, prior_same: float,
                 prior_kin: float) -> Weights:
    """Weights from shares among the same and counts among random pairs (a few of which are the same by chance)."""
    strangers, kin = [], []
    for one, shares, counts in zip(fields, same, seen, strict=True):
        left = np.maximum(counts - prior_same * counts.sum() * shares, 0)
        left += PRIOR_STRANGERS * expected_shares(one, "strangers")
        strangers.append(left / left.sum())
        levels = KINDS[one.kind].levels
        kin.append(np.array([u if level.kin is None else level.kin for level, u in zip(levels, strangers[-1], strict=True)]))
    return Weights(tuple(fields), tuple(same), tuple(kin), tuple(strangers), prior_same, prior_kin)


def learn_weights(con: duckdb.DuckDBPyConnection, compared: Compared, fields: Sequence[Field], *, n_records: int,
                  n_pairs: int) -> Weights:
    """Weights for one table: strangers by random pairs, the same by EM that starts from the expectations."""
    draw_strangers(con, "entries")
    seen = count_strangers(con, fields)
    prior = [expected_shares(one, "same") for one in fields]
    guess = min(0.1, n_records / 2 / n_pairs)
    weights = make_weights(fields, prior, seen, prior_same=guess, prior_kin=guess)
    for _ in range(ROUNDS):
        chance, kin = class_chances(compared, weights)
        same = [share_found(compared, place, one, chance) for place, one in enumerate(fields)]
        least = KIN_AT_LEAST * n_records
        weights = make_weights(fields, same, seen, prior_same=min(0.2, max(chance.sum(), 1.0) / n_pairs),
                               prior_kin=min(0.2, max(kin.sum(), least) / n_pairs))
    return weights


def class_chances(compared: Compared, weights: Weights) -> tuple[np.ndarray, np.ndarray]:
    """For each pair the chance of being one customer, and of being kin."""
    same, kin = (part.sum(axis=1) for part in field_bits(compared, weights))
    same, kin = same + np.log2(weights.prior_same), kin + np.log2(weights.prior_kin)
    strangers = np.log2(1 - weights.prior_kin - weights.prior_same)
    whole = np.logaddexp2(np.logaddexp2(same, kin), strangers)
    return np.exp2(same - whole), np.exp2(kin - whole)


def share_found(compared: Compared, place: int, one: Field, chance: np.ndarray) -> np.ndarray:
    """Shares of the levels of one field among the same, with the expectations as pairs seen before."""
    prior = expected_shares(one, "same")
    found = count_levels(compared, place, len(prior), chance) + PRIOR_PAIRS * prior
    return found / found.sum()


def field_bits(compared: Compared, weights: Weights) -> tuple[np.ndarray, np.ndarray]:
    """Two matrices, pairs x fields: bits of "the same against strangers" and of "kin against strangers"."""
    same, kin = (np.zeros(compared.levels.shape) for _ in range(2))
    for place, one in enumerate(weights.fields):
        level, share = compared.levels[:, place], compared.shares[:, place]
        here = level != MISSING
        u = np.where(share < 1, share, weights.strangers[place][level])
        informed = np.array([kind.kin is not None for kind in KINDS[one.kind].levels])[level]
        k = np.where(informed, np.maximum(weights.kin[place][level], np.where(share < 1, share, 0)), u)
        same[here, place] = np.log2(weights.same[place][level] / u)[here]
        kin[here, place] = np.log2(k / u)[here]
    return same, kin


def pair_bits(compared: Compared, weights: Weights) -> np.ndarray:
    """Log2 odds of each pair: one customer against kin or strangers."""
    same, kin = (part.sum(axis=1) for part in field_bits(compared, weights))
    strangers = np.log2(1 - weights.prior_kin - weights.prior_same)
    return np.log2(weights.prior_same) + same - np.logaddexp2(np.log2(weights.prior_kin) + kin, strangers)


def chance_of(bits: np.ndarray) -> np.ndarray:
    """The probability of log2 odds."""
    return 1 / (1 + np.exp2(-np.clip(bits, -300, 300)))
