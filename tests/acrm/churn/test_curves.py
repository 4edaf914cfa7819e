"""Survival with entry times against hand computations and simulated truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rccrm_lib.acrm.churn import build_spells, cumulative_incidence, kaplan_meier_by
from rccrm_lib.core.errors import SchemaError
from rccrm_lib.core.settings import ChurnSettings
from rccrm_lib.facts.calendar import add_months

FEW = ChurnSettings(min_at_risk=1)


def _spells(rows: list[tuple[int, int, str]], **columns: object) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["entry", "exit", "cause"])
    frame["event"] = frame["cause"].isin(["runoff", "closure", "dormancy"])
    return frame.assign(**columns)  # type: ignore[arg-type]


def test_by_hand_with_late_entries() -> None:
    spells = _spells([(0, 1, "runoff"), (0, 3, "censored"), (0, 2, "runoff"), (1, 3, "runoff"), (2, 3, "censored")])
    curve = kaplan_meier_by(spells, None, settings=FEW).set_index("month")
    # At risk in (entry, exit]: month 1: 3, month 2: 3, month 3: 3. Entering at 1 is not being at risk in 1.
    assert curve.loc[[1, 2, 3], "at_risk"].tolist() == [3, 3, 3]
    assert curve["survival"].tolist() == pytest.approx([1, 2 / 3, 4 / 9, 8 / 27])
    assert curve["n_events"].tolist() == [0, 1, 1, 1]


def test_since_entry_counts_months_from_the_start_of_observation() -> None:
    spells = _spells([(100, 101, "runoff"), (40, 43, "censored"), (7, 9, "runoff"), (50, 53, "censored")])
    curve = kaplan_meier_by(spells, None, settings=FEW, since="entry").set_index("month")
    assert curve["survival"].tolist() == pytest.approx([1, 0.75, 0.5, 0.5])
    assert curve["at_risk"].tolist() == [4, 4, 3, 2]


def test_bands_follow_greenwood_and_no_event_is_no_certainty() -> None:
    spells = _spells([(0, 2, "runoff")] * 20 + [(0, 5, "censored")] * 80)
    curve = kaplan_meier_by(spells, None, settings=ChurnSettings()).set_index("month")
    assert curve.loc[1, "low"] == pytest.approx(0.025 ** (1 / 100)) and curve.loc[1, "high"] == 1.0
    # log(-log) interval of 0.8 with Greenwood's variance 20 / (100 * 80).
    reach = 1.959964 * np.sqrt(20 / (100 * 80)) / abs(np.log(0.8))
    assert curve.loc[2, "low"] == pytest.approx(0.8 ** np.exp(reach), abs=1e-5)
    assert curve.loc[2, "high"] == pytest.approx(0.8 ** np.exp(-reach), abs=1e-5)


def test_too_few_at_risk_is_cannot_tell_and_a_thin_end_is_cut() -> None:
    small = _spells([(0, 5, "censored")] * 9, tier_at_entry="WEALTH")
    large = _spells([(0, 5, "censored")] * 20 + [(0, 9, "runoff")] * 5, tier_at_entry="MASS")
    curves = kaplan_meier_by(pd.concat([small, large], ignore_index=True), "tier_at_entry", settings=ChurnSettings())
    wealth, mass = curves[curves["group"] == "WEALTH"], curves[curves["group"] == "MASS"]
    assert wealth["status"].tolist() == ["cannot_tell"] and wealth["survival"].isna().all()
    assert wealth["at_risk"].tolist() == [9]
    assert mass["month"].max() == 5 and mass["status"].tolist()[-1] == "cut"
    assert (mass["status"].tolist()[:-1] == np.array("ok")).all()
    assert mass["n_events"].sum() == 0, "events after the cut are not in the curve"


def test_a_thin_start_is_left_out() -> None:
    early = _spells([(0, 1, "runoff")] * 2)
    main = _spells([(30, 40, "censored")] * 30 + [(30, 35, "runoff")] * 10)
    curve = kaplan_meier_by(pd.concat([early, main], ignore_index=True), None, settings=ChurnSettings())
    assert curve["month"].min() == 30 and curve["survival"].iloc[0] == 1
    assert curve["survival"].iloc[-1] == pytest.approx(0.75)


def test_missing_groups_have_a_name_and_no_spells_no_curve() -> None:
    spells = _spells([(0, 5, "censored")] * 12, tier_at_entry=None)
    assert set(kaplan_meier_by(spells, "tier_at_entry", settings=ChurnSettings())["group"]) == {"UNKNOWN"}
    assert kaplan_meier_by(spells.iloc[:0], None, settings=ChurnSettings()).empty


@pytest.mark.parametrize(
    "broken",
    [
        _spells([(0, 5, "censored")]).drop(columns="entry"),
        _spells([(0, 5, "censored")]).assign(entry=np.nan),
        _spells([(5, 5, "censored")]),
        _spells([(0, 5, "stayed")]),
    ],
)
@pytest.mark.parametrize("estimator", ["curve", "incidence"])
def test_spells_without_entry_are_refused(broken: pd.DataFrame, estimator: str) -> None:
    with pytest.raises(SchemaError):
        if estimator == "curve":
            kaplan_meier_by(broken, None, settings=FEW)
        else:
            cumulative_incidence(broken, settings=FEW)


def _truncated(seed: int, n: int = 60_000) -> tuple[pd.DataFrame, float]:
    """Customers of all ages seen in one window of 12 months; the truth is S(60) of all who ever came."""
    rng = np.random.default_rng(seed)
    lifetime = np.ceil(rng.weibull(0.7, n) * 60).astype(int)
    came = rng.integers(-300, 1, n)  # month of opening; the window is (0, 12]
    entry, leave = np.maximum(-came, 0), np.minimum(lifetime, 12 - came)
    seen = leave > entry
    frame = pd.DataFrame({"entry": entry, "exit": leave, "event": lifetime <= 12 - came})[seen]
    frame["cause"] = np.where(frame["event"], "runoff", "censored")
    return frame.reset_index(drop=True), float(np.exp(-((60 / 60) ** 0.7)))


def test_entry_times_remove_the_bias_of_left_truncation() -> None:
    spells, truth = _truncated(11)
    with_entry = kaplan_meier_by(spells, None, settings=ChurnSettings()).set_index("month")
    naive = kaplan_meier_by(spells.assign(entry=0), None, settings=ChurnSettings()).set_index("month")
    assert with_entry.loc[60, "survival"] == pytest.approx(truth, abs=0.02)
    assert naive.loc[60, "survival"] > truth + 0.2, "survivors of the past pass for loyal customers"


def test_bands_cover_the_truth() -> None:
    hits = []
    for seed in range(60):
        spells, truth = _truncated(seed, n=3000)
        row = kaplan_meier_by(spells, None, settings=ChurnSettings(min_at_risk=5)).set_index("month").loc[60]
        hits.append(row["low"] <= truth <= row["high"])
    assert np.mean(hits) >= 0.87


def test_incidence_adds_up_where_one_minus_survival_does_not() -> None:
    rng = np.random.default_rng(2)
    n, hazards = 4000, {"runoff": 0.03, "death": 0.05}
    when = {cause: rng.geometric(p, n) for cause, p in hazards.items()}
    leave = np.minimum(np.minimum(when["runoff"], when["death"]), 24)
    cause = np.where(leave == when["runoff"], "runoff", np.where(leave == when["death"], "death", "censored"))
    spells = _spells(list(zip(np.zeros(n, int), leave, cause, strict=True)))
    table = cumulative_incidence(spells, settings=ChurnSettings())
    at_end = table[table["month"] == 24].set_index("cause")["incidence"]
    assert at_end["runoff"] == pytest.approx((cause == "runoff").mean(), abs=1e-9)  # nobody is censored before 24
    assert at_end["death"] == pytest.approx((cause == "death").mean(), abs=1e-9)
    curve = kaplan_meier_by(spells, None, settings=ChurnSettings()).set_index("month")
    assert 1 - curve.loc[24, "survival"] > at_end["runoff"] + 0.1


def _population(seed: int, hazard: float, n: int = 6000, months: int = 13) -> pd.DataFrame:
    """Customers who each month run off with the same hazard, seen as the bank sees them."""
    rng = np.random.default_rng(seed)
    gone = rng.geometric(hazard, n) - 1
    column = np.arange(months)[None, :]
    fen = np.where(column >= gone[:, None], 100, 5_000_000)
    return pd.DataFrame({
        "customer_id": np.repeat(np.arange(n).astype(str), months),
        "month": np.tile([add_months("2025-09", m) for m in range(months)], n), "n_accounts": 1,
        "aum_avg_fen": fen.ravel(), "customer_in_fen": 0, "first_open_on": pd.Timestamp("2020-05-05"),
    })


def test_undecided_months_do_not_count_as_survival() -> None:
    hazard = 0.02
    months = [add_months("2025-09", m) for m in range(13)]
    spells = build_spells(_population(3, hazard), settings=ChurnSettings(), months=months)
    curve = kaplan_meier_by(spells, None, settings=ChurnSettings(), since="entry").set_index("month")
    assert curve.loc[6, "survival"] == pytest.approx((1 - hazard) ** 6, abs=0.015)
    rate = spells["event"].sum() / (spells["exit"] - spells["entry"]).sum()
    assert rate == pytest.approx(hazard, rel=0.07)
    assert curve.loc[8, "survival"] == pytest.approx((1 - hazard) ** 8, abs=0.018), "the last months count as well"
