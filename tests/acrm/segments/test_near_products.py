"""Which product would lift: one that the like hold, and hold enough of; else why none is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from rccrm_lib.acrm.segments import find_near_products
from rccrm_lib.core.segment_settings import ProductSettings

MONTH = "2026-09"
YUAN = 100
#: Forty of the like in the tier within reach, who hold time deposits of 9,000 yuan that bring 5 yuan a month.
PEERS = [{"customer_id": f"P{n:02d}", "tier": "QUALITY", "time": 9_000} for n in range(40)]


@pytest.fixture
def lift(con, put_features) -> Callable[..., tuple[str | None, str]]:
    """`lift(measure="AUM", gap=500)`: product and rule of customer A, who holds nothing, beside his peers."""

    def run(*, measure: str = "AUM", gap: int, suggested: str = "", refuses: bool = False, peers: list[dict[str, Any]] = PEERS,
            **held: int | None) -> tuple[str | None, str]:
        rows = [{"customer_id": "A", "tier": "POTENTIAL", **held}, *peers]
        put_features(*({"customer_id": row["customer_id"], "nature": "FARM", "party_kind": "person"} for row in rows))
        frame = pd.DataFrame([(row["customer_id"], MONTH, row["tier"], row["customer_id"] == "A" and refuses,
                               *(row.get(product, 0) for product in ("time", "wealth", "loan"))) for row in rows],
                             columns=["customer_id", "month", "tier", "refuses_marketing", "time", "wealth", "loan"])
        con.register("frame", frame.astype({"time": "Int64", "wealth": "Int64", "loan": "Int64"}))
        for name, query in {
            "customers": "SELECT customer_id, refuses_marketing FROM frame",
            "tiers": "SELECT customer_id, month, tier FROM frame",
            "customer_months": f"SELECT customer_id, time > 0 AS has_time, wealth > 0 AS has_wealth, loan > 0 AS has_loan, "
                               f"time * {YUAN} AS time_avg_fen, wealth * {YUAN} AS wealth_avg_fen FROM frame",
            "contract_months": "SELECT customer_id, 'time' AS kind, 500 AS contribution_fen, NULL::BIGINT AS fee_fen, "
                               "0::BIGINT AS service_cost_fen FROM frame WHERE time > 0 "
                               "UNION ALL SELECT customer_id, 'loan', 9000, 0, 0 FROM frame WHERE loan > 0",
            "contribution_months": "SELECT NULL::BIGINT AS fee_fen, 0::BIGINT AS service_cost_fen FROM frame",
            "next_products": f"SELECT 'A' AS customer_id, '{suggested}' AS product, 1 AS place, 0.8 AS rate, 0.2 AS rate_others",
            "near_threshold": f"SELECT 'A' AS customer_id, 'POTENTIAL' AS tier, 'QUALITY' AS next_tier, '{measure}' AS measure, "
                              f"{gap * YUAN}::BIGINT AS gap_fen",
        }.items():
            con.execute(f"CREATE OR REPLACE TABLE {name} AS {query}")
        counts = find_near_products(con, settings=ProductSettings(), month=MONTH)
        assert counts["n"].tolist() == [1]
        return con.execute("SELECT product, rule FROM near_products").fetchone()

    return run


def test_what_the_like_in_the_tier_within_reach_hold_enough_of(lift) -> None:
    assert lift(gap=9_000) == ("time", "LINE")
    assert lift(gap=9_001) == (None, "CANNOT_TELL")  # half of the holders have less


def test_a_next_product_goes_first(lift) -> None:
    peers = [{**peer, "wealth": 9_000} for peer in PEERS]
    assert lift(gap=100, peers=peers, suggested="wealth") == ("wealth", "SIMILAR")
    assert lift(gap=100, peers=peers, suggested="card") == ("time", "LINE")


def test_a_loan_lifts_by_contribution_only(lift) -> None:
    peers = [{**peer, "time": 0, "loan": 1} for peer in PEERS]
    assert lift(gap=90, measure="CONTRIBUTION", peers=peers) == ("loan", "LINE")
    assert lift(gap=90, peers=peers) == (None, "CANNOT_TELL")
    assert lift(gap=91, measure="CONTRIBUTION", peers=peers) == (None, "CANNOT_TELL")


def test_few_holders_prove_nothing(lift) -> None:
    assert lift(gap=100, peers=PEERS[:29]) == (None, "CANNOT_TELL")


def test_why_none_is_named(lift) -> None:
    assert lift(gap=100, refuses=True) == (None, "REFUSES")
    assert lift(gap=100, time=1, wealth=1) == (None, "HOLDS")
    assert lift(gap=100, time=1, wealth=None) == (None, "CANNOT_TELL")  # wealth is not supplied: nobody knows
