"""The changes of a month, stage by stage: each stage is the .sql file of its name."""

from __future__ import annotations

import duckdb
import pandas as pd

from rccrm_lib.acrm.value.changes.check import refuse_unexact
from rccrm_lib.acrm.value.changes.deciding import DECIDED, STRUCTURAL_PARTS, decide
from rccrm_lib.acrm.value.changes.schema import VALUE_CHANGES
from rccrm_lib.acrm.value.changes.spans import month_spans, tier_spans, watch_spans, watched
from rccrm_lib.core.engine import load_sql
from rccrm_lib.core.schema import check_relation
from rccrm_lib.core.tier_settings import TierSettings
from rccrm_lib.facts.calendar import add_months, days_in_month

SPAN_STAGES = ("measures", "time_spans", "span_parts")
MOVED_STAGES = ("supply", "moved", "stood_contracts", "records")
MOVERS = """
SELECT rows.*, customers.party_kind = 'org' AS is_company
FROM (SELECT *, from_tier AS stood_tier, to_tier AS now_tier FROM change_rows) rows
JOIN customers USING (customer_id)
WHERE stood_tier <> now_tier AND stood_tier NOT IN ('NEW', 'SPLIT') AND now_tier NOT IN ('LEFT', 'MERGED')
ORDER BY customer_id
"""
MEASURED = """
SELECT spans.customer_id, spans.from_month AS deciding_from, spans.to_month AS deciding_until, ends.aum_avg_fen AS aum_until_fen,
       ends.comparable_fen AS comparable_until_fen, parts.* EXCLUDE (span_no, rose_fen, fell_fen)
FROM change_spans spans
JOIN change_measures ends ON ends.customer_id = spans.customer_id AND ends.month = spans.to_month
JOIN change_span_parts parts USING (span_no)
ORDER BY spans.customer_id
"""
FINAL = """
CREATE OR REPLACE TABLE value_changes AS
SELECT {columns} FROM change_rows LEFT JOIN change_decided USING (customer_id)
"""


def build_changes(
    con: duckdb.DuckDBPyConnection, *, month: str, settings: TierSettings, stood: TierSettings | None = None
) -> bool:
    """One row per customer with a tier last month, as it stood then, or this month: table `value_changes`.

    Needs `tiers` of the history, `customer_history`, `contribution_months`, `account_links`, `customers`, `acct_party`,
    `bal_month_history`; and of last month, as it stood: `change_before` (customer_id, tier, tier_reason, aum_avg_fen,
    comparable_fen), `change_known` (customer_id), `stood_account_links`, `stood_contract_months` (empty where it was not
    published). `stood`: the floors of then. Fen; each measure's parts sum to its change, or MonthRefused is raised. Without last
    month the table is empty and the answer False. What took those on watch below their tier stands in `watch_decided`.
    """
    before = add_months(month, -1)
    months = [row[0] for row in con.execute("SELECT DISTINCT month FROM tiers ORDER BY month").fetchall()]
    _create_months(con, [*months, month, before])
    for stage in MOVED_STAGES:
        _run(con, stage, month=month, before=before, n_days=days_in_month(before))
    _measure(con, month_spans(con, month=month, before=before))
    _run(con, "value_changes", month=month, before=before)
    movers = con.execute(MOVERS).df()
    _measure(con, tier_spans(movers, months=months, month=month, settings=settings))
    decided = decide(movers, con.execute(MEASURED).df(), settings=settings, stood=stood or settings)
    _keep(con, "change_decided", decided)
    con.execute(FINAL.format(columns=", ".join(VALUE_CHANGES.names)))
    if before not in months:  # nothing to compare with: nobody is new
        con.execute("DELETE FROM value_changes")
    _decide_watched(con, months=months, month=month, settings=settings)
    check_relation(con, "value_changes", VALUE_CHANGES)
    refuse_unexact(con, month=month)
    return before in months


def _decide_watched(con: duckdb.DuckDBPyConnection, *, months: list[str], month: str, settings: TierSettings) -> None:
    """One row per customer on watch in `watch_decided`: what alone took this month below the tier, by the floors of now."""
    customers = watched(con, month=month, structural=STRUCTURAL_PARTS)
    _measure(con, watch_spans(customers, months=months, month=month))
    _keep(con, "watch_decided", decide(customers, con.execute(MEASURED).df(), settings=settings, stood=settings))


def _keep(con: duckdb.DuckDBPyConnection, name: str, decided: pd.DataFrame) -> None:
    con.register("decided_frame", decided)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {DECIDED} FROM decided_frame")
    con.unregister("decided_frame")


def _create_months(con: duckdb.DuckDBPyConnection, months: list[str]) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE change_months (month VARCHAR, n_days BIGINT)")
    con.executemany("INSERT INTO change_months VALUES (?, ?)", [(one, days_in_month(one)) for one in sorted(set(months))])
    con.execute(load_sql("rccrm_lib.acrm.value.contribution.sql", "macros"))  # value_divide: halves to the even one


def _measure(con: duckdb.DuckDBPyConnection, spans: pd.DataFrame) -> None:
    """Measures and parts of the spans given; replaces those of the spans before."""
    con.register("spans_frame", spans)
    con.execute("""CREATE OR REPLACE TEMP TABLE change_spans AS
        SELECT row_number() OVER (ORDER BY customer_id) AS span_no, customer_id::VARCHAR AS customer_id,
               from_month::VARCHAR AS from_month, to_month::VARCHAR AS to_month, is_month::BOOLEAN AS is_month,
               starts.n_days * ends.n_days AS n_days_both
        FROM spans_frame
        JOIN change_months starts ON starts.month = from_month
        JOIN change_months ends ON ends.month = to_month""")
    con.unregister("spans_frame")
    for stage in SPAN_STAGES:
        _run(con, stage)


def _run(con: duckdb.DuckDBPyConnection, stage: str, **parameters: str | int) -> None:
    """Run the statement of one stage."""
    sql = load_sql(f"{__package__}.sql", stage)
    con.execute(sql, {name: value for name, value in parameters.items() if f"${name}" in sql} or None)
