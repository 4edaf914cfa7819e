"""Who looks after whom in the published sample, and what the proposal reads."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd

from rccrm_lib.core.org.tree import plant_tree
from rccrm_lib.core.org.units import Post, Unit
from rccrm_lib.flow.portfolio import branch_with_managers, list_managers
from tests.conftest import PublishedSample

DAY = date(2026, 9, 30)


def test_everybody_from_the_floor_up_has_one_manager_or_a_reason(published_sample: PublishedSample) -> None:
    kept = pd.read_parquet(published_sample.table("portfolio"))
    assert kept["customer_id"].is_unique
    nobody = kept["manager_id"].isna()
    assert (kept.loc[nobody, "reason"] != "").all() and (kept.loc[~nobody, "reason"] == "").all()
    moves, left = (pd.read_parquet(published_sample.table(f"portfolio_{name}")) for name in ("moves", "unassigned"))
    lacking = kept.loc[kept["reason"].isin(["none", "left"]), "customer_id"]
    assert set(lacking) - {*moves["customer_id"], *left["customer_id"]} <= set(
        kept.loc[kept["reason"] == "left", "customer_id"]), "below the floor only"
    assert all(isinstance(json.loads(one), dict) for one in moves["evidence"])


def test_the_loads_tie_with_the_portfolio(published_sample: PublishedSample) -> None:
    loads = pd.read_parquet(published_sample.table("portfolio_loads"))
    moves = pd.read_parquet(published_sample.table("portfolio_moves"))
    new = (moves["from_manager_id"] == "").sum()
    assert loads["n_after"].sum() == loads["n_before"].sum() + new
    assert ((loads["n_after"] - loads["n_before"]) == loads["n_in"] - loads["n_out"]).all()


def test_a_customer_belongs_to_the_next_unit_above_with_managers() -> None:
    tree = plant_tree([Unit(None, None, "360199", "行社", "", "2"), Unit(None, None, "36019901", "支行", "360199", "3"),
                       Unit(None, None, "360199011", "网点", "36019901", "4")], member_id="360199")
    assert branch_with_managers("360199011", tree, frozenset({"36019901"}), day=DAY) == "36019901"
    assert branch_with_managers("360199011", tree, frozenset({"360199011", "36019901"}), day=DAY) == "360199011"
    assert branch_with_managers("360199011", tree, frozenset(), day=DAY) == "360199011"
    assert branch_with_managers("unknown", tree, frozenset({"36019901"}), day=DAY) == "unknown"


def test_without_a_register_the_numbers_that_customers_carry_are_the_managers() -> None:
    carried = pd.DataFrame({"manager_id": ["M1", "M1", "M1", None], "branch_id": ["A", "B", "B", "A"]})
    assert list_managers([], carried).values.tolist() == [["M1", "B", None, None]]
    post = Post(date(2020, 1, 1), None, "M7", "甲", "A", "", "1")
    assert list_managers([post], carried)["manager_id"].tolist() == ["M7"]
