"""The ledgers at a month's end: accounts, deposits, wealth, loans, balances and what hangs on them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rccrm_lib.simulate.accounts import KNOWN, OWNERLESS
from rccrm_lib.simulate.book import PRODUCT, PROMOTED, TIME
from rccrm_lib.simulate.csv_text import pick, running_text
from rccrm_lib.simulate.founding import Founded
from rccrm_lib.simulate.holdings import record_of
from rccrm_lib.simulate.loans import class_of
from rccrm_lib.simulate.month import MonthRows
from rccrm_lib.simulate.registers import Rows
from rccrm_lib.simulate.world import NO_DAY

CNY = "CNY"


def same(value: str, n: int) -> pa.Array:
    """One word in every row."""
    return pa.array([value], pa.string()).take(pa.array(np.zeros(n, dtype=np.int64)))


def contract_ids(member: Founded, serial: np.ndarray, kind: np.ndarray) -> pa.Array:
    """Account numbers of deposits and numbers of holdings."""
    index = member.world.member_index
    time = running_text(f"103{index:02d}", serial * 3 + 5_000_001, 10)
    product = running_text(f"LC{index:02d}", serial + 10_001, 8)
    return pc.if_else(pa.array(kind == TIME), time, product)


def loan_ids(member: Founded, number: np.ndarray) -> pa.Array:
    """Numbers of loan notes."""
    return running_text(f"JJ{member.world.member_index:02d}", number + 30_001, 8)


def owner_numbers(member: Founded) -> pa.Array:
    """The customer number that each demand account carries, wrong ones included."""
    frame = member.coop.accounts.frame
    number = member.records["cust_no"].to_numpy(dtype=object)[frame["record"]]
    error = frame["owner_error"].to_numpy()
    lost = np.array([f"89{row:08d}" for row in np.flatnonzero(error != KNOWN)], dtype=object)
    number[error != KNOWN] = lost
    number[error == OWNERLESS] = ""
    return pa.array(number, pa.string())


def acct_demand(member: Founded, month: MonthRows) -> Rows:
    """One row per demand account opened until the month's end, closed ones included."""
    accounts, calendar = member.coop.accounts, member.world.calendar
    frame = accounts.frame
    rows = np.flatnonzero(frame["open_day"] <= calendar.last[month.t])
    rows = rows[np.argsort(frame["account_id"].to_numpy()[rows], kind="stable")]
    closed = accounts.close_day[rows] != NO_DAY
    status = np.where(closed, "1", np.where(frame["asleep"].to_numpy()[rows], "3", "0"))
    status = np.where(~closed & (rows % 701 == 11), "2", status)
    return Rows({
        "account_id": pick(frame["account_id"].to_numpy(), rows), "src_sys": same("CORE", len(rows)),
        "cust_no": owner_numbers(member).take(pa.array(rows)), "product_id": frame["product"].to_numpy()[rows],
        "currency": same(CNY, len(rows)), "open_on": frame["open_day"].to_numpy()[rows],
        "close_on": accounts.close_day[rows], "branch_id": pick(member.offices.outlets, frame["outlet"].to_numpy()[rows]),
        "status": status, "balance_fen": accounts.balance[rows],
        "manager_id": manager_ids(member, frame["manager"].to_numpy()[rows]),
        "last_active_on": accounts.last_active[rows],
        "annual_rate": np.full(len(rows), member.world.assumptions.wealth.demand_rate_bp)}, rows)


def manager_ids(member: Founded, manager: np.ndarray) -> pa.Array:
    """Staff numbers."""
    return pick(member.offices.managers["manager_id"].to_numpy(), manager)


def _contract_columns(member: Founded, rows: np.ndarray, system: str) -> dict[str, Any]:
    """What deposits and holdings have in common."""
    contracts, parties = member.coop.contracts, member.coop.parties
    party = contracts.party[rows]
    record = record_of(member.records, system, len(parties))[party]
    return {
        "src_sys": same(system, len(rows)), "cust_no": pick(member.records["cust_no"].to_numpy(), record),
        "currency": same(CNY, len(rows)), "branch_id": pick(member.offices.outlets, parties["outlet"].to_numpy()[party]),
        "balance_fen": contracts.principal[rows], "mature_on": contracts.mature_day[rows]}


def acct_time(member: Founded, month: MonthRows) -> Rows:
    """One row per time deposit."""
    contracts = member.coop.contracts
    rows = np.flatnonzero(contracts.kind == TIME)
    terms = member.world.assumptions.wealth.time_terms
    product = np.array([f"T{term:02d}" for term in terms], dtype=object)[np.searchsorted(terms, contracts.term[rows])]
    is_open = contracts.is_open[rows]
    manager = member.coop.parties["manager"].to_numpy()[contracts.party[rows]]
    return Rows(_contract_columns(member, rows, "CORE") | {
        "account_id": contract_ids(member, contracts.serial[rows], contracts.kind[rows]),
        "product_id": np.where(contracts.promoted[rows], PROMOTED, product), "open_on": contracts.open_day[rows],
        "close_on": contracts.close_day[rows], "status": np.where(is_open, "0", "1"),
        "manager_id": manager_ids(member, manager), "term_months": contracts.term[rows],
        "annual_rate": contracts.rate_bp[rows], "renew_flag": contracts.renews[rows],
        "repriced_on": np.full(len(rows), NO_DAY)}, contracts.serial[rows])  # a renewed deposit keeps its rate here


