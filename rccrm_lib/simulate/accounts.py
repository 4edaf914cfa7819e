"""Demand accounts: whose they are, what they usually hold, how lively they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rccrm_lib.simulate.errors import ErrorSettings
from rccrm_lib.simulate.people import YEAR
from rccrm_lib.simulate.world import NO_DAY, World

KNOWN, ORPHAN, OWNERLESS = 0, 1, 2


@dataclass
class DemandAccounts:
    """One row per demand account, sorted by party; `state` columns change from month to month."""

    frame: pd.DataFrame  # party, record, account_id, open_day, outlet, manager, is_main, owner_error, product
    base: np.ndarray  # usual balance, fen
    rate: np.ndarray  # movements a month that the customer starts
    main_of: np.ndarray  # main account of each party, -1 where there is none
    balance: np.ndarray
    offset: np.ndarray  # money on the way between the customer's own contracts, fen
    accrued: np.ndarray  # fen * day since the last interest
    last_active: np.ndarray
    close_day: np.ndarray

    def __len__(self) -> int:
        return len(self.base)


def open_accounts(world: World, records: pd.DataFrame, targets: pd.DataFrame, parties: pd.DataFrame,
                  errors: ErrorSettings) -> DemandAccounts:
    """One row per demand account of the records of the core system."""
    frame = _list_accounts(world, records)
    party = frame["party"].to_numpy()
    frame["outlet"] = parties["outlet"].to_numpy()[party]
    frame["manager"] = parties["manager"].to_numpy()[party]
    frame["product"] = np.where(parties["is_person"].to_numpy()[party], "D01", "D11")
    frame["account_id"] = _account_ids(world, frame)
    frame["owner_error"] = _owner_errors(world, frame, errors)
    asleep, rate = _liveliness(world, frame, parties)
    frame["asleep"] = asleep
    frame["pays_notice"] = frame["is_main"] & ~asleep & (world.rng("notices").random(len(frame)) < 0.10)
    rng = world.rng("balances at the start")
    usual = targets["demand"].to_numpy()[party] * 100
    spare = np.exp(rng.normal(4.2, 1.5, len(frame))) * 100
    base = np.where(frame["is_main"], np.where(asleep, np.minimum(usual * 0.1, spare), usual),
                    np.where(asleep, np.minimum(spare, usual), usual * 0.15)).astype(np.int64) + 100
    before = frame["open_day"].to_numpy() < world.calendar.start
    noise = np.exp(rng.normal(0, world.assumptions.activity.balance_noise, len(frame)))
    fen = rng.integers(0, 100, len(frame))
    balance = np.where(before, (base * noise).astype(np.int64) // 100 * 100 + fen, 0)
    main_of = np.full(len(parties), -1, dtype=np.int64)
    main_of[party[frame["is_main"]]] = np.flatnonzero(frame["is_main"])
    return DemandAccounts(frame, base, rate, main_of, balance, np.zeros(len(frame), dtype=np.int64),
                          balance * 72, _last_active(world, frame, asleep), np.full(len(frame), NO_DAY))


def _list_accounts(world: World, records: pd.DataFrame) -> pd.DataFrame:
    """The main account of each party, one for a second record, and sometimes another."""
    rng = world.rng("accounts")
    core = records[records["src_sys"] == "CORE"].rename_axis("record").reset_index()
    core["order"] = core["is_second"].astype(int) * 2
    main = core[["party", "record", "open_day", "order"]].copy()
    first = main[main["order"] == 0]
    extra = first[rng.random(len(first)) < world.assumptions.wealth.second_account].copy()
    room = np.maximum(world.calendar.start - 20 - extra["open_day"].to_numpy(), 0)
    extra["open_day"] += (rng.random(len(extra)) * room).astype(np.int64)
    extra["order"] = 1
    frame = pd.concat([main, extra]).sort_values(["party", "order"], kind="stable").reset_index(drop=True)
    frame["is_main"] = frame["order"] == 0
    return frame.drop(columns="order")


def _account_ids(world: World, frame: pd.DataFrame) -> np.ndarray:
    """Running numbers in the order of opening."""
    order = np.lexsort([world.rng("account numbers").random(len(frame)), frame["open_day"]])
    number = np.empty(len(frame), dtype=np.int64)
    number[order] = np.arange(len(frame))
    return np.array([f"101{world.member_index:02d}{value * 3 + 2000001:010d}" for value in number], dtype=object)


def _owner_errors(world: World, frame: pd.DataFrame, errors: ErrorSettings) -> np.ndarray:
    """Accounts whose number no record has, and accounts without a number; never main ones of the living."""
    drawn = world.rng("owner errors").random(len(frame))
    share = 1 / max((~frame["is_main"]).mean(), 0.01)
    free = ~frame["is_main"].to_numpy()
    orphan = free & (drawn < errors.orphan_account * share)
    ownerless = free & (drawn > 1 - errors.ownerless_account * share)
    return np.where(orphan, ORPHAN, np.where(ownerless, OWNERLESS, KNOWN))


def _liveliness(world: World, frame: pd.DataFrame, parties: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Which accounts have slept for years, and the own rate of movements of the others."""
    plan, wealth, rng = world.assumptions.activity, world.assumptions.wealth, world.rng("liveliness")
    n, party = len(frame), frame["party"].to_numpy()
    main = frame["is_main"].to_numpy()
    old = frame["open_day"].to_numpy() < world.calendar.start - 3 * YEAR
    must_live = (parties["is_borrower"] | parties["has_pay"] | ~parties["is_person"]).to_numpy()[party]
    asleep = old & (rng.random(n) < np.where(main, wealth.dormant_main * 1.3, wealth.dormant_second))
    asleep &= ~(main & must_live)
    rate = plan.movements_per_month * np.exp(rng.normal(-(plan.spread**2) / 2, plan.spread, n))
    rate *= np.where(parties["has_mobile_bank"].to_numpy()[party], 1.7, 0.75)
    rate *= np.where(parties["is_person"].to_numpy()[party], 1.0, 2.0)
    return asleep, np.where(asleep, 0.0, np.where(main, rate, rate * 0.25))


def _last_active(world: World, frame: pd.DataFrame, asleep: np.ndarray) -> np.ndarray:
    """Day of the last movement of the customer's own before the simulation."""
    rng = world.rng("last active")
    opened = frame["open_day"].to_numpy()
    recent = world.calendar.start - 1 - rng.integers(0, 75, len(frame))
    long_ago = world.calendar.start - (rng.uniform(3, 9, len(frame)) * YEAR).astype(np.int64)
    last = np.maximum(np.where(asleep, long_ago, recent), opened)
    return np.where(opened < world.calendar.start, np.minimum(last, world.calendar.start - 1), NO_DAY)
