"""Who is about to move, on the sample: near a tier and by what; in tables, on lists and in the report."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest


def table(folder: Path, name: str):
    return duckdb.sql(f"SELECT * FROM read_parquet('{folder / 'tables' / f'{name}.parquet'}')").df()


def figures(folder: Path) -> dict[str, float]:
    """Id -> value of every figure of the report."""
    listed = json.loads((folder / "figures.json").read_text(encoding="utf-8"))["en"]
    return {entry["id"]: entry["value"] for entry in listed}


@pytest.mark.req("A5")
def test_who_is_near_a_tier_by_which_measure_and_what_would_lift(published_sample) -> None:
    near, products = (table(published_sample.folder, name) for name in ("near_threshold", "near_products"))
    assert set(near["measure"]) == {"AUM", "CONTRIBUTION"} and (near["gap_fen"] > 0).all()
    assert (near["gap_fen"] <= 0.1 * near["floor_fen"]).all()
    held = near["comparable_fen"].where(near["measure"] == "CONTRIBUTION", near["aum_avg_fen"])
    assert (held + near["gap_fen"] == near["floor_fen"]).all()
    both = near.merge(products, on="customer_id")
    assert len(both) == len(near) == len(products)
    named = both[both["product"].notna()]
    assert len(named) > 20 and (named["median_fen"] >= named["gap_fen"]).all() and (named["n_holders"] >= 30).all()
    months = table(published_sample.folder, "customer_months").set_index("customer_id")
    assert not any(months.at[who, f"has_{what}"] for who, what in zip(named["customer_id"], named["product"], strict=True))
    items = table(published_sample.folder, "worklist_items")
    said = [json.loads(text) for text in items.loc[items["reason"] == "near", "evidence"]]
    assert {one["measure"] for one in said} == {"AUM", "CONTRIBUTION"} and {"time", "wealth"} <= {one["product"] for one in said}
    shown = figures(published_sample.folder)
    for (tier, measure), rows in near.groupby(["next_tier", "measure"]):
        assert shown[f"value.near.{tier}.{measure}.gap_fen"] == rows["gap_fen"].sum()
        assert shown[f"value.near.{tier}.{measure}.n"] == len(rows)
