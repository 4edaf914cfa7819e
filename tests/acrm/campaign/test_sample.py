"""The sample's campaign against its truth: extracts read as they are, people known from the truth, no other room."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from rccrm_lib.acrm.campaign import CampaignEffects, evaluate_itt
from rccrm_lib.core.settings import CampaignSettings
from rccrm_lib.facts.calendar import days_in_month, months_between

MEMBER, MONTH = "360199", "2026-09"


def _read(extracts: Path, month: str, table: str) -> pd.DataFrame:
    return pd.read_csv(extracts / MEMBER / month / f"{table}_{MEMBER}.csv.gz", encoding="gb18030", dtype=str)


@pytest.fixture(scope="module")
def people(sample_extracts: Path) -> pd.Series:
    """The person behind each source record."""
    records = pd.read_parquet(sample_extracts.parent / "truth" / "records.parquet")
    return records.set_index(["source", "record_id"])["person_id"]


@pytest.fixture(scope="module")
def members(sample_extracts: Path, people: pd.Series) -> pd.DataFrame:
    """The list as the bank delivers it."""
    listed = _read(sample_extracts, MONTH, "campaign_member")
    campaign = _read(sample_extracts, MONTH, "campaign").iloc[0]
    keys = pd.MultiIndex.from_frame(listed[["源系统代码", "客户号"]])
    return pd.DataFrame({
        "campaign_id": listed["活动编号"], "customer_id": people.reindex(keys).to_numpy(),
        "unit_id": listed["随机单元编号"], "stratum": listed["分层"], "arm": listed["组别"],
        "assigned_on": pd.to_datetime(listed["分组日期"]), "contacted_on": pd.to_datetime(listed["接触日期"]),
        "is_randomised": campaign["随机标志"] == "1", "name": campaign["活动名称"],
        "cost_fen": round(float(campaign["活动成本"]) * 100),
    }).drop_duplicates("customer_id")


@pytest.fixture(scope="module")
def outcomes(sample_extracts: Path, people: pd.Series, members: pd.DataFrame) -> pd.DataFrame:
    """The whole daily-average AUM of everybody listed in each unit, by month."""
    parts = []
    for table, key, number in (("acct_demand", "账号", "客户号"), ("acct_time", "账号", "客户号"),
                               ("wealth", "持有编号", "客户编号")):
        accounts = _read(sample_extracts, MONTH, table)
        owner = people.reindex(pd.MultiIndex.from_frame(accounts[["源系统代码", number]]))
        parts.append(pd.DataFrame({"account": accounts[key], "customer_id": owner.to_numpy()}))
    owned = pd.concat(parts).merge(members[["campaign_id", "customer_id", "unit_id"]], on="customer_id")
    months = []
    for folder in sorted((sample_extracts / MEMBER).glob("20*")):
        balances = _read(sample_extracts, folder.name, "bal_month").rename(columns={"账号": "account"})
        found = owned.merge(balances, on="account")
        fen = pd.to_numeric(found["月积数"]) * 100 / days_in_month(folder.name)
        months.append(found.assign(month=folder.name, aum_avg_fen=fen))
    every = pd.concat(months).groupby(["campaign_id", "unit_id", "month"], as_index=False)["aum_avg_fen"].sum()
    return every.assign(aum_avg_fen=every["aum_avg_fen"].round().astype("int64"))


@pytest.fixture(scope="module")
def truth(sample_extracts: Path) -> pd.DataFrame:
    """What treatment does to each household, drawn or not."""
    return pd.read_parquet(sample_extracts.parent / "truth" / "campaign_effects.parquet")


@pytest.fixture(scope="module")
def found(members: pd.DataFrame, outcomes: pd.DataFrame) -> CampaignEffects:
    """The evaluation of the sample month."""
    return evaluate_itt(members, outcomes, settings=CampaignSettings(), month=MONTH, seed=1)


def test_the_true_mean_effect_is_found(found: CampaignEffects, truth: pd.DataFrame, members: pd.DataFrame) -> None:
    row = found.effects[found.effects["is_primary"]].iloc[0]
    assert row["status"] == "evaluated" and row["outcome"] == "aum_cuped"
    # Three standard errors: a sample that is drawn anew must not fail one time in twenty for being a sample.
    per_customer = truth["effect_fen"].sum() / len(members)
    assert abs(row["effect_fen"] - per_customer) <= 3 * row["se_fen"]
    on_treated = truth.loc[truth["arm"] == "T", "effect_fen"].sum()
    assert abs(row["incremental_fen"] - on_treated) <= 3 * row["se_fen"] * row["n_treated"]


def test_the_drawn_households_are_all_there_and_were_alike(found: CampaignEffects, truth: pd.DataFrame) -> None:
    one = found.campaigns.iloc[0]
    assert one["n_clusters"] == len(truth)
    assert one["sample_ratio_p"] > 0.001
    assert one["n_held_out_contacted"] == 0
    assert found.balance["smd"].abs().max() < 0.3, "more than a fair lot of 500 households gives"


def test_the_balance_before_narrows_the_interval(found: CampaignEffects) -> None:
    at_end = found.effects[found.effects["horizon_months"] == 3].set_index("outcome")
    width = at_end["high_fen"] - at_end["low_fen"]
    assert width["aum_cuped"] < 0.6 * width["aum"]


def test_the_promoted_product_alone_would_flatter(truth: pd.DataFrame) -> None:
    """The trap that the whole AUM avoids: own money moved over is part of the product's growth."""
    assert truth["moved_fen"].sum() > 0.05 * truth["effect_fen"].sum()


def test_before_the_outcome_month_nothing_is_said(members: pd.DataFrame, outcomes: pd.DataFrame) -> None:
    early = evaluate_itt(members, outcomes, settings=CampaignSettings(), month="2026-06", seed=1)
    assert months_between("2026-06", str(early.campaigns.iloc[0]["outcome_month"])) == 1
    assert early.campaigns.iloc[0]["status"] == "too_early"
    assert early.effects.loc[early.effects["horizon_months"] == 3, "effect_fen"].isna().all()
