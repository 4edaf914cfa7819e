"""Villages and townships of the month: archived, granted, signed, used, and which are credit villages by the settings."""

from __future__ import annotations

import duckdb

from rccrm_lib.acrm.view.build import run_stage
from rccrm_lib.acrm.view.months import Supplied
from rccrm_lib.acrm.view.village_schema import TOWNSHIP_MONTHS, VILLAGE_MONTHS
from rccrm_lib.core.schema import check_relation
from rccrm_lib.core.village_settings import VillageSettings
from rccrm_lib.facts.calendar import add_months, month_end

STAGES = ("village_loans", "village_months", "township_months")
#: Flag -> (table, column) without which a measure is not supplied.
NEEDED = {
    "has_archive": ("household_archive", "household_id"), "has_grade": ("household_archive", "grade"),
    "has_limit": ("household_archive", "limit_fen"), "has_contract": ("loan_credit", "contract_id"),
    "has_loan": ("loan", "loan_id"), "has_overdue": ("loan", "overdue_days"), "has_class5": ("loan", "class5"),
}


def build_village_months(con: duckdb.DuckDBPyConnection, *, settings: VillageSettings, month: str, supplied: Supplied) -> None:
    """One row per village: table `village_months`; one row per township: `township_months`. Shares from 0 to 1, money in fen.

    Needs `village`, `loan_credit`, `loan_history`, `households`, `household_months`, `links`, `customers`. `supplied` is
    table -> columns as ingest recorded it. Loans of all customers of a village count in its bad loans; everything else
    counts households of the archive. `failed` names the rules that a village does not meet.
    """
    _keep_rule(con, settings, month, supplied)
    for stage in STAGES:
        run_stage(con, stage)
    for table in (VILLAGE_MONTHS, TOWNSHIP_MONTHS):
        check_relation(con, table.name, table)


def _keep_rule(con: duckdb.DuckDBPyConnection, settings: VillageSettings, month: str, supplied: Supplied) -> None:
    """One row: the thresholds, the month to compare with, and what the bank supplied."""
    village, town = settings.village, settings.township
    compared = add_months(month, -village.increase_months)
    values = {
        "month": month, "month_end_on": month_end(month), "compared_month": compared,
        "credit_grades": list(settings.credit_grades),
        "min_credit_share": village.min_credit_share, "min_clear_share": village.min_clear_share,
        "max_npl_share": village.max_npl_share, "max_npl_increase": village.max_npl_increase,
        "min_village_share": town.min_village_share, "min_township_clear_share": town.min_clear_share,
        "has_compared": bool(con.execute("SELECT 1 FROM loan_history WHERE month = ? LIMIT 1", [compared]).fetchall()),
        **{flag: column in supplied.get(table, ()) for flag, (table, column) in NEEDED.items()},
    }
    columns = ", ".join(f"?::{_kind(value)} AS {name}" for name, value in values.items())
    con.execute(f"CREATE OR REPLACE TEMP TABLE village_rule AS SELECT {columns}", list(values.values()))


def _kind(value: object) -> str:
    kinds = {bool: "BOOLEAN", float: "DOUBLE", str: "VARCHAR", list: "VARCHAR[]"}
    return kinds.get(type(value), "DATE")
