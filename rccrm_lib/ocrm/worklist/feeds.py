"""The reasons for which a customer comes on a list: one feed each. A new one is a SQL file, or a frame handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pandas as pd

from rccrm_lib.core.engine import load_sql
from rccrm_lib.core.schema import check_frame, check_relation
from rccrm_lib.ocrm.worklist.schema import FOUND

SQL = "rccrm_lib.ocrm.worklist.sql"


@dataclass(frozen=True)
class Feed:
    """A reason, the tables of others that it reads, and the statements that go before it."""

    reason: str
    needs: tuple[str, ...]
    before: tuple[str, ...] = ()


FEEDS = (
    Feed("at_risk", ("lifecycle", "customer_history", "customer_months", "churn_spells", "contribution_months"),
         ("falls", "past_falls")),
    Feed("movement", ("txn_history", "account_links", "customers", "customer_history"), ("day_flows",)),
    Feed("deposit", ("acct_time", "acct_time_history", "account_links", "customer_history", "customer_months"),
         ("past_deposits",)),
    Feed("loan", ("loan", "account_links")),
    Feed("document", ("customers", "customer_months")),
    Feed("birthday", ("customers", "tiers")),
    Feed("service", ("service_due",)),
    Feed("campaign", ("campaign", "campaign_member", "links")),
    Feed("near", ("near_threshold", "near_products")),
    Feed("missing", ("customers", "tiers")),
    Feed("case", ("cases",)),
    Feed("lead", ("leads",)),
)


def gather_found(con: duckdb.DuckDBPyConnection, *, more: Mapping[str, pd.DataFrame]) -> None:
    """Make `worklist_found`: FOUND with the reason, of every feed, and of the frames of `more` by their reason."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE worklist_found ({', '.join(_declared())})")
    for feed in FEEDS:
        for name in feed.before:
            con.execute(load_sql(SQL, name))
        con.execute(f"CREATE OR REPLACE TEMP VIEW feed_{feed.reason} AS {load_sql(SQL, feed.reason)}")
        _take(con, feed.reason, f"feed_{feed.reason}")
    for reason, frame in more.items():
        con.register("feed_more", check_frame(frame[FOUND.names], FOUND))
        _take(con, reason, "feed_more")
        con.unregister("feed_more")
    check_relation(con, "(SELECT * EXCLUDE (cycle), reason || '/' || cycle AS cycle FROM worklist_found)", FOUND)


def _declared() -> list[str]:
    kinds = {"text": "VARCHAR", "int": "INTEGER", "fen": "BIGINT", "date": "DATE"}
    return ["reason VARCHAR", *(f"{column.name} {kinds[column.dtype]}" for column in FOUND.columns)]


def _take(con: duckdb.DuckDBPyConnection, reason: str, relation: str) -> None:
    con.execute(f"INSERT INTO worklist_found SELECT ?, {', '.join(FOUND.names)} FROM {relation}", [reason])
