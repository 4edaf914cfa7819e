"""The hard months of tests/cases/tiers.yaml."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml

from rccrm_lib.acrm.value import Override, assign_tiers
from rccrm_lib.core.settings import load_settings
from rccrm_lib.facts.calendar import add_months

ROOT = Path(__file__).parents[3]
CASES = yaml.safe_load((ROOT / "tests" / "cases" / "tiers.yaml").read_text(encoding="utf-8"))
LETTERS = {"A": "AUM", "C": "CONTRIBUTION", "B": "BOTH", "O": "OVERRIDE"}


def month(number: int) -> str:
    return add_months("2026-01", number - 1)


def history_of(case: dict) -> pd.DataFrame:
    """The customer, and an everlasting second one who keeps every month in the history."""
    n = len(case["assets"])
    frame = pd.DataFrame({
        "customer_id": ["A"] * n + ["Z"] * n, "month": [month(at + 1) for at in range(n)] * 2,
        "aum_avg_fen": [0 if yuan is None else yuan * 100 for yuan in case["assets"]] + [100] * n,
        "n_accounts": [int(yuan is not None) for yuan in case["assets"]] + [1] * n,
        "is_company": [case.get("company", False)] * n + [False] * n})
    if "contribution" in case:
        fen = [None if yuan is None else round(yuan * 100) for yuan in case["contribution"]]
        frame["comparable_fen"] = pd.array([*fen, *fen], dtype="Int64")
    return frame


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_month_by_month(case) -> None:
    overrides = [Override("A", one["tier"], month(one["from"]), month(one["until"])) for one in case.get("overrides", ())]
    settings = load_settings(ROOT / "config.toml").tiers
    tiers = assign_tiers(history_of(case), settings=settings, overrides=overrides)
    found = tiers[tiers["customer_id"] == "A"].set_index("month").reindex([month(n + 1) for n in range(len(case["tiers"]))])
    held = [tier is not None for tier in case["tiers"]]
    assert found["tier"].where(held, None).tolist() == case["tiers"]
    if "watch" in case:
        assert found["months_below"].tolist() == case["watch"]
    if "reasons" in case:
        assert found["reason"].where(held, None).tolist() == case["reasons"]
    if "why" in case:
        why = [LETTERS.get(letter) for letter in case["why"]]
        assert found["tier_reason"].astype(object).where(held, None).tolist() == why
