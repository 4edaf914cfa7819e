"""The ledger: booked = customers + unallocated + explained, or the month stops; every view sums to the same customers."""

from __future__ import annotations

import pytest

from rccrm_lib.core.errors import MonthRefused

SPREAD = 5850  # of 36,000 yuan on demand in September


@pytest.fixture
def two_branches(bank):
    bank.customer("B", nature="SELF", household_id="H1", village_id="V1", manager_id="M1")
    bank.contract("D1", "demand", 3_600_000, customer="A")
    bank.contract("D2", "demand", 3_600_000, customer="B", branch="B2")
    bank.contract("D3", "demand", 3_600_000, branch="B2")
    return bank


def ties(bank) -> dict[tuple[str, str], tuple]:
    return {(org, item): tuple(rest) for org, item, *rest in bank.rows(
        "SELECT org_id, item, customers_fen, unallocated_fen, explained_fen, reason FROM ledger_ties ORDER BY ALL")}


def units(bank, level: str, part: str = "customers") -> list[tuple]:
    """Unit, customers and contribution of one level and part."""
    return bank.rows("SELECT unit, n_customers, contribution_fen FROM contribution_units "
                     f"WHERE level = '{level}' AND part = '{part}' ORDER BY unit")


def test_a_ledger_that_agrees(two_branches) -> None:
    two_branches.ledger("DEP", SPREAD)
    two_branches.ledger("DEP", 2 * SPREAD, org="B2")
    two_branches.build()
    assert ties(two_branches) == {("B1", "DEP"): (SPREAD, 0, 0, None), ("B2", "DEP"): (SPREAD, SPREAD, 0, None)}


@pytest.mark.parametrize("off", [-1, 1, 10**9])
def test_one_fen_stops_the_month_and_says_where(two_branches, off) -> None:
    two_branches.ledger("DEP", SPREAD)
    two_branches.ledger("DEP", 2 * SPREAD + off, org="B2")
    with pytest.raises(MonthRefused, match=rf"gl_branch: unit B2, item DEP .*the difference is {off} fen"):
        two_branches.build()


def test_a_branch_that_the_ledger_passes_over_is_a_difference(two_branches) -> None:
    two_branches.ledger("DEP", SPREAD)
    with pytest.raises(MonthRefused, match=rf"unit B2, item DEP .*difference is -{2 * SPREAD} fen"):
        two_branches.build()


def test_a_ledger_of_the_head_office_holds_the_branches_below(two_branches) -> None:
    for org, parent in (("HQ", None), ("B1", "HQ"), ("REGION", "HQ"), ("B2", "REGION")):
        two_branches.add("org", org_id=org, name=org, parent_id=parent)
    two_branches.ledger("DEP", 3 * SPREAD, org="HQ")
    two_branches.build()
    assert ties(two_branches) == {("HQ", "DEP"): (2 * SPREAD, SPREAD, 0, None)}


def test_what_was_booked_by_hand_is_shown_as_that(two_branches) -> None:
    two_branches.ledger("ADJ", -12_345, org="HQ")
    two_branches.build()
    assert ties(two_branches) == {("HQ", "ADJ"): (0, 0, -12_345, "ledger_adjustment")}
    assert units(two_branches, "member", part="ledger_adjustment") == [("", None, -12_345)]


def test_an_item_whose_source_did_not_come_is_not_supplied(two_branches) -> None:
    two_branches.ledger("COST", -999)
    two_branches.build()
    assert ties(two_branches)["B1", "COST"] == (0, 0, -999, "not_supplied")


def test_a_tolerance_has_a_name_and_an_end(two_branches) -> None:
    two_branches.ledger("DEP", SPREAD + 100)
    two_branches.ledger("DEP", 2 * SPREAD, org="B2")
    tolerances = [{"item": "DEP", "fen": 100, "reason": "booked by hand"}]
    two_branches.build(tolerances=tolerances)
    assert ties(two_branches)["B1", "DEP"] == (SPREAD, 0, 100, "tolerated")
    assert two_branches.rows("SELECT tolerated_because FROM ledger_ties WHERE org_id = 'B1'") == [("booked by hand",)]
    with pytest.raises(MonthRefused):
        two_branches.build(tolerances=[{**tolerances[0], "fen": 99}])


