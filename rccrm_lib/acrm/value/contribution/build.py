"""The contribution of every contract and customer, stage by stage: each stage is the .sql file of its name."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import duckdb

from rccrm_lib.acrm.value.contribution.curve import check_points, has_prices
from rccrm_lib.acrm.value.contribution.parameters import create_months, create_parameters
from rccrm_lib.acrm.value.contribution.schema import TABLES
from rccrm_lib.acrm.value.contribution.ties import refuse_difference
from rccrm_lib.core.contribution_settings import ContributionSettings
from rccrm_lib.core.engine import load_sql
from rccrm_lib.core.schema import Table, check_relation

CONTRACT_STAGES = ("owners", "contracts", "products", "masters", "newest", "changed", "terms", "joint", "shares")
PRICE_STAGES = (
    "wanted", "neighbours", "prices", "demand_days", "demand_months", "priced", "contract_terms", "costs", "supply",
    "balances",
)
MONTH_STAGES = ("month_moves", "month_contracts", "month_parts", "month_joint", "month_customers")
FINAL_STAGES = (
    "contract_months", "placed", "units_below", "doubts", "ledger_ties", "contribution_units", "fallbacks",
)
_TYPES = {"text": "VARCHAR", "fen": "BIGINT", "int": "BIGINT", "float": "DOUBLE", "bool": "BOOLEAN", "date": "DATE"}


def build_contribution(
    con: duckdb.DuckDBPyConnection,
    *,
    settings: ContributionSettings,
    month: str,
    months: Collection[str],
    set_apart: Mapping[str, int] | None = None,
) -> bool:
    """One row per customer and month: table `contribution_months`; beside it `contract_months`, `contribution_units`,
    `ledger_ties` and `contribution_fallbacks` of this month.

    Needs views `acct_demand_history`, `acct_time_history`, `wealth_history`, `loan_history`, `bal_month_history`, `txn_history`,
    `ftp_curve_history`, `unit_cost_history` (contract columns and `month`), `gl_branch`, `org`, `acct_party`, and the tables
    `account_links`, `customers`, `customer_months`, `links`. `set_apart` is table -> rows that ingest could not read this
    month. Fen, each part rounded half to even once per contract and month; costs are negative. Without a curve the tables
    are empty and the answer is False: not supplied. Raises MonthRefused for a curve that gives two prices for one day, and
    where the ledger differs from the contracts without a reason that is named.
    """
    if not has_prices(con):
        for table in TABLES:
            _create_empty(con, table)
        return False
    listed = create_months(con, month=month, months=months)
    create_parameters(con, settings=settings, set_apart=set_apart or {})
    _run(con, "macros")
    _run(con, "points")
    check_points(con)
    for stage in (*CONTRACT_STAGES, *PRICE_STAGES):
        _run(con, stage, month=month)
    for place, one in enumerate(listed):
        _add_month(con, month=one, number=place)
    for stage in FINAL_STAGES:
        _run(con, stage, month=month)
    for table in TABLES:
        check_relation(con, table.name, table)
    refuse_difference(con)
    return True


def _add_month(con: duckdb.DuckDBPyConnection, *, month: str, number: int) -> None:
    """One month of the history; this month comes last and its contracts stay for the final stages."""
    for stage in MONTH_STAGES:
        _run(con, stage, month=month, number=number)
    if number == 0:
        con.execute("CREATE OR REPLACE TABLE contribution_months AS FROM value_month_customers")
    else:
        con.execute("INSERT INTO contribution_months FROM value_month_customers")


def _run(con: duckdb.DuckDBPyConnection, stage: str, **parameters: str | int) -> None:
    """Run the statement of one stage."""
    sql = load_sql(f"{__package__}.sql", stage)
    con.execute(sql, {name: value for name, value in parameters.items() if f"${name}" in sql} or None)


def _create_empty(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    columns = ", ".join(f"{column.name} {_TYPES[column.dtype]}" for column in table.columns)
    con.execute(f"CREATE OR REPLACE TABLE {table.name} ({columns})")
