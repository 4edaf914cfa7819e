"""The customer month, stage by stage: each stage is one statement in the .sql file of its name and makes one table."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import duckdb

from rccrm_lib.acrm.view.masters import create_masters
from rccrm_lib.acrm.view.months import Supplied, create_months, create_supplied
from rccrm_lib.acrm.view.schema import TABLES
from rccrm_lib.core.engine import load_sql
from rccrm_lib.core.schema import check_relation
from rccrm_lib.core.settings import ViewSettings

LINK_STAGES = ("half_even", "owners", "accounts", "month_supply", "account_links", "contracts")
MONTH_STAGES = ("month_balances", "month_counts", "month_history", "month_sums")
FINAL_STAGES = (
    "reconciliation",
    "customer_accounts",
    "customer_services",
    "customer_txns",
    "customer_keepers",
    "customer_months",
    "holding_matrix",
    "customer_exposure",
    "household_guarantees",
    "household_months",
)
#: What a month's stages leave -> the table that collects it over the months.
COLLECTED = {"view_month_history": "customer_history", "view_month_sums": "view_sums"}
LARGE = ("view_accounts", "view_contracts", "view_month_balances", "view_month_counts", "view_month_history")


def build_customer_months(
    con: duckdb.DuckDBPyConnection,
    *,
    settings: ViewSettings,
    month: str,
    months: Collection[str],
    supplied: Supplied | None = None,
) -> None:
    """One row per customer and month: tables `customer_months` (this month) and `customer_history` (all `months`), and one row
    per household: `household_months` (this month), sums over the customers whose primary household it is.

    Needs views of the month's masters under their contract names, `bal_month_history` and `txn_history`
    (contract columns and `month`), and the tables `links` and `customers`. Where views `acct_demand_history`,
    `acct_time_history`, `wealth_history`, `loan_history` exist, balances of contracts that the bank has dropped
    since find their owner there; otherwise they are unallocated. A table `assigned_managers` (customer_id, manager_id, NULL for
    nobody), where there is one, goes before the managers whom contracts name. Leaves also `account_links`,
    `reconciliation` and `holding_matrix`. Money in fen; averages are accumulation (fen*day) over the days
    of the month, rounded half to even once per customer, kind and month. `supplied` is table -> columns
    as ingest recorded it; without it, what is empty counts as not supplied. A kind of balance, or what customers
    moved, is NULL in each month that lacks it; `aum_avg_fen` and `aum_end_fen` are NULL in a month that lacks a
    kind which another month has, for the two cannot be compared. Raises SchemaError when a
    table does not come out as declared, ValueError for a month that is not 'YYYY-MM'.
    """
    listed = create_months(con, month=month, months=months)
    create_masters(con)
    con.execute("CREATE TABLE IF NOT EXISTS assigned_managers (customer_id VARCHAR, manager_id VARCHAR)")
    create_supplied(con, supplied=supplied)
    for stage in LINK_STAGES:
        run_stage(con, stage)
    for place, one in enumerate(listed):
        _add_month(con, month=one, is_first=place == 0)
    for stage in FINAL_STAGES:
        run_stage(con, stage, **_asked(settings, stage))
    for table in TABLES:
        check_relation(con, table.name, table)
    for name in LARGE:
        con.execute(f"DROP TABLE {name}")


def run_stage(con: duckdb.DuckDBPyConnection, stage: str, **parameters: Any) -> None:
    """Run the statement of one stage."""
    con.execute(load_sql(__package__, stage), parameters or None)


def _asked(settings: ViewSettings, stage: str) -> dict[str, Any]:
    """What a stage asks the settings: who started a movement, which deposits fall due soon."""
    asked: dict[str, dict[str, Any]] = {
        "customer_txns": {"initiator_customer": settings.initiator_customer},
        "customer_exposure": {"maturing_days": settings.maturing_days},
    }
    return asked.get(stage, {})


def _add_month(con: duckdb.DuckDBPyConnection, *, month: str, is_first: bool) -> None:
    """Run the stages of one month of the history and append what they leave."""
    for stage in MONTH_STAGES:
        run_stage(con, stage, month=month)
    for source, target in COLLECTED.items():
        if is_first:
            con.execute(f"CREATE OR REPLACE TABLE {target} AS FROM {source}")
        else:
            con.execute(f"INSERT INTO {target} FROM {source}")
