"""The sample's leavers against their truth: extracts read as they are, people known from the truth, no other room."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from rccrm_lib.acrm.churn import build_spells, kaplan_meier_by
from rccrm_lib.core.settings import ChurnSettings
from rccrm_lib.facts.calendar import days_in_month, months_between

MEMBER, MONTH = "360199", "2026-09"


def _read(extracts: Path, month: str, table: str) -> pd.DataFrame:
    return pd.read_csv(extracts / MEMBER / month / f"{table}_{MEMBER}.csv.gz", encoding="gb18030", dtype=str)


@pytest.fixture(scope="module")
def persons(sample_extracts: Path) -> pd.DataFrame:
    """The truth of every person: hazard, month and cause of leaving."""
    return pd.read_parquet(sample_extracts.parent / "truth" / "persons.parquet").set_index("person_id")


@pytest.fixture(scope="module")
def history(sample_extracts: Path, persons: pd.DataFrame) -> pd.DataFrame:
    """One row per person and month, from balances and accounts."""
    records = pd.read_parquet(sample_extracts.parent / "truth" / "records.parquet")
    people = records.set_index(["source", "record_id"])["person_id"]
    parts = []
    for table, key, number, opened in (("acct_demand", "账号", "客户号", "开户日期"), ("acct_time", "账号", "客户号", "开户日期"),
                                       ("wealth", "持有编号", "客户编号", "购买日期")):
        accounts = _read(sample_extracts, MONTH, table)
        owner = people.reindex(pd.MultiIndex.from_frame(accounts[["源系统代码", number]]))
        parts.append(pd.DataFrame({"account": accounts[key], "customer_id": owner.to_numpy(),
                                   "opened": pd.to_datetime(accounts[opened], errors="coerce")}))
    owned = pd.concat(parts)
    owned = owned[owned["customer_id"].isin(persons.index)]
    months = []
    for folder in sorted((sample_extracts / MEMBER).glob("20*")):
        found = owned.merge(_read(sample_extracts, folder.name, "bal_month").rename(columns={"账号": "account"}))
        found["aum_avg_fen"] = pd.to_numeric(found["月积数"]) * 100 / days_in_month(folder.name)
        found["customer_in_fen"] = pd.to_numeric(found["本月主动贷方发生额"]) * 100
        sums = found.groupby("customer_id", as_index=False).agg(
            aum_avg_fen=("aum_avg_fen", "sum"), customer_in_fen=("customer_in_fen", "sum"), n_accounts=("account", "size"))
        months.append(sums.assign(month=folder.name))
    every = pd.concat(months).round({"aum_avg_fen": 0, "customer_in_fen": 0})
    every["first_open_on"] = every["customer_id"].map(owned.groupby("customer_id")["opened"].min())
    every["household_id"] = every["customer_id"].map(persons["household_id"])
    return every.assign(death_on=pd.to_datetime(every["customer_id"].map(persons["death_on"])))


@pytest.fixture(scope="module")
def spells(history: pd.DataFrame) -> pd.DataFrame:
    """The spells of the sample."""
    return build_spells(history, settings=ChurnSettings(), months=sorted(history["month"].unique()))


def _leavers(spells: pd.DataFrame, persons: pd.DataFrame) -> pd.DataFrame:
    """Who truly ran off while under observation and long enough before the end to be confirmed."""
    first = spells[spells["spell_no"] == 1].set_index("customer_id")
    both = first.join(persons[["leave_cause", "leave_month"]])
    decided = both["leave_month"].between("2025-12", "2026-05") & (both["entry_month"] < both["leave_month"])
    return both[decided & (both["leave_cause"] == "run_off")]


def test_true_run_offs_are_found_in_their_month(spells: pd.DataFrame, persons: pd.DataFrame) -> None:
    leavers = _leavers(spells, persons)
    assert len(leavers) >= 25
    assert leavers["event"].mean() >= 0.85
    found = leavers[leavers["event"]]
    late = [months_between(true, seen) for true, seen in zip(found["leave_month"], found["exit_month"], strict=True)]
    # Money that goes late in a month leaves a low average in the next one only, and a last credit delays by one.
    assert sum(step in (0, 1, 2) for step in late) >= 0.95 * len(late)
    assert sum(step in (0, 1) for step in late) >= 0.6 * len(late)


def test_few_who_stay_are_called_leavers(spells: pd.DataFrame, persons: pd.DataFrame) -> None:
    stayers = spells[spells["customer_id"].map(persons["leave_cause"]) == ""]
    assert stayers["event"].mean() <= 0.03


def test_death_is_told_from_churn(spells: pd.DataFrame, persons: pd.DataFrame) -> None:
    died = spells[spells["customer_id"].map(persons["leave_cause"]) == "death"]
    assert not died["event"].any()


def test_moves_within_the_family_are_mostly_marked(spells: pd.DataFrame, persons: pd.DataFrame) -> None:
    cause = spells["customer_id"].map(persons["leave_cause"])
    moved, ran_off = spells[spells["event"] & (cause == "household")], spells[spells["event"] & (cause == "run_off")]
    assert moved["is_household_possible"].mean() >= 0.5
    assert ran_off["is_household_possible"].mean() <= 0.25


def test_attrition_is_near_the_truth(spells: pd.DataFrame, persons: pd.DataFrame) -> None:
    """What truly left in the decided months, as a share of those under observation from the start."""
    curve = kaplan_meier_by(spells, None, settings=ChurnSettings(), since="entry").set_index("month")
    cohort = spells[(spells["spell_no"] == 1) & (spells["entry_month"] == "2025-11")]
    truth = persons.loc[cohort["customer_id"]]
    churned = truth["leave_cause"].isin(["run_off", "closure", "dormancy"]) & truth["leave_month"].between("2025-11", "2026-05")
    assert curve.loc[6, "low"] - 0.02 <= 1 - churned.mean() <= curve.loc[6, "high"] + 0.02
