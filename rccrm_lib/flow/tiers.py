"""03: what customers bring, which tier they are in and why, how they moved, how assets and contribution concentrate."""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd

from rccrm_lib.acrm import value
from rccrm_lib.core import engine
from rccrm_lib.core.tier_settings import TierSettings
from rccrm_lib.facts.calendar import add_months
from rccrm_lib.flow.moves import describe_moves
from rccrm_lib.flow.overrides import read_overrides
from rccrm_lib.flow.run import Run
from rccrm_lib.flow.stages import Stage, open_warehouse
from rccrm_lib.flow.worth import explain_changes

SQL = "rccrm_lib.flow.sql"
CONTRIBUTION_TABLES = {
    "contract_months": ["account_id"],
    "contribution_months": ["customer_id", "month"],
    "contribution_units": ["level", "unit", "part"],
    "ledger_ties": ["org_id", "item"],
    "contribution_fallbacks": ["reason", "used"],
}
SHOWN = {
    "contribution": "SELECT * FROM contribution_units WHERE level = 'member' ORDER BY part",
    "lines": "SELECT * FROM contribution_units WHERE level = 'line' ORDER BY unit",
    "ties": "SELECT * FROM ledger_ties ORDER BY org_id, item",
    "fallbacks": "SELECT * FROM contribution_fallbacks ORDER BY reason",
}


def segment_customers(run: Run) -> Stage:
    """Contribution tied with the ledger, tiers with hysteresis over the history, movement since last month, concentration."""
    settings, month = run.settings.tiers.of_member(run.member.id), run.month
    with run.engine() as con:
        shown, has_contribution = _value_contribution(run, con)
    with run.engine() as con:  # another one: the first gives back what contracts by day took
        _open_valued(run, con)
        curve = concentrate_contribution(run, con)
        tiers, households = _assign(run, con, settings)
        changes, stood = explain_changes(run, con, settings)
        moves = describe_moves(run, con, tiers, settings=settings)
    now, frames = _describe(run, tiers, settings, changes, stood)
    frames |= moves
    frames |= {"household_tiers": households, "contribution_concentration": curve, "tier_floors": value.list_floors(settings)}
    for name, frame in frames.items():
        run.write_frame(name, frame)
    facts = {
        "customers": len(now), "watch": int(now["is_watch"].sum()), "near": len(frames["near_threshold"]),
        "has_previous": bool((tiers["month"] == add_months(month, -1)).any()), "has_contribution": has_contribution,
        "overridden": int((now["tier_reason"] == value.OVERRIDE).sum()),
    }
    run.write_facts("segments", facts)
    return Stage(facts, {"tiers": now, **frames, **shown})


def _value_contribution(run: Run, con: duckdb.DuckDBPyConnection) -> tuple[dict[str, pd.DataFrame], bool]:
    """The tables of the contribution, written; small ones to show."""
    months = open_warehouse(run, con)
    run.open_tables(con, "account_links", "customers", "customer_months", "links")
    files = run.read_frame("ingest_files")
    set_apart: dict[str, Any] = files.groupby("table")["rows_quarantined"].sum().to_dict()
    found = value.build_contribution(
        con, settings=run.settings.contribution, month=run.month, months=months,
        set_apart={table: int(n) for table, n in set_apart.items()},
    )
    for name, order in CONTRIBUTION_TABLES.items():
        run.write_table(con, name, order_by=order)
    return {name: engine.read_frame(con, query) for name, query in SHOWN.items()}, found


def _open_valued(run: Run, con: duckdb.DuckDBPyConnection) -> None:
    """The warehouse, the customers and what they bring, as they were written."""
    open_warehouse(run, con)
    run.open_tables(con, "account_links", "customers", "customer_months", "links", "customer_history", "household_members",
                    "contract_months", "contribution_months")


def _assign(run: Run, con: duckdb.DuckDBPyConnection, settings: TierSettings) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tiers of the customers over the history, written; tiers of the households this month."""
    history = engine.read_coded(con, engine.load_sql(SQL, "tier_history"))
    tiers = value.code_tiers(history, settings=settings, overrides=read_overrides(run))
    run.write_frame("tiers", tiers)
    together = engine.read_coded(con, engine.load_sql(SQL, "household_history"))
    companies = set(history.loc[history["is_company"], "customer_id"].unique())
    # all else asks about this month and the one before
    recent = value.plain_texts(tiers[tiers["month"].isin([add_months(run.month, -1), run.month])])
    recent = recent.assign(is_company=recent["customer_id"].isin(companies))
    return recent, value.household_tiers(together, month=run.month, settings=settings)


def _describe(
    run: Run, tiers: pd.DataFrame, settings: TierSettings, changes: pd.DataFrame, stood: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """This month's tiers, and what is said about them; last month as it stood."""
    month = run.month
    now = tiers[tiers["month"] == month]
    frames = {
        "pyramid": value.pyramid(tiers, month=month, settings=settings, stood=stood),
        "migration": value.migrate(tiers, month=month, changes=changes),
        "bridge": value.bridge(tiers, month=month, settings=settings, changes=changes),
        "change_sums": value.sum_changes(changes),
        "deciding_counts": value.count_deciding(changes, settings=settings),
        "concentration": value.concentration(now, seed=run.settings.run.seed),
        "value_bands": value.value_bands(now),
    }
    value.check_margins(frames["migration"], tiers, month=month, stood=stood)
    value.check_deciding(frames["deciding_counts"], frames["migration"], settings=settings)
    return now, frames


def concentrate_contribution(run: Run, con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The curve of this month's whole contribution; empty where it is not supplied."""
    brought = engine.read_frame(con, "SELECT customer_id, contribution_fen AS aum_avg_fen FROM contribution_months "
                                     f"WHERE month = '{run.month}' ORDER BY customer_id")
    curve = value.concentration(brought, seed=run.settings.run.seed)
    return curve.rename(columns={"aum_share": "contribution_share", "aum_fen": "contribution_fen"})
