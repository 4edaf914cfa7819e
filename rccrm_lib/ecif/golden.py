"""Golden record and households: what the bank says about a customer when its systems disagree."""

from __future__ import annotations

import duckdb

from rccrm_lib.core.engine import load_sql
from rccrm_lib.core.settings import MatchSettings


def build_golden(con: duckdb.DuckDBPyConnection, *, settings: MatchSettings | None = None) -> None:
    """One row per customer: leaves `customers` (and trusted, best_certs, survivors, from which it came).

    Per field: the source that is believed first, then the newer record; completeness counts the nine elements
    (certificate type and number, name, nationality, sex, occupation, contact, address, validity), 0 to 9.
    """
    settings = settings or MatchSettings()
    con.execute(load_sql(__package__, "golden").replace("$shared_phone_over", str(settings.shared_phone_over)))


def build_households(con: duckdb.DuckDBPyConnection) -> None:
    """One row per household and customer: leaves `household_members`, `households`; fills customers.household_id.

    Households relate persons, they never merge them. Each customer has at most one primary household.
    """
    con.execute(load_sql(__package__, "households"))
