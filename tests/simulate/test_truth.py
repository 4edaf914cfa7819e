"""The truth: it covers every record, and what it says happened can be seen in the balances."""

from __future__ import annotations

import numpy as np
import pandas as pd

MONTH_OF_SEASON = "2026-02"


def aum_by_person(simulated, month: str) -> pd.Series:
    """Deposits and wealth at the month's end per true person, fen."""
    truth = simulated.truth("records").set_index(["source", "record_id"])["person_id"]
    parts = [simulated.read(table, month).rename(columns={"holding_id": "account_id"}) for table in
             ("acct_demand", "acct_time", "wealth")]
    frame = pd.concat([part[["src_sys", "cust_no", "balance_fen"]] for part in parts])
    keys = pd.MultiIndex.from_frame(frame[["src_sys", "cust_no"]])
    return frame["balance_fen"].groupby(truth.reindex(keys).to_numpy()).sum()


def test_truth_covers_every_record_once(simulated):
    truth = simulated.truth("records")
    assert not truth.duplicated(["member_id", "source", "record_id"]).any()
    keys = set(zip(truth["source"], truth["record_id"], strict=True))
    delivered = set()
    for table in ("cif_person", "cif_corp"):
        frame = simulated.read(table, simulated.months[-1])
        delivered |= set(zip(frame["src_sys"], frame["cust_no"], strict=True))
        letter = "P" if table == "cif_person" else "O"
        mine = truth.set_index(["source", "record_id"]).loc[list(zip(frame["src_sys"], frame["cust_no"], strict=True))]
        assert (mine["person_id"].str[0] == letter).all()
    assert delivered == keys
    persons = simulated.truth("persons")
    assert set(truth["person_id"][truth["person_id"].str[0] == "P"]) == set(persons["person_id"])
    assert set(persons["household_id"]) == set(simulated.truth("households")["household_id"])


def test_sizes_of_domain_md(simulated):
    persons, records = simulated.truth("persons"), simulated.truth("records")
    people = records[records["person_id"].str[0] == "P"]
    assert len(persons) == 2500
    assert 1.4 <= len(people) / len(persons) <= 1.65
    assert set(people["source"]) == {"CORE", "LOAN", "EBANK", "WEALTH", "ARCH"}
    twice = people[people["source"] == "CORE"].groupby("person_id").size()
    assert 0.03 < (twice > 1).mean() < 0.09
    aum = aum_by_person(simulated, simulated.months[-1])
    rich = (aum[aum.index.str[0] == "P"] > 50_000 * 100).sum() / len(persons)
    assert 0.12 <= rich <= 0.18
    assert 25_000 < aum[aum.index.str[0] == "P"].mean() / 100 < 50_000


def test_those_who_ran_off_are_gone_and_the_others_are_not(simulated):
    persons = simulated.truth("persons").set_index("person_id")
    before, after = (aum_by_person(simulated, month) for month in (simulated.months[0], simulated.months[-1]))
    left = persons[(persons["leave_cause"] == "run_off") & ~persons["returns"]
                   & persons["leave_month"].between(simulated.months[2], simulated.months[-4])]
    ratio = (after.reindex(left.index, fill_value=0) / before.reindex(left.index)).dropna()
    assert len(ratio) > 40
    assert (ratio < 0.3).mean() > 0.9
    stayed = persons[persons["leave_cause"] == ""].index.intersection(before.index)
    assert (after.reindex(stayed, fill_value=0) / before[stayed] < 0.3).mean() < 0.05


def test_money_of_household_transfers_stays_in_the_household(simulated):
    persons = simulated.truth("persons").set_index("person_id")
    moved = persons[(persons["leave_cause"] == "household") & (persons["leave_month"] < simulated.months[-1])]
    assert len(moved) > 3
    after = aum_by_person(simulated, simulated.months[-1])
    family = persons[persons["household_id"].isin(moved["household_id"])]
    assert after.reindex(family.index, fill_value=0).sum() > 10 * after.reindex(moved.index, fill_value=0).sum()


def test_hazards_differ_as_the_truth_says(make_extracts):
    many = make_extracts(n_persons=12_000, n_months=7, seed=11)
    persons = many.truth("persons")
    persons = persons[persons["run_off_hazard"] > 0]
    low = persons["run_off_hazard"] < persons["run_off_hazard"].median()
    rate = (persons["leave_cause"] == "run_off").groupby(low).mean()
    expected = 1 - (1 - persons["run_off_hazard"]).pow(6.5)
    assert rate[False] > 1.6 * rate[True]
    assert np.isclose((persons["leave_cause"] == "run_off").mean(), expected.mean(), rtol=0.2)


def test_spring_festival_brings_money_home(simulated):
    total = {month: simulated.read("bal_month", month)["accumulation_fen_day"].sum() for month in simulated.months}
    days = {month: int(simulated.read("bal_month", month)["month_end_on"].iat[0][-2:]) for month in simulated.months}
    demand = {month: simulated.read("acct_demand", month)["balance_fen"].sum() for month in simulated.months}
    assert max(demand, key=lambda month: demand[month]) == MONTH_OF_SEASON
    assert all(total[month] > 0 and 28 <= days[month] <= 31 for month in simulated.months)
