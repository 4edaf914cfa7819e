"""The small frames that the customer view shows in its notebook, each a count over one of its tables."""

from __future__ import annotations

import duckdb
import pandas as pd

from rccrm_lib.core.engine import read_frame

NATURES = """
SELECT nature, count(*)::BIGINT AS n, sum(aum_avg_fen)::BIGINT AS aum_avg_fen, sum(loan_end_fen)::BIGINT AS loan_end_fen
FROM customer_months GROUP BY nature ORDER BY n DESC, nature
"""
HOLDING = "SELECT * FROM holding_matrix ORDER BY n_customers DESC, nature, n DESC NULLS LAST, product"
COMPLETENESS = """
SELECT completeness, count(*)::BIGINT AS n FROM customers WHERE party_kind = 'person' GROUP BY completeness ORDER BY completeness
"""

UNITS = """
SELECT * FROM completeness_units WHERE level IN ('member', 'branch') ORDER BY level DESC, share_complete, unit
"""
FARM = """
SELECT farm_reason, count(*)::BIGINT AS n, sum(n_members)::BIGINT AS n_members FROM households
GROUP BY farm_reason ORDER BY n DESC, farm_reason
"""
HOME_EVENTS = """
SELECT kind, count(DISTINCT household_id)::BIGINT AS n_households, count(*)::BIGINT AS n FROM household_events
GROUP BY kind ORDER BY kind
"""
EVENTS = "SELECT kind, count(DISTINCT customer_id)::BIGINT AS n FROM identity_events GROUP BY kind ORDER BY kind"
VILLAGES = "SELECT * FROM village_months WHERE n_archived > 0 ORDER BY village_id"
TOWNSHIPS = "SELECT * FROM township_months ORDER BY township"
CONFLICTS = """
SELECT field, severity, rule, count(*)::BIGINT AS n, count(DISTINCT customer_id)::BIGINT AS n_customers
FROM golden_conflicts GROUP BY field, severity, rule ORDER BY field, severity, rule
"""
SUSPECTED = "SELECT * FROM suspected_customers ORDER BY n_records DESC, customer_id LIMIT 20"
RELATIONS = "SELECT outcome, n FROM relation_counts ORDER BY outcome"
SHOWN = {
    "natures": NATURES, "holding": HOLDING, "completeness": COMPLETENESS, "completeness_units": UNITS, "conflicts": CONFLICTS,
    "events": EVENTS, "farm_households": FARM, "home_events": HOME_EVENTS, "villages": VILLAGES, "townships": TOWNSHIPS,
    "suspected": SUSPECTED, "relations": RELATIONS,
}


def read_shown(con: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    """Name -> frame, from the tables that the stage has left in `con`."""
    return {name: read_frame(con, query) for name, query in SHOWN.items()}
