"""Monthly balances from movements, against an account kept by hand."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from rccrm_lib import ingest

MAPPING = """
[files]
people = { path = "people.csv" }
accounts = { path = "accounts.csv" }
moves = { path = "moves.csv" }
[tables.cif_person]
file = "people"
columns = { src_sys = { constant = "CORE" }, cust_no = "id" }
[tables.acct_demand]
file = "accounts"
columns = { account_id = "no", src_sys = { constant = "CORE" }, open_on = "opened" }
[tables.txn]
file = "moves"
month_column = "txn_on"
[tables.txn.columns]
account_id = "no"
txn_on = "day"
seq = { sql = "src_line" }
dc = "dc"
amount_fen = "amount"
balance_after_fen = "after"
initiator = "who"
own_flag = "own"
"""
HEADER = "no,day,dc,amount,after,who,own"


@pytest.fixture
def ledger(bank):
    """A bank that delivers cumulative movements only."""
    bank.mapping = bank.folder / "mapping.toml"
    bank.mapping.write_text(MAPPING, encoding="utf-8")
    (bank.extracts / "people.csv").write_text("id\n1\n")
    (bank.extracts / "accounts.csv").write_text("no,opened\nA,20260801\n")

    def deliver(lines: list[str], *, end: str = "\n") -> None:
        (bank.extracts / "moves.csv").write_text("\n".join([HEADER, *lines]) + end)

    bank.deliver = deliver
    return bank


def test_a_month_by_hand(ledger) -> None:
    ledger.deliver([
        "A,20260815,C,100.00,100.00,C,0",
        "A,20260910,D,30.00,70.00,C,0",
        "A,20260920,C,5.00,75.00,S,0",
        "A,20260925,C,25.00,100.00,C,1",
        "B,20260930,C,1.00,1.00,C,0",
        "A,20261002,D,100.00,0.00,C,0",
    ])
    result = ledger.load()
    assert result.derived == {"bal_month": "txn"}
    assert "bal_month was derived from txn" in [note["text"] for note in result.notes]
    rows = ledger.table("bal_month").drop(columns="member_id").values.tolist()
    end = pd.Timestamp("2026-09-30")
    # A: 9 days at 100, 10 at 70, 5 at 75, 6 at 100; its own transfer and the interest are not the customer's doing
    assert rows == [["A", end, 10000, 257500, 0, 3000], ["B", end, 100, 100, 100, 0]]


def test_an_account_that_had_money_before_its_first_movement(ledger) -> None:
    ledger.deliver(["A,20260911,D,30.00,70.00,C,0"])
    ledger.load()
    assert ledger.table("bal_month")["accumulation_fen_day"].tolist() == [10 * 10000 + 20 * 7000]


def test_the_order_inside_a_day_need_not_be_known(ledger) -> None:
    """Random accounts, movements of a day shuffled: the derived balances are those of the true order."""
    dice = random.Random(20260901)
    lines, truth = [], {}
    for number in range(40):
        balance, day, end_balances = 0, date(2026, 8, 1), {}
        while day <= date(2026, 9, 30):
            moves = []
            for _ in range(1 if day == date(2026, 8, 1) else dice.choice([0, 0, 1, 2, 3])):
                amount = dice.randint(1, 9_000_000)
                sign = dice.choice([1, -1])
                balance += sign * amount
                moves.append(f"K{number:02d},{day:%Y%m%d},{'C' if sign > 0 else 'D'},{amount / 100:.2f},{balance / 100:.2f},C,0")
            dice.shuffle(moves)
            lines += moves
            end_balances[day] = balance
            day += timedelta(days=1)
        days = [date(2026, 9, 1) + timedelta(days=step) for step in range(30)]
        truth[f"K{number:02d}"] = (balance, sum(end_balances[one] for one in days))
    ledger.deliver(lines)
    ledger.load()
    found = ledger.table("bal_month").set_index("account_id")[["balance_fen", "accumulation_fen_day"]]
    assert {key: tuple(row) for key, row in zip(found.index, found.values.tolist(), strict=True)} == truth


def test_movements_without_who_started_them_give_no_flows(ledger) -> None:
    ledger.mapping.write_text(MAPPING.replace('initiator = "who"\n', ""), encoding="utf-8")
    ledger.deliver(["A,20260911,D,30.00,70.00,C,0"])
    result = ledger.load()
    assert ledger.table("bal_month")[["customer_in_fen", "customer_out_fen"]].isna().all(axis=None)
    assert "customer_in_fen" not in result.supplied["bal_month"]


def test_movements_of_one_month_only_are_not_enough(bank, movement) -> None:
    bank.write("txn", [movement(1)])
    result = bank.load()
    assert not result.derived
    assert bank.table("bal_month").empty
    assert "not_derived" in {note["key"] for note in result.notes}


def test_a_cut_file_that_is_not_in_order_has_no_whole_month(ledger) -> None:
    from rccrm_lib.core.errors import MonthRefused

    ledger.deliver(["A,20260915,C,1.00,1.00,C,0", "A,20260815,C,1.00,2.00,C,0", "A,2026"], end="")
    with pytest.raises(MonthRefused, match="line 4 is cut off and the rows are not in the order of their dates"):
        ledger.load("2026-08")
    assert ingest.available_months(settings=ledger.settings, member_id="360199") == []


def test_a_month_beyond_the_file_is_refused_and_its_last_day_is_noted(ledger, tmp_path: Path) -> None:
    from rccrm_lib.core.errors import MonthRefused

    ledger.deliver(["A,20260815,C,1.00,1.00,C,0", "A,20260915,C,1.00,2.00,C,0"])
    with pytest.raises(MonthRefused, match="no movements of 2026-10: the file goes from 2026-08-15 to 2026-09-15"):
        ledger.load("2026-10")
    assert [note["day"] for note in ledger.load().notes if note["key"] == "last_movement"] == ["2026-09-15"]
    assert ingest.available_months(settings=ledger.settings, member_id="360199") == ["2026-08", "2026-09"]
