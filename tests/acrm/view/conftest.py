"""A small warehouse by hand: every contract table, empty, and a few rows filled in by a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import duckdb
import pandas as pd
import pytest

from rccrm_lib.acrm.view import build_customer_months
from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.engine import open_engine
from rccrm_lib.core.settings import ViewSettings
from rccrm_lib.facts.calendar import days_in_month, month_end

MONTH = "2026-09"
CUSTOMERS = {
    "customer_id": "VARCHAR", "party_kind": "VARCHAR", "nature": "VARCHAR", "completeness": "BIGINT",
    "village_id": "VARCHAR", "branch_id": "VARCHAR", "household_id": "VARCHAR", "first_open_on": "DATE",
}


class Warehouse:
    """The warehouse of one member in an engine of its own: fill it, build it, read what came out."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con
        for contract in load_contracts().values():
            self._create(contract.name, contract.duckdb_types())
        for table in ("bal_month", "txn"):
            self._create(f"{table}_history", {**load_contracts()[table].duckdb_types(), "month": "VARCHAR"})
        self._create("links", {"src_sys": "VARCHAR", "cust_no": "VARCHAR", "customer_id": "VARCHAR"})
        self._create("customers", CUSTOMERS)

    def _create(self, name: str, types: dict[str, str]) -> None:
        columns = ", ".join(f'"{column}" {kind}' for column, kind in types.items())
        self.con.execute(f"CREATE TABLE {name} ({columns})")

    def add(self, table: str, **values: Any) -> None:
        """One row of a table; the columns not named stay empty."""
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join("?" for _ in values)
        self.con.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))

    def customer(self, customer_id: str, *cust_nos: str, **values: Any) -> None:
        """A customer and the CORE records that belong to him; without any, the record has the same number."""
        self.add("customers", **{"customer_id": customer_id, "party_kind": "person", "nature": "FARM", **values})
        for cust_no in cust_nos or (customer_id,):
            self.add("links", src_sys="CORE", cust_no=cust_no, customer_id=customer_id)

    def account(self, account_id: str, cust_no: str | None, *, kind: str = "demand", **values: Any) -> None:
        """A contract of a kind, open since 2020 unless said otherwise."""
        table, key, opened, more = {
            "demand": ("acct_demand", "account_id", "open_on", {}),
            "time": ("acct_time", "account_id", "open_on", {}),
            "wealth": ("wealth", "holding_id", "buy_on", {"kind": "1", "balance_fen": 0}),
            "loan": ("loan", "loan_id", "start_on", {"amount_fen": 0}),
        }[kind]
        row = {key: account_id, "src_sys": "CORE", "cust_no": cust_no, opened: "2020-01-15", **more, **values}
        self.add(table, **row)

    def balance(self, account_id: str, end: int, *, month: str = MONTH, daily: int | None = None,
                fen_day: int | None = None, **values: Any) -> None:
        """A month's balance in fen; the accumulation is given, or that of a level daily balance."""
        total = fen_day if fen_day is not None else (end if daily is None else daily) * days_in_month(month)
        self.add("bal_month_history", account_id=account_id, month=month, month_end_on=month_end(month),
                 balance_fen=end, accumulation_fen_day=total, **values)

    def txn(self, account_id: str, day: str, *, seq: int = 1, channel: str | None = "MOB",
            initiator: str | None = "C") -> None:
        """One movement of 1 yuan."""
        self.add("txn_history", account_id=account_id, txn_on=day, seq=seq, dc="C", amount_fen=100,
                 channel=channel, initiator=initiator, month=day[:7])

    def build(self, *, month: str = MONTH, months: list[str] | None = None, **more: Any) -> None:
        """Run the room's verb."""
        build_customer_months(self.con, settings=ViewSettings(), month=month, months=months or [month], **more)

    def frame(self, query: str) -> pd.DataFrame:
        """The rows of a query."""
        return self.con.execute(query).df()

    def one(self, query: str) -> tuple[Any, ...]:
        """The only row of a query."""
        rows = self.con.execute(query).fetchall()
        assert len(rows) == 1, f"{len(rows)} rows: {query}"
        return rows[0]

    def month_of(self, customer_id: str, *columns: str) -> Any:
        """Columns of a customer's month; a single one as a value."""
        row = self.one(f"SELECT {', '.join(columns)} FROM customer_months WHERE customer_id = '{customer_id}'")
        return row[0] if len(columns) == 1 else row

    def past(self, customer_id: str, column: str) -> dict[str, Any]:
        """Month -> value of a column of the customer's history."""
        query = f"SELECT month, {column} FROM customer_history WHERE customer_id = '{customer_id}' ORDER BY month"
        return dict(self.con.execute(query).fetchall())


@contextmanager
def _open_warehouse() -> Iterator[Warehouse]:
    with open_engine(threads=1, memory="500MB") as con:
        yield Warehouse(con)


@pytest.fixture(scope="session")
def make_warehouse() -> Callable[[], AbstractContextManager[Warehouse]]:
    """`with make_warehouse() as warehouse:` an empty one, for a test that needs several."""
    return _open_warehouse


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    """An empty warehouse with every contract table."""
    with _open_warehouse() as opened:
        yield opened
