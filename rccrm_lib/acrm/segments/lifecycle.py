"""The stage of each relationship, with its entry date and rule; leaving is what churn says it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from rccrm_lib.acrm.segments.schema import LIFECYCLE
from rccrm_lib.core.schema import check_frame
from rccrm_lib.core.segment_settings import LifecycleSettings
from rccrm_lib.facts.calendar import month_end, months_between
from rccrm_lib.facts.money import FEN_PER_YUAN

STAGES = ("prospect", "new", "active", "growing", "declining", "dormant", "lost", "won_back", "ended")


def place_customers(
    customers: pd.DataFrame, spells: pd.DataFrame, *, settings: LifecycleSettings, month: str,
    churn_causes: Sequence[str], previous: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per customer: LIFECYCLE, sorted by customer.

    `customers` has customer_id, n_accounts, ever_held, first_open_on, tenure_months, aum_fen, aum_year_ago_fen,
    months_since_active, death_on; missing where not supplied, and a rule that needs what is missing is passed over.
    `spells` are churn's, of the same history: whoever's last spell ended by churn is lost from the month it
    happened; whoever began another spell was won back. The first that holds: ended (died), prospect (never held an
    account), lost (churn, or no account left), won_back, new, dormant, declining, growing, active.

    Entry: the event's own date where there is one; else the date of last month's row in the same stage; else the
    month's end, and `is_entry_seen` is false in a first month, in which nobody can tell since when.
    """
    frame = customers.sort_values("customer_id").reset_index(drop=True)
    last = _last_spells(frame["customer_id"], spells)
    is_lost = last["cause"].isin(list(churn_causes)).to_numpy()
    since_won = pd.to_numeric(last["months_since_entry"], errors="coerce")
    least = settings.least_change_yuan * FEN_PER_YUAN
    now, before = (pd.to_numeric(frame[name], errors="coerce") for name in ("aum_fen", "aum_year_ago_fen"))
    rules: list[tuple[str, str, pd.Series | np.ndarray]] = [
        ("ended", "death", frame["death_on"].notna() & (pd.to_datetime(frame["death_on"]) <= pd.Timestamp(month_end(month)))),
        ("prospect", "no_account_yet", ~frame["ever_held"].astype(bool)),
        ("lost", "churn", is_lost),
        ("lost", "no_account_left", frame["n_accounts"] == 0),
        ("won_back", "new_spell", (last["spell_no"] > 1) & (since_won < settings.won_back_months)),
        ("new", "first_account", pd.to_numeric(frame["tenure_months"], errors="coerce") < settings.new_months),
        ("dormant", "no_movement", pd.to_numeric(frame["months_since_active"], errors="coerce") >= settings.dormant_months),
        ("declining", "below_last_year", (now <= settings.declining_ratio * before) & (before - now >= least)),
        ("growing", "above_last_year", (now >= settings.growing_ratio * before) & (now - before >= least)),
    ]
    answers = [np.asarray(pd.Series(answer).fillna(False).astype(bool)) for _, _, answer in rules]
    frame = frame.assign(
        stage=np.select(answers, [stage for stage, _, _ in rules], default="active"),
        rule=np.select(answers, [rule for _, rule, _ in rules], default="none_of_these"),
    )
    return check_frame(_enter(frame, last, month=month, previous=previous)[LIFECYCLE.names], LIFECYCLE)


def _last_spells(customer_ids: pd.Series, spells: pd.DataFrame) -> pd.DataFrame:
    """One row per customer, in order: cause, number and months of the last spell; missing for who has none."""
    last = spells.sort_values(["customer_id", "spell_no"]).drop_duplicates("customer_id", keep="last")
    columns = ["cause", "spell_no", "entry_month", "exit_month", "months_since_entry"]
    last = last.set_index(last["customer_id"].astype(str))[columns]
    return last.reindex(customer_ids.astype(str)).reset_index(drop=True)


def _enter(frame: pd.DataFrame, last: pd.DataFrame, *, month: str, previous: pd.DataFrame | None) -> pd.DataFrame:
    as_of = month_end(month)
    own = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[ns]")
    own = own.mask(frame["stage"] == "ended", pd.to_datetime(frame["death_on"]))
    own = own.mask(frame["stage"] == "new", pd.to_datetime(frame["first_open_on"]))
    own = own.mask(frame["rule"] == "churn", _ends(last["exit_month"]))
    own = own.mask(frame["rule"] == "new_spell", _ends(last["entry_month"]))
    if previous is None or previous.empty:
        old = pd.DataFrame({"stage": None, "entry_on": pd.NaT, "is_entry_seen": False}, index=frame.index)
    else:
        old = previous.drop_duplicates("customer_id").set_index("customer_id").reindex(frame["customer_id"]).reset_index()
    same = old["stage"] == frame["stage"]
    carried = pd.to_datetime(old["entry_on"]).where(same)
    seen = own.notna() | (carried.notna() & old["is_entry_seen"].fillna(False).astype(bool)) | (old["stage"].notna() & ~same)
    entry = own.fillna(carried).fillna(pd.Timestamp(as_of))
    return frame.assign(entry_on=entry.dt.date, is_entry_seen=seen, previous_stage=old["stage"].to_numpy())


def _ends(months: pd.Series) -> pd.Series:
    """The last day of each month; missing stays missing."""
    days: dict[str, date] = {month: month_end(month) for month in months.dropna().unique()}
    return pd.to_datetime(months.map(days))


def add_spell_months(spells: pd.DataFrame, *, month: str) -> pd.DataFrame:
    """The same spells with `months_since_entry`, counted to the month."""
    ages = {one: months_between(one, month) for one in spells["entry_month"].astype(str).unique()}
    return spells.assign(months_since_entry=spells["entry_month"].astype(str).map(ages))


def count_stages(lifecycle: pd.DataFrame) -> pd.DataFrame:
    """One row per stage, in order: customers, how many entered this month from another stage (missing without a month before)."""
    has_before = lifecycle["previous_stage"].notna().any()
    moved = lifecycle["previous_stage"].notna() & (lifecycle["previous_stage"] != lifecycle["stage"])
    rows = [(stage, int((lifecycle["stage"] == stage).sum()),
             int((moved & (lifecycle["stage"] == stage)).sum()) if has_before else pd.NA) for stage in STAGES]
    return pd.DataFrame(rows, columns=["stage", "n", "n_entered"]).astype({"n_entered": "Int64"})
