"""Spells: from when to when a customer was observed to be one, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from rccrm_lib.acrm.churn.grid import Grid, build_grid
from rccrm_lib.acrm.churn.states import (
    CAUSE_CODES,
    CENSORED,
    CLOSURE,
    DORMANCY,
    HOUSEHOLD,
    RUNOFF,
    UNCONFIRMED,
    ChurnStates,
    Ended,
)
from rccrm_lib.core.schema import Column, Table, check_frame
from rccrm_lib.core.settings import ChurnSettings

CAUSES = CAUSE_CODES
CHURN_CAUSES = ("runoff", "closure", "dormancy")

SPELLS = Table(
    "spells", "One row per customer and unbroken time as a customer under observation.", ("customer_id", "spell_no"),
    (
        Column("customer_id", "text", "客户编号", "Customer", nullable=False),
        Column("spell_no", "int", "存续段序号", "Number of the spell", nullable=False),
        Column("entry", "int", "进入观察时客龄", "Age at entry", unit="month", nullable=False),
        Column("exit", "int", "退出观察时客龄", "Age at exit", unit="month", nullable=False),
        Column("event", "bool", "是否流失", "Churned", nullable=False),
        Column("cause", "text", "退出原因", "Cause of the exit", nullable=False),
        Column("tier_at_entry", "text", "进入时层级", "Tier at entry"),
        Column("entry_month", "text", "进入观察月份", "Month of entry", nullable=False),
        Column("exit_month", "text", "退出月份", "Month of exit", nullable=False),
        Column("confirmed_month", "text", "确认月份", "Month in which it was known", nullable=False),
        Column("reference_fen", "fen", "参照余额", "Reference balance", unit="fen", sensitivity="C2"),
        Column("is_credit_known", "bool", "主动入账是否可知", "Customer's own credits were supplied", nullable=False),
        Column("is_household_possible", "bool", "是否可能转入家庭成员", "May have moved to the family", nullable=False),
    ),
)


def build_spells(history: pd.DataFrame, *, settings: ChurnSettings, months: Sequence[str]) -> pd.DataFrame:
    """One row per customer and spell (table SPELLS), sorted by its key; ages in whole months since first opening.

    `history`: one row per customer and month with n_accounts, aum_avg_fen, customer_in_fen, first_open_on and,
    where known, death_on, merged_on, moved_on (a transfer within the family), household_id, and `tier` (per
    month) or `tier_at_entry`. Rows outside `months` are not read. The definition (reference, enter, leave, event
    month) is that of ChurnSettings: the reference ends before the low months; the event month is the first low
    one, recorded once confirmed; a revived customer begins a new spell. Every spell ends at the last month whose
    churn can have been confirmed (enter_months - 1 before the last of `months`), so that no low tail counts as
    having stayed.

    `entry` is the age at which churn could first have been recorded (a yardstick exists), which is later than
    the first month seen: time in which no event could be recorded must not count as survival. Causes: runoff,
    closure, dormancy are churn (`event`); household, death, merged compete with it; censored and unconfirmed have
    not ended. Balances alone do not prove a transfer within the family (on simulated families two of three such
    signs are chance): without moved_on it stays churn and is marked `is_household_possible`. Where customer
    credits are not supplied, balances alone decide and `is_credit_known` is false. Customers without an opening
    date have no age and are left out.
    """
    grid = build_grid(history, months=months, reference_months=settings.reference_months,
                      floor_yuan=settings.floor_yuan)
    return check_frame(spells_of(grid, settings=settings), SPELLS)


def spells_of(grid: Grid, *, settings: ChurnSettings) -> pd.DataFrame:
    """The spells of a grid: the same as `build_spells`, for callers that ask several definitions of one grid."""
    ended = ChurnStates(grid, settings).run()
    frame = pd.DataFrame({name: _joined(getattr(ended, name)) for name in Ended.__dataclass_fields__})
    frame = _cut_undecided(frame, last=len(grid.months) - settings.enter_months)
    frame = frame.sort_values(["customer", "entry"], kind="stable")
    who, entry, leave = (frame[name].to_numpy(np.int64) for name in ("customer", "entry", "exit"))
    months = np.asarray([*grid.months, ""], dtype=object)
    cause = np.asarray(CAUSE_CODES, dtype=object)[frame["cause"].to_numpy(np.int64)]
    return pd.DataFrame({
        "customer_id": grid.customer_ids[who],
        "spell_no": frame.groupby("customer").cumcount().to_numpy(np.int64) + 1,
        "entry": grid.age_at_start[who] + entry,
        "exit": grid.age_at_start[who] + leave,
        "event": np.isin(cause, CHURN_CAUSES),
        "cause": cause,
        "tier_at_entry": grid.tiers[who, entry],
        "entry_month": months[entry],
        "exit_month": months[leave],
        "confirmed_month": months[frame["confirmed"].to_numpy(np.int64)],
        "reference_fen": np.rint(frame["reference"].to_numpy(np.float64)).astype(np.int64),
        "is_credit_known": frame["credit_known"].to_numpy(bool),
        "is_household_possible": frame["household"].to_numpy(bool) & np.isin(cause, CHURN_CAUSES),
    })


def _cut_undecided(frame: pd.DataFrame, *, last: int) -> pd.DataFrame:
    """End every spell at the last month for which churn can have been confirmed.

    A customer who begins to leave after it cannot have an event yet. If the others went on to count as survivors
    of those months, the hazard would be too small: by a fifth, with ten months observed and two undecided.
    """
    late = frame["exit"] > last
    churning = frame["cause"].isin([UNCONFIRMED, RUNOFF, CLOSURE, DORMANCY, HOUSEHOLD])
    cut = frame.assign(
        cause=frame["cause"].mask(late & churning, UNCONFIRMED).mask(late & ~churning, CENSORED),
        exit=frame["exit"].mask(late, last),
    )
    return cut[cut["exit"] > cut["entry"]]


def _joined(parts: list) -> np.ndarray:
    return np.concatenate(parts) if parts else np.empty(0)
