"""Recusals and customers who asked to stay: who may say it, how long it holds, and what the next proposal makes of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.people import People, Person
from rccrm_lib.flow import propose_portfolio
from rccrm_lib.flow.proposal_lines import open_published
from rccrm_lib.flow.standing import keep, recuse, release
from rccrm_lib.ocrm.portfolio import Word, holds_on
from tests.conftest import copy_project

LATER = date(2027, 1, 1)


@pytest.fixture
def run(published_sample, tmp_path):
    """The published month in a project of its own, with a head of one branch and somebody of the department."""
    config = copy_project(published_sample.config, tmp_path / "own")
    opened = open_published(str(config), month=published_sample.month, member=published_sample.member)
    people = People(opened.settings.paths.store, settings=opened.settings.apps)
    moves = opened.read_frame("portfolio_moves")
    for person in (Person("bu", "部门", "department", published_sample.member),
                   Person("chen", "陈主任", "branch_head", published_sample.member, str(moves["branch_id"].iloc[0])),
                   Person("wang", "王芳", "manager", published_sample.member)):
        people.add(person, "Correct-Horse-9", now=0)
    return opened


def proposal(run) -> pd.DataFrame:
    propose_portfolio(run)
    return run.read_frame("portfolio_moves").set_index("customer_id")


def test_who_is_recused_is_given_another_manager_with_that_reason(run):
    kept = run.read_frame("portfolio").dropna(subset=["manager_id"])
    moved = set(run.read_frame("portfolio_moves")["customer_id"])
    due = run.read_frame("tiers", "customer_id, month, natural_tier, tier")
    rich = set(due[(due["month"] == run.month) & (due["tier"] == "VIP")]["customer_id"])
    two = run.read_frame("portfolio_loads").groupby("branch_id")["manager_id"].transform("size") > 1
    here = set(run.read_frame("portfolio_loads").loc[two, "manager_id"])  # where somebody else could take them
    one = kept[kept["customer_id"].isin(rich - moved) & kept["manager_id"].isin(here)].sort_values("customer_id").iloc[0]
    said = recuse(run, one["customer_id"], one["manager_id"], Word("是客户经理的舅舅", LATER), by="bu")
    assert "recusal" in said and "version 1" in said
    move = proposal(run).loc[one["customer_id"]]
    assert move["reason"] == "recusal" and move["to_manager_id"] not in ("", one["manager_id"])
    release(run, one["customer_id"], one["manager_id"], "登记错了", by="bu")
    assert one["customer_id"] not in proposal(run).index


def test_who_asked_to_stay_is_not_moved_for_balance(run):
    portfolio = run.settings.portfolio
    costs = portfolio.costs.model_copy(update={"imbalance": 200.0, "move": 0.1})
    strict = portfolio.model_copy(update={"costs": costs, "tolerance": portfolio.tolerance.model_copy(update={"customers": 0.0})})
    eager = replace(run, settings=run.settings.model_copy(update={"portfolio": strict}))
    moved = proposal(eager)
    one = moved[(moved["reason"] == "balance") & (moved["from_manager_id"] != "")].index[0]
    keep(eager, one, Word("客户要求"), by="bu")
    assert one not in proposal(eager).index


def test_a_word_ends_on_its_day():
    assert holds_on({"holds": True, "until": "2026-10-01"}, date(2026, 9, 30))
    assert not holds_on({"holds": True, "until": "2026-09-30"}, date(2026, 9, 30))
    assert holds_on({"holds": True, "until": ""}, LATER) and holds_on({"holds": True}, LATER)
    assert not holds_on({"holds": False}, LATER)


def test_only_who_answers_proposals_says_it_and_of_the_own_branches(run):
    portfolio = run.read_frame("portfolio")
    own = run.read_frame("portfolio_moves")["branch_id"].iloc[0]
    elsewhere = portfolio[~portfolio["branch_id"].astype(str).str.startswith(str(own)[:8])].iloc[0]["customer_id"]
    with pytest.raises(RccrmError, match="whom this account reaches"):
        keep(run, elsewhere, Word("客户要求"), by="chen")
    with pytest.raises(RccrmError, match="may not answer"):
        keep(run, elsewhere, Word("客户要求"), by="wang")
    with pytest.raises(RccrmError, match="may not answer"):
        keep(run, elsewhere, Word("客户要求"), by="nobody")
    for customer in ("C-unknown", ""):
        with pytest.raises(RccrmError, match="whom this account reaches"):
            keep(run, customer, Word("客户要求"), by="bu")
    with pytest.raises(RccrmError, match="no manager"):
        recuse(run, elsewhere, "M-unknown", Word("亲属"), by="bu")
    with pytest.raises(RccrmError, match="would end on 2026-09-30"):
        keep(run, elsewhere, Word("客户要求", date(2026, 9, 30)), by="bu")
    with pytest.raises(RccrmError, match="reason"):
        keep(run, elsewhere, Word(" "), by="bu")
    with pytest.raises(RccrmError, match="nothing stands"):
        release(run, elsewhere, "", "撤回", by="bu")


def test_it_is_on_record(run):
    customer = run.read_frame("portfolio")["customer_id"].iloc[0]
    keep(run, customer, Word("客户要求", LATER), by="bu")
    from rccrm_lib.core.store import Decisions

    last = Decisions(run.store().database, run.member.id).history("keep_manager", customer)[-1]
    assert (last.person_id, last.reason, json.loads(last.content)["until"]) == ("bu", "客户要求", "2027-01-01")
