"""Customers by their features, and a small history in DuckDB of which every figure can be counted by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from rccrm_lib.acrm.segments.feature_list import DUCKDB_TYPES, FEATURES
from rccrm_lib.core import engine

NEEDS = [need.split(".") for feature in FEATURES for need in feature.needs]


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty engine."""
    with engine.open_engine(threads=1) as opened:
        yield opened


@pytest.fixture
def supplied() -> dict[str, set[str]]:
    """A bank that supplies every column that some feature needs."""
    return {table: {column for name, column in NEEDS if name == table} for table, _ in NEEDS}


@pytest.fixture
def put_features(con: duckdb.DuckDBPyConnection) -> Callable[..., None]:
    """`put_features({"customer_id": "A", "n_wage_3m": 3}, …)`: table `customer_features`, everything else missing."""

    def put(*rows: dict[str, Any]) -> None:
        columns = {feature.name: DUCKDB_TYPES[feature.kind] for feature in FEATURES}
        declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        con.execute(f"CREATE OR REPLACE TABLE customer_features (customer_id VARCHAR, {declared}, refuses_marketing BOOLEAN, "
                    "village_id VARCHAR, household_id VARCHAR)")
        names = ["customer_id", *columns, "refuses_marketing", "village_id", "household_id"]
        for row in rows:
            values = {"refuses_marketing": False, **row}
            con.execute(f"INSERT INTO customer_features VALUES ({', '.join('?' * len(names))})", [values.get(n) for n in names])

    return put


@pytest.fixture
def clustered() -> pd.DataFrame:
    """600 customers in three groups that nobody could miss, by id, in the order of their ids."""
    rng = np.random.default_rng(11)
    group = np.repeat([0, 1, 2], 200)
    frame = pd.DataFrame({
        "aum_fen": np.exp(9 + 4 * group + rng.normal(0, 0.3, 600)).round(), "n_txn_3m": rng.poisson(np.array([1, 30, 8])[group]),
        "n_products": 1 + 2 * (group == 2) + rng.integers(0, 2, 600), "tenure_months": 20.0 + 60 * group + rng.normal(0, 4, 600),
    }, index=[f"C{n:04d}" for n in range(600)])
    return frame.assign(**{feature.name: np.nan for feature in FEATURES if feature.name not in frame})
