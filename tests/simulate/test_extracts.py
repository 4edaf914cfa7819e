"""The written files, read back: layout, control file, and the identities of the ledgers to the fen."""

from __future__ import annotations

import csv
import hashlib
import re

import numpy as np
import pandas as pd
import pytest

from rccrm_lib.core.contracts import load_codes, load_contracts
from rccrm_lib.simulate import ErrorSettings
from rccrm_lib.simulate.extracts import delivered_contracts

FOUR_BYTES = re.compile(rb"[\x81-\xfe][\x30-\x39][\x81-\xfe][\x30-\x39]")


def signed(txn: pd.DataFrame) -> pd.Series:
    return txn["amount_fen"].where(txn["dc"] == "C", -txn["amount_fen"])


@pytest.fixture(scope="module")
def last_months(simulated):
    """The months with movements: (balances before, movements, balances after)."""
    parts = []
    for before, month in zip(simulated.months[-4:-1], simulated.months[-3:], strict=True):
        parts.append((simulated.read("bal_month", before), simulated.read("txn", month), simulated.read("bal_month", month)))
    return parts


def deposits(balances: pd.DataFrame) -> pd.DataFrame:
    """Accounts of the core system, which have movements (holdings and loans have none)."""
    return balances[balances["account_id"].str[:2] == "10"].set_index("account_id")


def test_start_and_movements_make_the_end(last_months):
    for before, txn, after in last_months:
        moved = signed(txn).groupby(txn["account_id"]).sum()
        start = deposits(before)["balance_fen"]
        end = deposits(after)["balance_fen"]
        expected = start.reindex(end.index, fill_value=0) + moved.reindex(end.index, fill_value=0)
        assert (expected == end).all()
        gone = start.index.difference(end.index)
        assert (start[gone] == 0).all()
        assert moved.index.isin(end.index).all()


def test_accumulation_is_the_sum_of_daily_end_balances(last_months):
    for before, txn, after in last_months:
        end = deposits(after)
        n_days = int(end["month_end_on"].iat[0][-2:])
        start = deposits(before)["balance_fen"].reindex(end.index, fill_value=0)
        daily = np.tile(start.to_numpy()[:, None], (1, n_days))
        row, day = end.index.get_indexer(txn["account_id"]), txn["txn_on"].str[-2:].astype(int).to_numpy()
        for number in range(n_days):
            on_day = day == number + 1
            change = np.bincount(row[on_day], signed(txn)[on_day], len(end)).astype("int64")
            daily[:, number:] += change[:, None]
        assert (daily.sum(axis=1) == end["accumulation_fen_day"]).all()
        assert (daily >= 0).all()


def test_balance_after_each_movement(last_months):
    for before, txn, _ in last_months:
        start = deposits(before)["balance_fen"].reindex(txn["account_id"], fill_value=0).to_numpy()
        ordered = txn.assign(start=start, signed=signed(txn)).sort_values(["account_id", "txn_on", "seq"])
        running = ordered.groupby("account_id")["signed"].cumsum() + ordered["start"]
        assert (running == ordered["balance_after_fen"]).all()
        assert (ordered["balance_after_fen"] >= 0).all() and (ordered["amount_fen"] > 0).all()
        assert not ordered.duplicated(["account_id", "txn_on", "seq"]).any()


def test_customer_flows_are_those_that_the_customer_started(last_months):
    for _, txn, after in last_months:
        own = txn[(txn["initiator"] == "C") & (txn["own_flag"] == "0")]
        end = deposits(after)
        for column, direction in (("customer_in_fen", "C"), ("customer_out_fen", "D")):
            flows = own[own["dc"] == direction].groupby("account_id")["amount_fen"].sum()
            assert (flows.reindex(end.index, fill_value=0) == end[column]).all()
        assert end["customer_in_fen"].gt(0).sum() > 300


def test_many_blocks_keep_the_identities(make_extracts, monkeypatch):
    monkeypatch.setattr("rccrm_lib.simulate.month.BLOCK", 37)
    monkeypatch.setattr("rccrm_lib.simulate.csv_text.ROWS", 101)
    blocks = make_extracts(errors=ErrorSettings(bad_date=0.0, bad_amount=0.0))
    before, txn, after = blocks.read("bal_month", "2026-02"), blocks.read("txn", "2026-03"), blocks.read("bal_month", "2026-03")
    moved, end = signed(txn).groupby(txn["account_id"]).sum(), deposits(after)["balance_fen"]
    assert txn["account_id"].nunique() > 200
    start = deposits(before)["balance_fen"].reindex(end.index, fill_value=0)
    assert (start + moved.reindex(end.index, fill_value=0) == end).all()


def test_masters_agree_with_the_balances(simulated):
    month = simulated.months[-1]
    balances = simulated.read("bal_month", month).set_index("account_id")["balance_fen"]
    for table, key, column in (("acct_demand", "account_id", "balance_fen"), ("acct_time", "account_id", "balance_fen"),
                               ("wealth", "holding_id", "balance_fen"), ("loan", "loan_id", "balance_fen")):
        master = simulated.read(table, month).set_index(key)[column]
        assert master.index.is_unique
        assert (balances.reindex(master.index, fill_value=0) == master).all(), table