def wealth(member: Founded, month: MonthRows) -> Rows:
    """One row per holding that is still held."""
    contracts = member.coop.contracts
    rows = np.flatnonzero((contracts.kind == PRODUCT) & contracts.is_open)
    kind = np.array(list("1112233"), dtype=object)[contracts.serial[rows] % 7]
    product = np.array(["W101", "W102", "W103", "W201", "W202", "W301", "W302"], dtype=object)[contracts.serial[rows] % 7]
    return Rows(_contract_columns(member, rows, "WEALTH") | {
        "holding_id": contract_ids(member, contracts.serial[rows], contracts.kind[rows]), "kind": kind,
        "product_id": product, "buy_on": contracts.open_day[rows]}, contracts.serial[rows])


def credit_ids(rows: np.ndarray) -> pa.Array:
    """Numbers of credit contracts."""
    return running_text("HT", rows + 60_001, 7)


def loan(member: Founded, month: MonthRows) -> Rows:
    """One row per loan note, repaid ones with a balance of nothing."""
    book, parties, plan = member.coop.loans, member.coop.parties, member.world.assumptions.loans
    frame = book.frame
    party = frame["party"].to_numpy()
    contract = np.searchsorted(member.holdings.credits["party"].to_numpy(), party)
    record = record_of(member.records, "LOAN", len(parties))[party]
    present = parties["manager"].to_numpy()[party]
    responsible = np.where(frame["moved_manager"], (present + 1) % len(member.offices.managers), present)
    n = len(frame)
    return Rows({
        "loan_id": loan_ids(member, frame["number"].to_numpy()), "contract_id": credit_ids(contract),
        "src_sys": same("LOAN", n), "cust_no": pick(member.records["cust_no"].to_numpy(), record),
        "product_id": frame["product"].to_numpy(), "currency": same(CNY, n), "amount_fen": frame["amount"].to_numpy(),
        "balance_fen": book.balance, "annual_rate": frame["rate_bp"].to_numpy(),
        "repriced_on": np.full(n, NO_DAY), "start_on": frame["start_day"].to_numpy(),
        "due_on": frame["due_day"].to_numpy(), "overdue_days": book.overdue,
        "class5": class_of(plan, book.overdue, frame["reads_wrong"].to_numpy()),
        "guarantee": frame["guarantee"].to_numpy(), "agri_flag": frame["agri"].to_numpy(),
        "inclusive_flag": frame["inclusive"].to_numpy(),
        "branch_id": pick(member.offices.outlets, parties["outlet"].to_numpy()[party]),
        "manager_id": manager_ids(member, present), "responsible_id": manager_ids(member, responsible)}, np.arange(n))


def loan_credit(member: Founded, month: MonthRows) -> Rows:
    """One row per credit contract, with what is used of it."""
    frame, book = member.holdings.credits, member.coop.loans
    used = np.bincount(book.frame["party"], book.balance, len(member.coop.parties)).astype(np.int64)
    rows = np.flatnonzero(frame["valid_from_on"] <= member.world.calendar.last[month.t])
    chosen = frame.iloc[rows]
    return Rows({
        "contract_id": credit_ids(rows), "src_sys": same("LOAN", len(rows)),
        "cust_no": pick(member.records["cust_no"].to_numpy(), chosen["record"].to_numpy()),
        "limit_fen": chosen["limit"].to_numpy(), "used_fen": used[chosen["party"]],
        "valid_from_on": chosen["valid_from_on"].to_numpy(), "valid_to_on": chosen["valid_to_on"].to_numpy(),
        "origin": chosen["origin"].to_numpy()}, rows)


def bal_month(member: Founded, month: MonthRows) -> Rows:
    """One row per contract that was open in the month: demand accounts, then deposits and holdings, then loans."""
    accounts, book, loans = member.coop.accounts, month.book, member.coop.loans
    contracts = book.contracts
    demand = np.flatnonzero(month.in_month)
    demand = demand[np.argsort(accounts.frame["account_id"].to_numpy()[demand], kind="stable")]
    first = member.world.calendar.first[month.t]
    terms = np.flatnonzero((contracts.close_day == NO_DAY) | (contracts.close_day >= first))
    lent = np.flatnonzero(month.loan_rows)
    ids = pa.concat_arrays([pick(accounts.frame["account_id"].to_numpy(), demand),
                            contract_ids(member, contracts.serial[terms], contracts.kind[terms]),
                            loan_ids(member, loans.frame["number"].to_numpy()[lent])])
    nothing = np.zeros(len(terms) + len(lent), dtype=np.int64)
    return Rows({
        "account_id": ids, "month_end_on": np.full(len(ids), member.world.calendar.last[month.t]),
        "balance_fen": np.concatenate([accounts.balance[demand], book.end[terms], loans.balance[lent]]),
        "accumulation_fen_day": np.concatenate([month.demand_accumulation[demand], book.accumulation[terms],
                                                month.loan_accumulation[lent]]),
        "customer_in_fen": np.concatenate([month.customer_in[demand], nothing]),
        "customer_out_fen": np.concatenate([month.customer_out[demand], nothing])}, np.arange(len(ids)))


