"""Prices, costs and the management ledger: checked against what the extracts themselves say."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from rccrm_lib.simulate import ErrorSettings, write_extracts
from rccrm_lib.simulate.assumptions import Assumptions, Finance
from rccrm_lib.simulate.finance import half_even
from tests.simulate.conftest import READABLE, Extracts


def round_half_even(value: Fraction) -> int:
    return round(value)  # Python rounds a Fraction half to even


def curve_of(extracts: Extracts, month: str) -> dict[tuple[str, str, int], list[tuple[str, Fraction]]]:
    frame = extracts.read("ftp_curve", month).sort_values("from_on")
    found: dict[tuple[str, str, int], list[tuple[str, Fraction]]] = {}
    for row in frame.itertuples():
        found.setdefault((row.side, row.product_id, row.term_months), []).append((row.from_on, Fraction(row.annual_rate) / 100))
    return found


def price_on(points: list[tuple[str, Fraction]], day: str) -> Fraction:
    return [rate for since, rate in points if since <= day][-1]


def booked(extracts: Extracts, month: str, item: str) -> dict[str, int]:
    ledger = extracts.read("gl_branch", month)
    return ledger[ledger["item"] == item].set_index("org_id")["booked_fen"].to_dict()


def test_the_ledger_of_loans_is_the_sum_of_its_contracts(simulated: Extracts) -> None:
    month = simulated.months[-1]
    curve, balances = curve_of(simulated, month), simulated.read("bal_month", month).set_index("account_id")
    found: dict[str, int] = {}
    for note in simulated.read("loan", month).itertuples():
        if note.loan_id in balances.index:
            start, due = pd.Timestamp(note.start_on), pd.Timestamp(note.due_on)
            term = 12 * (due.year - start.year) + due.month - start.month
            price = price_on(curve["L", "*", term], note.start_on)
            days = int(balances.loc[note.loan_id, "accumulation_fen_day"])
            earned = round_half_even(days * (Fraction(note.annual_rate) / 100 - price) / 360)
            found[note.branch_id] = found.get(note.branch_id, 0) + earned
    stated = booked(simulated, month, "LOAN")
    assert {branch: fen for branch, fen in stated.items() if fen} == {branch: fen for branch, fen in found.items() if fen}


def test_fees_and_costs_are_those_of_the_movements(simulated: Extracts) -> None:
    month = simulated.months[-1]
    movements = simulated.read("txn", month)
    fees = movements.loc[movements["summary"] == "FEE", "amount_fen"].sum()
    assert fees > 0 and sum(booked(simulated, month, "FEE").values()) == fees
    costs = simulated.read("unit_cost", month)
    costs = costs[costs["from_on"] <= f"{month[:4]}0101"].sort_values("from_on").drop_duplicates("channel", keep="last")
    spent = movements["channel"].map(costs.set_index("channel")["cost_fen"]).fillna(0).astype("int64").sum()
    assert spent > 0 and sum(booked(simulated, month, "COST").values()) == -spent


@pytest.mark.parametrize("day", [1, 17])
def test_demand_deposits_are_day_exact_also_where_the_price_changes_within_the_month(tmp_path, day) -> None:
    """Every demand account's balance day by day from its movements, times the price of the day."""
    assumptions = replace(Assumptions(), finance=Finance(curve_months=tuple(range(1, 13)), publication_day=day,
                                                          drift_bp=9))
    write_extracts(out=tmp_path, n_members=1, n_persons=150, n_months=2, start="2026-01", seed=3, errors=READABLE,
                   assumptions=assumptions)
    extracts = Extracts(tmp_path)
    month, days = "2026-02", pd.date_range("2026-02-01", "2026-02-28").strftime("%Y%m%d")
    curve, listed = curve_of(extracts, month), extracts.read("txn", month)
    prices = [price_on(curve["D", "*", 0], one) for one in days]
    assert (len(set(prices)) == 2) == (day == 17)
    ends = extracts.read("bal_month", month).set_index("account_id")["balance_fen"]
    signed = listed.assign(fen=np.where(listed["dc"] == "C", listed["amount_fen"], -listed["amount_fen"]))
    total = 0
    for account in extracts.read("acct_demand", month).itertuples():
        moved = signed[signed["account_id"] == account.account_id]
        balance, earned = int(ends.get(account.account_id, 0)) - int(moved["fen"].sum()), Fraction(0)
        for one, price in zip(days, prices, strict=True):
            balance += int(moved.loc[moved["txn_on"] == one, "fen"].sum())
            earned += balance * (price - Fraction(account.annual_rate) / 100) / 360
        total += round_half_even(earned)
    for deposit in extracts.read("acct_time", month).itertuples():
        balance = extracts.read("bal_month", month).set_index("account_id")["accumulation_fen_day"].get(deposit.account_id, 0)
        price = price_on(curve["D", "*", deposit.term_months], deposit.open_on)
        total += round_half_even(int(balance) * (price - Fraction(deposit.annual_rate) / 100) / 360)
    assert sum(booked(extracts, month, "DEP").values()) == total


def test_the_head_office_books_by_hand_at_the_end_of_a_quarter_only(simulated: Extracts) -> None:
    by_hand = {month: booked(simulated, month, "ADJ") for month in simulated.months}
    assert {month for month, rows in by_hand.items() if rows} == {m for m in simulated.months if int(m[5:]) % 3 == 0}


def test_half_even_on_negatives_and_ties() -> None:
    values = np.array([-7, -6, -5, -3, -2, -1, 0, 1, 2, 3, 5, 6, 7])
    assert half_even(values, 2).tolist() == [round(Fraction(int(one), 2)) for one in values]
    assert half_even(values, 3).tolist() == [round(Fraction(int(one), 3)) for one in values]


def test_defaults_leave_no_contract_without_a_price(tmp_path) -> None:
    write_extracts(out=tmp_path, n_members=1, n_persons=400, n_months=2, start="2025-12", seed=11, errors=ErrorSettings())
    assert sum(booked(Extracts(tmp_path), "2026-01", "LOAN").values()) > 0