def test_a_balance_without_a_master_explains_what_it_can_come_to_and_no_more(two_branches) -> None:
    """36,000 yuan that no master names can bring at most the widest spread: 5,850 fen and the rounding."""
    two_branches.balance("LOST", 3_600_000)
    two_branches.ledger("DEP", 2 * SPREAD, org="B1")
    two_branches.ledger("DEP", 2 * SPREAD, org="B2")
    for apart in ({}, {"loan": 1}):  # a balance that its master never named explains nothing
        with pytest.raises(MonthRefused):
            two_branches.build(set_apart=apart)
    two_branches.build(set_apart={"acct_demand": 1})
    assert ties(two_branches)["B1", "DEP"] == (SPREAD, 0, SPREAD, "set_apart")
    two_branches.con.execute("UPDATE gl_branch SET booked_fen = booked_fen + 2 WHERE org_id = 'B1'")
    with pytest.raises(MonthRefused):
        two_branches.build(set_apart={"acct_demand": 1})


def test_an_average_price_explains_at_most_the_range_of_the_prices(two_branches) -> None:
    """The price falls by 1 point on the 17th and no movements come: 36,000 yuan may be off by 3,000 fen and the rounding."""
    two_branches.curve("D", 0, "1", on="2026-09-17")
    two_branches.con.execute("DELETE FROM bal_month_history WHERE account_id <> 'D1'")
    two_branches.build()
    found = two_branches.of("D1", "deposit_spread_fen")
    two_branches.ledger("DEP", found + 3_001)
    two_branches.build()
    assert ties(two_branches)["B1", "DEP"] == (found, 0, 3_001, "set_apart")
    two_branches.con.execute("UPDATE gl_branch SET booked_fen = booked_fen + 1")
    with pytest.raises(MonthRefused):
        two_branches.build()


def test_a_contract_without_a_branch_does_not_vanish_from_the_comparison(bank) -> None:
    bank.contract("D1", "demand", 3_600_000, customer="A")
    bank.contract("D2", "demand", 3_600_000, customer="A", branch=None)
    bank.ledger("DEP", SPREAD)
    with pytest.raises(MonthRefused, match=f"difference is -{SPREAD} fen"):
        bank.build()


def test_movements_set_apart_explain_at_most_the_dearest_fee_each(two_branches) -> None:
    two_branches.txn("D1", "2026-09-03", -200, summary="FEE")
    two_branches.ledger("FEE", 600)
    two_branches.ledger("FEE", 0, org="B2")
    with pytest.raises(MonthRefused, match="item FEE"):
        two_branches.build()
    with pytest.raises(MonthRefused, match="item FEE"):
        two_branches.build(set_apart={"txn": 1})
    two_branches.build(set_apart={"txn": 2})
    assert ties(two_branches)["B1", "FEE"] == (200, 0, 400, "set_apart")


def test_every_view_sums_to_the_customers_and_the_branches_to_everything(two_branches) -> None:
    two_branches.ledger("DEP", SPREAD)
    two_branches.ledger("DEP", 2 * SPREAD, org="B2")
    two_branches.build()
    sums = dict(two_branches.rows(
        "SELECT level, sum(contribution_fen)::BIGINT FROM contribution_units WHERE part = 'customers' GROUP BY level"))
    assert set(sums) == {"member", "branch", "household", "village", "manager", "line"} and set(sums.values()) == {2 * SPREAD}
    whole = two_branches.rows("SELECT sum(contribution_fen)::BIGINT FROM contribution_units WHERE level = 'branch'")
    assert whole == [(3 * SPREAD,)]
    assert units(two_branches, "line") == [("1", 1, SPREAD), ("2", 1, SPREAD)]
    assert units(two_branches, "household") == [("", 1, SPREAD), ("H1", 1, SPREAD)]


def test_a_month_after_this_one_is_refused(bank) -> None:
    with pytest.raises(Exception, match="lies after the month"):
        bank.build(months=("2026-10",))
