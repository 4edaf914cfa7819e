"""Bad and missing input: each has a name, is counted, and says what was used instead."""

from __future__ import annotations

import pytest


def test_nothing_is_reported_where_nothing_is_missing(bank) -> None:
    bank.contract("D", "demand", 100, customer="A")
    bank.contract("T", "time", 100, customer="A", term_months=12)
    bank.contract("L", "loan", 100, customer="A", rate="6", due_on="2026-03-10", class5="1")
    bank.contract("W", "wealth", 100, customer="A")
    bank.build()
    assert bank.fallbacks() == {}


@pytest.mark.parametrize(("kind", "fen", "terms", "reason", "used"), [
    ("demand", -500, {}, "negative_balance", "as_it_stands"),
    ("demand", 500, {"rate": None}, "listed_rate", "listed_rate"),
    ("time", 500, {"rate": None, "term_months": 12}, "no_rate", "left_out"),
    ("loan", 500, {"rate": None, "due_on": "2026-03-10", "class5": "1"}, "no_rate", "left_out"),
    ("loan", 500, {"rate": "6", "class5": "1"}, "no_term", "term_of_settings"),
    ("time", 500, {}, "no_term", "term_of_settings"),
    ("time", 500, {"term_months": 12, "open_on": None}, "no_price_date", "first_of_month"),
    ("loan", 500, {"rate": "6", "due_on": "2026-03-10"}, "no_class", "class_of_settings"),
    ("time", 500, {"term_months": 60}, "outside_terms", "nearest_term"),
    ("time", 500, {"term_months": 12, "open_on": "2019-12-31"}, "before_first_curve", "first_curve"),
    ("time", 500, {"term_months": 12, "product": None}, "no_product", "curve_of_all"),
])
def test_each_has_its_name(bank, kind, fen, terms, reason, used) -> None:
    bank.contract("X", kind, fen, customer="A", **terms)
    bank.build()
    assert bank.fallbacks() == {reason: (1, fen, used)}


def test_an_overdrawn_deposit_costs_what_a_full_one_brings(bank) -> None:
    bank.contract("PLUS", "demand", 3_600_000, customer="A")
    bank.contract("MINUS", "demand", -3_600_000, customer="A")
    bank.build()
    assert bank.of("PLUS", "deposit_spread_fen") == -bank.of("MINUS", "deposit_spread_fen") == 5850


def test_a_loan_without_a_rate_still_has_its_expected_loss(bank) -> None:
    bank.contract("L", "loan", 3_600_000, customer="A", rate=None, due_on="2026-03-10", class5="2")
    bank.build()
    assert bank.of("L", "loan_spread_fen") is None and bank.of("L", "expected_loss_fen") == -8100


def test_losses_can_differ_by_product(bank) -> None:
    for loan_id, product in (("L", "P1"), ("M", "MORTGAGE")):
        bank.contract(loan_id, "loan", 3_600_000, customer="A", product=product, due_on="2026-03-10", class5="2")
    bank.build(loss={"lost_shares": {"*": "0.45", "MORTGAGE": "0.15"}})
    assert [bank.of(one, "expected_loss_fen") for one in "LM"] == [-8100, -2700]


def test_a_balance_that_no_master_names_is_counted_and_nobodys(bank) -> None:
    bank.contract("D", "demand", 100, customer="A")
    bank.balance("LOST", 777)
    bank.build()
    assert bank.fallbacks() == {"no_master": (1, 777, "left_out")}
    assert bank.rows("SELECT count(*) FROM contract_months") == [(1,)]


def test_a_contract_dropped_from_the_master_keeps_its_last_terms(bank) -> None:
    bank.contract("T", "time", 3_600_000, customer="A", rate="1", term_months=12, month="2026-08")
    bank.balance("T", 0, fen_day=3_600_000 * 5)
    bank.build(months=("2026-08",))
    assert bank.of("T", "deposit_spread_fen") == 500 and bank.fallbacks() == {}


def test_a_customer_merged_this_month_carries_the_whole_past(bank) -> None:
    """History follows the ids of this month's links: what B held in August stands under A, and B is gone."""
    bank.contract("WAS_B", "demand", 3_600_000, customer="A", month="2026-08")
    bank.contract("WAS_B", "demand", 3_600_000, customer="A")
    bank.build(months=("2026-08",))
    assert bank.rows("SELECT customer_id, month FROM contribution_months ORDER BY month") == [("A", "2026-08"), ("A", "2026-09")]


def test_a_link_to_a_customer_who_is_gone_is_unallocated(bank) -> None:
    bank.contract("D", "demand", 3_600_000, customer="GONE")
    bank.contract("E", "demand", 3_600_000, close_on="2026-09-12")
    bank.build()
    assert dict(bank.rows("SELECT account_id, part FROM contract_months")) == {"D": "no_customer", "E": "closed_contract"}
    assert bank.rows("SELECT count(*) FROM contribution_months") == [(0,)]


def test_what_is_not_supplied_is_missing_and_not_zero(bank) -> None:
    bank.contract("D", "demand", 3_600_000, customer="A", month="2026-08")
    bank.contract("D", "demand", 3_600_000, customer="A")
    bank.contract("L", "loan", 0, customer="A", class5="1", due_on="2026-03-10")
    bank.add("unit_cost_history", month="2026-09", channel="CTR", from_on="2026-01-01", cost_fen=680)
    bank.txn("D", "2026-09-05", 100)
    bank.txn("D", "2026-09-06", -200, summary="FEE", channel="SYS")
    bank.build(months=("2026-08",))
    parts = "deposit_spread_fen, loan_spread_fen, fee_fen, service_cost_fen, capital_charge_fen, contribution_fen, comparable_fen"
    august, september = bank.rows(f"SELECT {parts} FROM contribution_months ORDER BY month")
    assert august == (6045, 0, None, None, None, 6045, 6045)
    assert september == (5850, 0, 200, -680, None, 5370, 5850)  # fees and costs are in September only: not comparable


def test_a_cost_holds_from_its_day(bank) -> None:
    bank.contract("D", "demand", 0, customer="A")
    for on, fen in (("2026-01-01", 680), ("2026-09-10", 700)):
        bank.add("unit_cost_history", month="2026-09", channel="CTR", from_on=on, cost_fen=fen)
    for seq, day in enumerate(("01", "09", "10", "30"), start=1):
        bank.txn("D", f"2026-09-{day}", 1, seq=seq)
    bank.txn("D", "2026-09-30", 1, channel="POS", seq=9)  # no cost is listed
    bank.build()
    assert bank.of("D", "service_cost_fen") == -(2 * 680 + 2 * 700) and bank.of("D", "n_moves") == 5