def test_own_transfers_cancel_out_and_interest_is_quarterly(simulated):
    month = simulated.months[-1]
    assert month == "2026-06"
    txn = simulated.read("txn", month)
    products = simulated.read("wealth", month)
    bought = products["buy_on"].str[:6] == "202606"
    own = signed(txn)[txn["own_flag"] == "1"].sum()
    redeemed_or_bought = abs(own)
    assert redeemed_or_bought <= products.loc[bought, "balance_fen"].sum() + 10**9  # holdings have no movements of their own
    interest = txn[(txn["summary"] == "INT") & txn["account_id"].str.startswith("101")]
    assert (interest["initiator"] == "S").all() and (interest["txn_on"].mode() == "20260621").all()
    assert len(interest) > 1000
    assert simulated.read("txn", "2026-05")["summary"].isin(["INT"]).mean() < 0.05


def test_movements_of_the_last_three_months_only(simulated):
    assert [simulated.has("txn", month) for month in simulated.months] == [False] * 6 + [True] * 3
    for month in simulated.months[-3:]:
        assert (simulated.read("txn", month)["txn_on"].str[:6] == month.replace("-", "")).all()


def test_control_file_says_what_is_there(simulated):
    month = simulated.months[-1]
    folder = simulated.out / "extracts" / simulated.member / month
    text = (folder / f"control_{simulated.member}.csv").read_bytes().decode("gb18030")
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["文件"] for row in rows} == {path.name for path in folder.iterdir()} - {f"control_{simulated.member}.csv"}
    for row in rows:
        data = (folder / row["文件"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == row["SHA256"]
        assert data.count(b"\n") - 1 == int(row["行数"])
        table = row["文件"].removesuffix(f"_{simulated.member}.csv")
        if row["合计列"]:
            column = next(c.name for c in load_contracts()[table].columns.values() if c.zh == row["合计列"])
            assert simulated.read(table, month)[column].sum() == int(row["合计值"].replace(".", ""))


def test_every_table_of_the_contracts_is_delivered_with_known_codes_and_unique_keys(simulated):
    codes, month = load_codes(), simulated.months[-1]
    assert set(load_contracts()) - set(delivered_contracts()) == {"loan_guarantor", "ext_credit", "ext_reg", "ext_tax"}
    for table, contract in delivered_contracts().items():
        frame = simulated.read(table, month)
        assert len(frame), table
        assert not frame.duplicated(list(contract.key)).any(), table
        for name, column in contract.columns.items():
            if column.codes:
                assert set(frame[name]) - {""} <= set(codes[column.codes]), (table, name)
            if column.required:
                assert (frame[name].astype(str) != "").all(), (table, name)


def test_characters_of_four_bytes(simulated):
    text = simulated.raw("cif_person", simulated.months[-1])
    assert FOUR_BYTES.search(text)
    assert "�" not in text.decode("gb18030")


def test_references_and_the_accounts_of_nobody(simulated):
    month = simulated.months[-1]
    known = {(row.src_sys, row.cust_no) for table in ("cif_person", "cif_corp")
             for row in simulated.read(table, month)[["src_sys", "cust_no"]].itertuples(index=False)}
    for table in ("acct_time", "wealth", "loan", "loan_credit", "ebank", "share", "household_archive", "acct_party",
                  "campaign_member"):
        frame = simulated.read(table, month)
        assert set(zip(frame["src_sys"], frame["cust_no"], strict=True)) <= known, table
    accounts = simulated.read("acct_demand", month)
    orphans = [key for key in zip(accounts["src_sys"], accounts["cust_no"], strict=True) if key not in known]
    assert 0.001 < len(orphans) / len(accounts) < 0.02
    assert (accounts["cust_no"] == "").any()
    ids = set(accounts["account_id"]) | set(simulated.read("acct_time", month)["account_id"])
    for table in ("card", "payroll", "txn"):
        assert set(simulated.read(table, month)["account_id"]) <= ids, table


def test_snapshots_hold_nothing_from_the_future(simulated):
    for month in (simulated.months[0], simulated.months[-1]):
        end = month.replace("-", "") + "31"
        for table, column in (("cif_person", "open_on"), ("acct_demand", "open_on"), ("acct_demand", "last_active_on"),
                              ("acct_time", "open_on"), ("acct_time", "close_on"), ("loan", "start_on"), ("card", "issue_on"),
                              ("cif_person", "death_on"), ("household_archive", "archived_on"), ("ebank", "last_login_on")):
            assert (simulated.read(table, month)[column] <= end).all(), (table, column)
    assert len(simulated.read("cif_person", simulated.months[0])) < len(simulated.read("cif_person", simulated.months[-1]))
