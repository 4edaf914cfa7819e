"""Match: pairs of records that are one customer (`edges`), that must not be (`cannot_links`), that a person sees."""

from __future__ import annotations

import duckdb

from rccrm_lib.core.engine import load_sql
from rccrm_lib.core.settings import MatchSettings


def match_by_rules(con: duckdb.DuckDBPyConnection, *, settings: MatchSettings | None = None) -> None:
    """One row per pair of records and rule: leaves edges, cannot_links, reviews (and what they came from).

    Deterministic rules only; composite keys join no group that holds two different valid numbers.
    """
    settings = settings or MatchSettings()
    con.execute(load_sql(__package__, "match_ids"))
    con.execute(load_sql(__package__, "match_keys").replace("$shared_phone_over", str(settings.shared_phone_over)))
    orgs = load_sql(__package__, "match_orgs")
    con.execute(orgs.replace("$placeholder_names_over", str(settings.placeholder_names_over)))
