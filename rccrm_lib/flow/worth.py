"""03: how each customer's worth moved since last month, as that stood when it was published, and why."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from rccrm_lib.acrm import value
from rccrm_lib.core import engine
from rccrm_lib.core.tier_settings import TierSettings
from rccrm_lib.facts.calendar import add_months
from rccrm_lib.flow.run import Run

STOOD = ("tiers", "links", "account_links", "contract_months")
BEFORE = """
CREATE OR REPLACE TEMP TABLE change_before AS
SELECT customer_id, tier, tier_reason, aum_avg_fen, comparable_fen FROM {source} WHERE month = '{month}'
"""
KNOWN = "CREATE OR REPLACE TEMP TABLE change_known AS SELECT DISTINCT customer_id FROM {source}"
#: What stands for last month's contracts where it was not published: none.
NOTHING = """
CREATE OR REPLACE TEMP TABLE stood_account_links AS FROM account_links LIMIT 0;
CREATE OR REPLACE TEMP TABLE stood_contract_months AS FROM contract_months LIMIT 0;
"""


def explain_changes(run: Run, con: duckdb.DuckDBPyConnection, settings: TierSettings) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The changes, written as `value_changes`, and last month's tiers as they stood (tier, aum_avg_fen).

    Needs the warehouse and the contribution in `con`, and the tiers written.
    """
    run.open_tables(con, "tiers")
    stood = _open_stood(run, con, settings)
    value.build_changes(con, month=run.month, settings=settings, stood=stood)
    run.write_table(con, "value_changes", order_by=["customer_id"])
    changes = engine.read_frame(con, "SELECT * FROM value_changes ORDER BY customer_id")
    return changes, engine.read_frame(con, "SELECT tier, aum_avg_fen FROM change_before ORDER BY customer_id")


def _open_stood(run: Run, con: duckdb.DuckDBPyConnection, settings: TierSettings) -> TierSettings | None:
    """Last month as it was published, with the floors of then; or as this month's history has it, where it was not."""
    before = add_months(run.month, -1)
    folder = run.settings.paths.outputs / run.member.id / before / "tables"
    stood = _read_floors(folder, settings)
    if stood is None or not all((folder / f"{name}.parquet").exists() for name in STOOD):
        con.execute(BEFORE.format(source="tiers", month=before))
        con.execute(KNOWN.format(source="(SELECT customer_id FROM customers LIMIT 0)"))
        con.execute(NOTHING)
        return None
    for name in STOOD:
        engine.create_view(con, f"stood_{name}", folder / f"{name}.parquet")
    con.execute(BEFORE.format(source="stood_tiers", month=before))
    con.execute(KNOWN.format(source="stood_links"))
    return stood


def _read_floors(folder: Path, settings: TierSettings) -> TierSettings | None:
    """The floors that last month used; None where they are not known or speak of other tiers."""
    path = folder / "tier_floors.parquet"
    return value.with_floors(settings, pd.read_parquet(path)) if path.exists() else None
