"""Balance before the draw, and the split."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rccrm_lib.acrm.campaign.checks import balance_table, lot_checks


def _units(n: int, shift: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(2)
    treated = np.arange(n) % 2 == 0
    columns: dict = {-3: rng.normal(size=n), -2: np.full(n, np.nan), -1: rng.normal(size=n) + shift * treated}
    columns |= {"treated": treated, "n_customers": 1 + np.arange(n) % 4, "stratum": np.arange(n) // 4 % 3}
    return pd.DataFrame(columns).assign(is_mixed=False)


def test_fair_lot_is_alike_and_a_shift_is_told() -> None:
    fair = balance_table(_units(600), campaign_id="HD01", baselines=(-3, -2, -1)).set_index("covariate")
    assert list(fair.index) == ["aum_before_3", "aum_before_1", "customers_per_unit"], "what was not supplied is absent"
    assert fair.loc[["aum_before_3", "aum_before_1"], "is_alike"].all()
    shifted = balance_table(_units(600, 0.5), campaign_id="HD01", baselines=(-3, -1)).set_index("covariate")
    assert not shifted.loc["aum_before_1", "is_alike"]
    assert 0.3 < shifted.loc["aum_before_1", "smd"] < 0.7


def test_limit_grows_where_there_are_few_units() -> None:
    few = balance_table(_units(24), campaign_id="HD01", baselines=(-1,))["limit"].iloc[0]
    many = balance_table(_units(6000), campaign_id="HD01", baselines=(-1,))["limit"].iloc[0]
    assert few > 0.7 and many == 0.1


def test_split_between_strata() -> None:
    fair = lot_checks(_units(600))
    assert fair["treated_share"] == 0.5 and fair["sample_ratio_test"] == "between_strata"
    assert float(str(fair["sample_ratio_p"])) > 0.5
    lost = _units(600)
    lost = lost[~(lost["treated"] & (lost["stratum"] == 1) & (lost.index % 3 == 0))]
    assert float(str(lot_checks(lost)["sample_ratio_p"])) < 0.05
    assert lot_checks(_units(600).assign(stratum="all"))["sample_ratio_test"] == "none"
