"""Rows of what hangs on customers and accounts: co-users, cards, channels, shares, pay, campaigns, movements."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from rccrm_lib.simulate.accounts import DemandAccounts
from rccrm_lib.simulate.campaign import CAMPAIGN_ID, NAME, Campaign
from rccrm_lib.simulate.csv_text import pick, running_text
from rccrm_lib.simulate.founding import Founded
from rccrm_lib.simulate.holdings import record_of
from rccrm_lib.simulate.ledgers import contract_ids, same
from rccrm_lib.simulate.month import MonthRows
from rccrm_lib.simulate.moves import BANK_CODES, CHANNELS, INITIATORS, SUMMARIES, Settled
from rccrm_lib.simulate.registers import Rows
from rccrm_lib.simulate.world import NO_DAY


def _account_ids(accounts: DemandAccounts, rows: np.ndarray) -> pa.Array:
    return pick(accounts.frame["account_id"].to_numpy(), rows)


def acct_party(member: Founded, month: MonthRows) -> Rows:
    """One row per account and co-user."""
    frame, accounts = member.holdings.co_users, member.coop.accounts
    known = (accounts.frame["open_day"].to_numpy()[frame["account"]] <= member.world.calendar.last[month.t]) & (
        member.records["open_day"].to_numpy()[frame["record"]] <= member.world.calendar.last[month.t])
    rows = np.flatnonzero(known)
    chosen = frame.iloc[rows]
    return Rows({"account_id": _account_ids(accounts, chosen["account"].to_numpy()), "src_sys": same("CORE", len(rows)),
                 "cust_no": pick(member.records["cust_no"].to_numpy(), chosen["record"].to_numpy()),
                 "role": same("2", len(rows)), "share_rate": same("", len(rows))}, rows)


def card(member: Founded, month: MonthRows) -> Rows:
    """One row per card."""
    frame, accounts = member.holdings.cards, member.coop.accounts
    rows = np.flatnonzero(frame["issue_on"] <= member.world.calendar.last[month.t])
    chosen = frame.iloc[rows]
    account = chosen["account"].to_numpy()
    return Rows({"card_id": running_text("K", rows + 1, 8), "account_id": _account_ids(accounts, account),
                 "kind": chosen["kind"].to_numpy(), "issue_on": chosen["issue_on"].to_numpy(),
                 "valid_to_on": chosen["valid_to_on"].to_numpy(),
                 "status": np.where(accounts.close_day[account] != NO_DAY, "1", "0")}, rows)


def ebank(member: Founded, month: MonthRows) -> Rows:
    """One row per record and channel; the last login is the last movement, on the phone at the latest."""
    frame, accounts, last = member.holdings.channels, member.coop.accounts, member.world.calendar.last[month.t]
    rows = np.flatnonzero(frame["sign_on"] <= last)
    chosen = frame.iloc[rows]
    party = member.records["party"].to_numpy()[chosen["record"]]
    main = accounts.main_of[party]
    active = np.where(main >= 0, accounts.last_active[np.maximum(main, 0)], NO_DAY)
    login = np.where(np.isin(chosen["channel"], ["MOB", "WEB"]) & (active >= chosen["sign_on"].to_numpy()), active, NO_DAY)
    closed = np.where(main >= 0, accounts.close_day[np.maximum(main, 0)] != NO_DAY, False)
    return Rows({"src_sys": same("EBANK", len(rows)),
                 "cust_no": pick(member.records["cust_no"].to_numpy(), chosen["record"].to_numpy()),
                 "channel": chosen["channel"].to_numpy(), "sign_on": chosen["sign_on"].to_numpy(),
                 "status": np.where(closed, "1", "0"), "last_login_on": login}, rows)


def share(member: Founded, month: MonthRows) -> Rows:
    """One row per share certificate."""
    frame = member.holdings.shares
    return Rows({"share_no": running_text("GJ", np.arange(len(frame)) + 1001, 7), "src_sys": same("CORE", len(frame)),
                 "cust_no": pick(member.records["cust_no"].to_numpy(), frame["record"].to_numpy()),
                 "kind": frame["kind"].to_numpy(), "amount_fen": frame["amount"].to_numpy(),
                 "start_on": frame["start_on"].to_numpy()}, np.arange(len(frame)))


def payroll(member: Founded, month: MonthRows) -> Rows:
    """One row per account paid, day and kind, of this month."""
    frame = month.pay_rows
    return Rows({"account_id": _account_ids(member.coop.accounts, frame["account"].to_numpy()),
                 "pay_on": frame["pay_on"].to_numpy(), "kind": frame["kind"].to_numpy(),
                 "amount_fen": frame["amount"].to_numpy(), "payer": frame["payer"].to_numpy()},
                frame["account"].to_numpy() * 40 + month.t)


def campaign(member: Founded, month: MonthRows) -> Rows:
    """One row per campaign, known from the month in which it starts."""
    plan = member.coop.campaign
    if plan is None:
        return Rows({name: np.zeros(0, dtype=kind) for name, kind in (
            ("campaign_id", object), ("name", object), ("product_id", object), ("start_on", np.int64),
            ("end_on", np.int64), ("unit", object), ("randomised_flag", bool), ("cost_fen", np.int64))}, np.zeros(0))
    return Rows({"campaign_id": same(CAMPAIGN_ID, 1), "name": same(NAME, 1), "product_id": same("T99", 1),
                 "start_on": np.array([plan.start_on]), "end_on": np.array([plan.end_on]), "unit": same("2", 1),
                 "randomised_flag": np.array([True]), "cost_fen": np.array([plan.cost])}, np.zeros(1))


def unit_ids(household: np.ndarray) -> pa.Array:
    """The numbers of the households that were drawn."""
    return running_text("HU", household + 1, 7)


def campaign_member(member: Founded, month: MonthRows) -> Rows:
    """One row per campaign and customer record listed."""
    plan = member.coop.campaign or Campaign(0, 0, 0, member.records.iloc[:0], member.records.iloc[:0], 0)
    if len(plan.members) == 0:
        empty = pa.array([], pa.string())
        names = ("campaign_id", "src_sys", "cust_no", "unit_id", "stratum", "arm")
        none = np.zeros(0, dtype=np.int64)
        return Rows(dict.fromkeys(names, empty) | {"assigned_on": none, "contacted_on": none}, none)
    units = plan.units.set_index("household").loc[plan.members["household"]]
    record = record_of(member.records, "CORE", len(member.coop.parties))[plan.members["party"].to_numpy()]
    n = len(record)
    contacted = np.where((units["arm"] == "T") & units["reached"], units["contacted_on"], NO_DAY)
    contacted = np.where(contacted <= member.world.calendar.last[month.t], contacted, NO_DAY)
    towns = np.array([f"S{number:02d}" for number in range(100)], dtype=object)
    return Rows({"campaign_id": same(CAMPAIGN_ID, n), "src_sys": same("CORE", n),
                 "cust_no": pick(member.records["cust_no"].to_numpy(), record),
                 "unit_id": unit_ids(plan.members["household"].to_numpy()), "stratum": pick(towns, units["township"].to_numpy()),
                 "arm": units["arm"].to_numpy(dtype=object), "assigned_on": np.full(n, plan.start_on - 3),
                 "contacted_on": contacted}, record)


def movement_rows(ids: pa.Array, settled: Settled, first_day: int, salt: int) -> Rows:
    """One row per movement; `ids` name the accounts by position."""
    listed = settled.moves
    n = len(listed)
    fresh = np.ones(n, dtype=bool)
    fresh[1:] = (listed.account[1:] != listed.account[:-1]) | (listed.day[1:] != listed.day[:-1])
    start = np.maximum.accumulate(np.where(fresh, np.arange(n), 0))
    sequence = np.arange(n) - start + 1
    entity = (listed.account * 40_000 + first_day + listed.day) * 200 + sequence + salt
    return Rows({
        "account_id": ids.take(pa.array(listed.account)), "txn_on": first_day + listed.day - 1, "seq": sequence,
        "dc": pick(np.array(["D", "C"], dtype=object), (listed.amount > 0).astype(np.int64)),
        "amount_fen": np.abs(listed.amount), "balance_after_fen": settled.after,
        "channel": pick(CHANNELS, listed.channel), "summary": pick(SUMMARIES, listed.summary),
        "initiator": pick(INITIATORS, listed.initiator), "own_flag": listed.own,
        "counter_bank": pick(BANK_CODES, listed.bank)}, entity)


def demand_movements(member: Founded, t: int, settled: Settled, rows: np.ndarray) -> Rows:
    """The movements of a block of demand accounts."""
    return movement_rows(_account_ids(member.coop.accounts, rows), settled, int(member.world.calendar.first[t]), int(rows[0]))


def time_movements(member: Founded, month: MonthRows) -> Rows:
    """The movements of the time deposits."""
    contracts = month.book.contracts
    ids = contract_ids(member, contracts.serial, contracts.kind)
    return movement_rows(ids, month.time_ledger, int(member.world.calendar.first[month.t]), 1 << 40)
