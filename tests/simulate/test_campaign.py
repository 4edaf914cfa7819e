"""The campaign: drawn by lot within townships, and its true effect can be recovered from the extracts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from rccrm_lib.simulate import ErrorSettings
from rccrm_lib.simulate.assumptions import Assumptions
from rccrm_lib.simulate.campaign import campaign_month
from rccrm_lib.simulate.world import Calendar, World

QUIET = ErrorSettings(bad_date=0.0, bad_amount=0.0)


def aum_by_unit(extracts, month: str) -> pd.Series:
    """Daily-average deposits and wealth of the listed customers per drawn household, fen."""
    members = extracts.read("campaign_member", extracts.months[-1])
    people = extracts.truth("records").set_index(["source", "record_id"])["person_id"]
    units = members.set_index(people.loc[list(zip(members["src_sys"], members["cust_no"], strict=True))].to_numpy())["unit_id"]
    owners = pd.concat([extracts.read(table, extracts.months[-1]).rename(columns={"holding_id": "account_id"})
                        for table in ("acct_demand", "acct_time", "wealth")])
    owner = people.reindex(pd.MultiIndex.from_frame(owners[["src_sys", "cust_no"]])).to_numpy()
    unit_of = pd.Series(units.reindex(owner).to_numpy(), index=owners["account_id"])
    balances = extracts.read("bal_month", month)
    n_days = int(balances["month_end_on"].iat[0][-2:])
    return (balances["accumulation_fen_day"] / n_days).groupby(unit_of.reindex(balances["account_id"]).to_numpy()).sum()


@pytest.fixture(scope="module")
def campaign_data(make_extracts):
    return make_extracts(n_persons=8000, n_months=9, start="2025-10", seed=4, errors=QUIET)


@pytest.fixture(scope="module")
def without_campaign(make_extracts):
    """The same world in which nobody responds."""
    silent = replace(Assumptions(), campaign=replace(Assumptions().campaign, respond_share=0.0))
    return make_extracts(n_persons=8000, n_months=9, start="2025-10", seed=4, errors=QUIET, assumptions=silent)


def test_when_it_starts():
    world = World("360199", 0, 1, 100, Calendar.from_start("2025-09", 13))
    assert world.calendar.months[campaign_month(world)] == "2026-04"
    assert campaign_month(World("360199", 0, 1, 100, Calendar.from_start("2025-09", 6))) == -1


def test_arms_are_balanced_within_townships(campaign_data):
    effects = campaign_data.truth("campaign_effects")
    share = (effects["arm"] == "T").groupby(effects["stratum"]).agg(["sum", "size"])
    assert ((share["sum"] - share["size"] / 2).abs() <= 1).all()
    members = campaign_data.read("campaign_member", campaign_data.months[-1])
    assert (members.groupby("unit_id")["arm"].nunique() == 1).all()
    assert set(members["unit_id"]) == set(effects["unit_id"])
    assert not members.loc[members["arm"] == "C", "contacted_on"].ne("").any()
    reached = members[members["arm"] == "T"].groupby("unit_id")["contacted_on"].first().ne("").mean()
    assert 0.7 < reached < 0.86


def test_nobody_who_refuses_marketing_is_listed(campaign_data):
    month = campaign_data.months[-1]
    person = campaign_data.read("cif_person", month)
    refuses = set(person.loc[person["refusal_flag"] == "1", "cust_no"])
    assert refuses and not refuses & set(campaign_data.read("campaign_member", month)["cust_no"])


def test_the_files_before_the_start_know_nothing(campaign_data):
    start = campaign_data.truth("campaigns")["start_month"].iat[0]
    before = campaign_data.months[campaign_data.months.index(start) - 1]
    assert campaign_data.read("campaign_member", before).empty
    assert not campaign_data.read("campaign_member", start).empty


def test_the_recorded_effect_is_the_difference_that_the_campaign_makes(campaign_data, without_campaign):
    """The counterfactual: the same world, the same lot, nobody responding."""
    month = campaign_data.truth("campaigns")["outcome_month"].iat[0]
    effects = campaign_data.truth("campaign_effects").set_index("unit_id")
    realised = effects["effect_fen"].where(effects["arm"] == "T", 0)
    difference = (aum_by_unit(campaign_data, month) - aum_by_unit(without_campaign, month)).reindex(realised.index).fillna(0)
    assert difference.sum() == pytest.approx(realised.sum(), rel=0.03)
    close = (difference - realised).abs() <= 0.02 * realised + 20_000
    assert close.mean() > 0.95


def test_intention_to_treat_recovers_the_truth(campaign_data):
    campaign = campaign_data.truth("campaigns").iloc[0]
    effects = campaign_data.truth("campaign_effects").set_index("unit_id")
    months = campaign_data.months
    y = aum_by_unit(campaign_data, campaign["outcome_month"]).reindex(effects.index, fill_value=0)
    x = aum_by_unit(campaign_data, months[months.index(campaign["start_month"]) - 1]).reindex(effects.index, fill_value=0)
    rest = y - np.cov(y, x)[0, 1] / x.var() * x
    treated = effects["arm"] == "T"
    estimate = rest[treated].mean() - rest[~treated].mean()
    error = np.sqrt(rest[treated].var() / treated.sum() + rest[~treated].var() / (~treated).sum())
    assert abs(estimate - campaign["effect_fen"]) < 3 * error
    assert estimate > 2 * error
    assert campaign["effect_fen"] == round(effects["effect_fen"].mean())
    assert effects["effect_fen"].nunique() > 20 and (effects["effect_fen"] > 0).mean() < 0.5


def test_the_product_grows_by_more_than_the_customers(campaign_data):
    month = campaign_data.months[-1]
    deposits = campaign_data.read("acct_time", month)
    promoted = deposits[deposits["product_id"] == "T99"]
    effects = campaign_data.truth("campaign_effects")
    gained = effects.loc[effects["arm"] == "T", "effect_fen"].sum()
    assert promoted["balance_fen"].sum() > 1.05 * gained
