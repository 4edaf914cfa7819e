"""Households: who lives together since when, under ids that last; every change is an event. Nobody is ever merged."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import duckdb
import pandas as pd

from rccrm_lib.core.engine import load_sql
from rccrm_lib.core.village_settings import FarmRule
from rccrm_lib.ecif.carry import carry_over
from rccrm_lib.ecif.ids import HOUSEHOLD, mint_ids
from rccrm_lib.facts.calendar import add_months, month_end, month_start

STATEMENTS = {"household_id": "VARCHAR", "archive_no": "VARCHAR", "src_sys": "VARCHAR", "cust_no": "VARCHAR",
              "relation": "VARCHAR", "is_member": "BOOLEAN", "valid_on": "DATE", "month": "VARCHAR"}
CLAIMS = """
SELECT archive_no, household_id FROM household_overlaps
ORDER BY claim, n_shared DESC, archive_no, household_id
"""


@dataclass(frozen=True)
class HouseholdsBefore:
    """What earlier months said: one row per household, archive entry and month with a change, and all ids ever given out."""

    statements: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(STATEMENTS), dtype=object))
    issued: Collection[str] = ()


def build_households(
    con: duckdb.DuckDBPyConnection, *, member_id: str, month: str = "", before: HouseholdsBefore | None = None,
    rule: FarmRule | None = None,
) -> None:
    """One row per household and customer: leaves `household_members`, `households`, `household_links` (one row per archive
    entry), `household_periods` (one row per stretch), `household_events`; fills customers.household_id.

    An id stays with the archive number and the head, then with most of the members (`household_ids.sql`); a number that
    another family got does not carry it. Without `month` no change is dated.
    """
    before = before or HouseholdsBefore()
    _keep_month(con, month, rule or FarmRule(), has_before=len(before.statements) > 0)
    _keep_statements(con, before.statements)
    con.execute(load_sql(__package__, "household_ids"))
    _give_ids(con, member_id, before)
    for step in ("household_events", "household_periods", "households"):
        con.execute(load_sql(__package__, step))


def _keep_month(con: duckdb.DuckDBPyConnection, month: str, rule: FarmRule, *, has_before: bool) -> None:
    first, last = (month_start(month), month_end(month)) if month else (None, None)
    away, resident = (month_end(add_months(month, -n)) if month else None for n in (rule.away_months, rule.residence_months))
    con.execute("CREATE OR REPLACE TABLE household_month AS SELECT ?::DATE AS month_start_on, ?::DATE AS month_end_on, "
                "?::BOOLEAN AS has_before", [first, last, has_before])
    con.execute("CREATE OR REPLACE TABLE farm_rule AS SELECT ?::DATE AS away_before_on, ?::DATE AS resident_before_on, "
                "?::BOOLEAN AS residence_required, ?::VARCHAR[] AS town_prefixes",
                [away, resident, rule.residence_required, list(rule.town_prefixes)])


def _keep_statements(con: duckdb.DuckDBPyConnection, statements: pd.DataFrame) -> None:
    columns = ", ".join(f"{name}::{kind} AS {name}" for name, kind in STATEMENTS.items())
    con.register("statements_frame", statements[list(STATEMENTS)])
    con.execute(f"CREATE OR REPLACE TABLE household_statements AS SELECT {columns} FROM statements_frame")
    con.unregister("statements_frame")


def _give_ids(con: duckdb.DuckDBPyConnection, member_id: str, before: HouseholdsBefore) -> None:
    """One row per archive number: leaves `household_ids` (archive_no, household_id, is_new)."""
    carried = carry_over(con.execute(CLAIMS).df(), new="archive_no", old="household_id").assign(is_new=False)
    con.register("carried_frame", carried)
    anchors = con.execute("SELECT archive_no, entry FROM household_anchors ANTI JOIN carried_frame USING (archive_no) "
                          "ORDER BY archive_no").df()
    con.unregister("carried_frame")
    taken = set(before.issued) | set(before.statements["household_id"])
    minted = mint_ids(member_id, zip(anchors["archive_no"], anchors["entry"], strict=True), taken=taken, letter=HOUSEHOLD)
    fresh = pd.DataFrame({"archive_no": anchors["archive_no"], "household_id": pd.Series(minted, dtype=object), "is_new": True})
    con.register("ids_frame", pd.concat([carried, fresh], ignore_index=True))
    con.execute("CREATE OR REPLACE TABLE household_ids AS SELECT archive_no::VARCHAR AS archive_no, "
                "household_id::VARCHAR AS household_id, is_new::BOOLEAN AS is_new FROM ids_frame")
    con.unregister("ids_frame")
