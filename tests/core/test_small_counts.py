"""Small cells cannot be computed back: not from margins, not from the difference of two tables, not by a solver."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, linprog, milp

from rccrm_lib.core.privacy.small_counts import Limits, publish_tables
from rccrm_lib.core.privacy.systems import ALL

LIMITS = Limits()
DIMENSIONS = {"a": ("x", "y", "z"), "b": ("p", "q", "r"), "c": ("1", "2")}
#: A star around `a`, which has few unknowns, and a ring, which needs every group as one.
STAR, RING = ((), ("a",), ("b",), ("c",), ("a", "b"), ("a", "c")), ((), ("a",), ("a", "b"), ("b", "c"), ("a", "c"))
TABLES = STAR
WHOLE = list(product(*DIMENSIONS.values()))
Tables = tuple[tuple[str, ...], ...]


def make_groups(counts: list[int], amounts: list[int] | None = None) -> pd.DataFrame:
    """The finest groups that have customers."""
    frame = pd.DataFrame(WHOLE, columns=list(DIMENSIONS)).assign(n=counts)
    each = frame["n"] * 1000 if amounts is None else pd.Series(amounts)
    frame = frame.assign(fen=each, fen__size=each.abs(), fen__top=(each.abs() / frame["n"].clip(lower=1)).astype("int64"))
    return frame[frame["n"] > 0].reset_index(drop=True)


def attack(published: pd.DataFrame, column: str, tables: Tables = TABLES, *, whole: bool = False) -> pd.DataFrame:
    """What somebody finds out who has the tables and a solver: the hidden cells with the least and most they can be.

    Nothing of ours is used: the unknowns are all groups that could be, and a cell that is not listed is known to be 0.
    """
    listed = {tuple(row[["table", *DIMENSIONS]]): row[column] for _, row in published.iterrows()}
    rows, values, goals = [], [], []
    for table in tables:
        for key in product(*(DIMENSIONS[name] for name in table)):
            place = dict(zip(table, key, strict=True))
            name = ("+".join(table) or ALL, *(place.get(d, ALL) for d in DIMENSIONS))
            within = [float(all(group[list(DIMENSIONS).index(d)] == v for d, v in place.items())) for group in WHOLE]
            value = listed.get(name, 0)
            if pd.isna(value):
                goals.append((name, within))
            else:
                rows.append(within)
                values.append(float(value))
    found = []
    for name, within in goals:
        ends = []
        for sign in (1, -1):
            goal = sign * np.array(within)
            if whole:
                limit = [LinearConstraint(np.array(rows), values, values)] if rows else []
                done = milp(goal, constraints=limit, integrality=np.ones(len(WHOLE)))
            else:
                done = linprog(goal, A_eq=rows or None, b_eq=values or None, method="highs")
            ends.append(sign * done.fun if done.status == 0 else -sign * np.inf)
        found.append((name, *ends))
    return pd.DataFrame(found, columns=["cell", "least", "most"])


COUNTS = st.lists(st.one_of(st.integers(0, 12), st.just(0), st.integers(0, 60)), min_size=len(WHOLE), max_size=len(WHOLE))


@pytest.mark.parametrize("tables", [STAR, RING], ids=["star", "ring"])
@given(counts=COUNTS)
@settings(max_examples=15)
def test_no_hidden_count_is_pinned_down(tables: Tables, counts: list[int]) -> None:
    groups = make_groups(counts)
    if groups.empty:
        return
    published = publish_tables(groups, tables=tables, limits=LIMITS)
    assert not (published["n"].dropna() < LIMITS.k).any(), "a small cell is there"
    found = attack(published, "n", tables)
    assert (found["most"] - found["least"] >= LIMITS.k * (1 - 1e-6)).all(), found
    whole = attack(published, "n", tables, whole=True).sample(frac=0.3, random_state=1)
    assert (whole["most"] - whole["least"] >= 1).all(), whole


@given(counts=COUNTS, seed=st.integers(0, 1000))
@settings(max_examples=10)
def test_no_hidden_sum_is_pinned_down_and_sums_hide_with_their_counts(counts: list[int], seed: int) -> None:
    amounts = np.random.default_rng(seed).integers(0, 10**9, len(WHOLE)) * (np.array(counts) > 0)
    groups = make_groups(counts, amounts.tolist())
    if groups.empty:
        return
    published = publish_tables(groups, tables=TABLES, measures=["fen"], limits=LIMITS)
    assert published.loc[published["n"].isna(), "fen"].isna().all()
    true = publish_tables(groups.assign(n=1000), tables=TABLES, measures=["fen"], limits=Limits(dominance=1.1))["fen"]
    hidden = published["fen"].isna()
    found = attack(published.assign(fen=published["fen"] / 1000), "fen")
    width = (found["most"] - found["least"]).to_numpy() * 1000
    assert (width >= 0.0999 * true[hidden].to_numpy(dtype=float) - 1).all()


def test_the_attack_finds_what_only_small_cells_hidden_would_give_away() -> None:
    groups = make_groups([3 if i == 0 else 40 for i in range(len(WHOLE))])
    published = publish_tables(groups, tables=TABLES, limits=Limits(k=1))
    naive = published.assign(n=published["n"].mask((published["a"] == "x") & (published["c"] == "1")))
    found = attack(naive, "n")
    assert (found["most"] - found["least"]).max() < 1e-6 and len(found) == 1


def test_a_cell_with_one_great_customer_gives_its_sum_away_to_nobody() -> None:
    groups = make_groups([50] * len(WHOLE), [1_000_000] * len(WHOLE))
    groups.loc[0, ["fen", "fen__size", "fen__top"]] = [10_000_000, 10_000_000, 9_900_000]
    published = publish_tables(groups, tables=[("a", "b", "c"), ("a", "b"), ()], measures=["fen"], limits=LIMITS)
    assert published["n"].notna().all(), "its count may stay"
    hidden = published[published["fen"].isna()]
    first = (published[["a", "b", "c"]] == ["x", "p", "1"]).all(axis=1)
    assert published.loc[first, "fen"].isna().all() and len(hidden) >= 2


def test_losses_count_without_their_sign() -> None:
    groups = make_groups([50] * len(WHOLE), [(-1) ** i * 1_000_000 for i in range(len(WHOLE))])
    groups.loc[0, ["fen", "fen__size", "fen__top"]] = [-900, 1_000_000, 990_000]
    published = publish_tables(groups, tables=[("a", "b", "c"), ()], measures=["fen"], limits=LIMITS)
    assert published["fen"].isna().sum() == 2, "the dominated cell and one more; the grand total stays"


def test_nothing_small_hides_nothing() -> None:
    published = publish_tables(make_groups([20] * len(WHOLE)), tables=TABLES, measures=["fen"], limits=LIMITS)
    assert published.notna().all(axis=None) and len(published) == 1 + 3 + 3 + 2 + 9 + 6
    assert published.loc[published["table"] == ALL, "n"].item() == 20 * len(WHOLE)


@pytest.mark.parametrize("counts", [[1] * len(WHOLE), [9] + [0] * (len(WHOLE) - 1)])
def test_where_all_is_small_nothing_is_said(counts: list[int]) -> None:
    published = publish_tables(make_groups(counts), tables=TABLES, limits=LIMITS)
    assert published.loc[published["table"] == "a+b", "n"].isna().all()
    if sum(counts) < LIMITS.k:
        assert published["n"].isna().all()
